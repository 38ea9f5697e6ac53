/** DEFLATE decoder: RFC 1951. Envelopes are the host's; their checksums are here, where the bytes are. */

import { copyMatch } from "./_copy";
import { ERROR_INVALID, ERROR_OVERFLOW, ERROR_TRUNCATED } from "./_errors";
import { build, CODE_SIZE, lookUp } from "./_inflate-tables";

export { adler32 } from "./_adler32";
export { crc32 } from "./_crc32";

/** First free byte: the host's from here up. */
export const HEAP: usize = __heap_base;

const END_OF_BLOCK: u32 = 256;

/** Lengths and distances: base << 8 | extra bits, for codes 257 to 285 and 0 to 29. RFC 1951 §3.2.5. */
const LENGTHS: usize = memory.data(29 * sizeof<u32>(), alignof<u32>());
const DISTANCES: usize = memory.data(30 * sizeof<u32>(), alignof<u32>());
/** In what order the lengths of code length codes are sent. RFC 1951 §3.2.7. */
const ORDER: usize = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]);

const LITERAL_CODE: usize = memory.data(CODE_SIZE, 8);
const DISTANCE_CODE: usize = memory.data(CODE_SIZE, 8);
const CODE_LENGTHS: usize = memory.data(320);

for (let code: u32 = 0, base: u32 = 3; code < 28; ++code) {
  const extra = code < 8 ? 0 : (code - 4) >> 2;
  store<u32>(LENGTHS + (<usize>code << 2), (base << 8) | extra);
  base += 1 << extra;
}
store<u32>(LENGTHS + (28 << 2), 258 << 8);
for (let code: u32 = 0, base: u32 = 1; code < 30; ++code) {
  const extra = code < 4 ? 0 : (code - 2) >> 1;
  store<u32>(DISTANCES + (<usize>code << 2), (base << 8) | extra);
  base += 1 << extra;
}

/** The stream in use: the next byte, its end, and bits read but not consumed. Bits beyond the end are zeroes. */
let next: usize = 0;
let end: usize = 0;
let bits: u64 = 0;
let bitCount: u32 = 0;
/** Bytes made up beyond the end. */
let missing: u32 = 0;
let output: usize = 0;
let outputStart: usize = 0;
let outputEnd: usize = 0;

/** Bytes of the last `src` that its stream took. */
export function consumed(start: usize): usize {
  return next - ((bitCount >>> 3) - missing) - start;
}

/**
 * Decodes one stream and returns the bytes written, or an `ERROR_*`. Up to 64 bytes behind either buffer may be
 * touched: the host keeps them free.
 */
export function decode(src: usize, srcLength: usize, dst: usize, dstLength: usize): i32 {
  next = src;
  end = src + srcLength;
  bits = 0;
  bitCount = 0;
  missing = 0;
  output = dst;
  outputStart = dst;
  outputEnd = dst + dstLength;
  while (true) {
    refill();
    const isFinal = take(1) == 1;
    const type = take(2);
    let error: i32 = ERROR_INVALID;
    if (type == 0) {
      error = copyStored();
    } else if (type == 1) {
      buildFixedCodes();
      error = decodeBlock();
    } else if (type == 2) {
      error = readCodes();
      if (error == 0) error = decodeBlock();
    }
    // Whatever zeroes seemed to say, it was not in the input.
    if (isBeyondEnd()) return ERROR_TRUNCATED;
    if (error != 0) return error;
    if (isFinal) return <i32>(output - outputStart);
  }
}

/** At least 56 bits, if need be zeroes beyond the end. */
// @ts-ignore: decorator
@inline
function refill(): void {
  if (next + 8 <= end) {
    bits |= load<u64>(next) << bitCount;
    const bytes = (63 - bitCount) >>> 3;
    next += bytes;
    bitCount += bytes << 3;
  } else {
    refillAtEnd();
  }
}

function refillAtEnd(): void {
  for (; bitCount < 56; bitCount += 8) {
    if (next < end) bits |= <u64>load<u8>(next++) << bitCount;
    else ++missing;
  }
}

/** Whether bits were consumed that are not in the input. */
function isBeyondEnd(): bool {
  return missing << 3 > bitCount;
}

/** The next `count` bits, which a `refill` has provided. */
// @ts-ignore: decorator
@inline
function take(count: u32): u32 {
  const value = <u32>bits & ((1 << count) - 1);
  drop(count);
  return value;
}

// @ts-ignore: decorator
@inline
function drop(count: u32): void {
  bits >>= count;
  bitCount -= count;
}

/** RFC 1951 §3.2.4. */
function copyStored(): i32 {
  drop(bitCount & 7);
  refill();
  const length = take(16);
  if (take(16) != (length ^ 0xffff)) return ERROR_INVALID;
  if (isBeyondEnd()) return ERROR_TRUNCATED;
  next -= (bitCount >>> 3) - missing;
  bits = 0;
  bitCount = 0;
  missing = 0;
  if (length > <u32>(end - next)) return ERROR_TRUNCATED;
  if (length > <u32>(outputEnd - output)) return ERROR_OVERFLOW;
  memory.copy(output, next, length);
  next += length;
  output += length;
  return 0;
}

/** RFC 1951 §3.2.6. */
function buildFixedCodes(): void {
  memory.fill(CODE_LENGTHS, 8, 144);
  memory.fill(CODE_LENGTHS + 144, 9, 112);
  memory.fill(CODE_LENGTHS + 256, 7, 24);
  memory.fill(CODE_LENGTHS + 280, 8, 8);
  build(LITERAL_CODE, CODE_LENGTHS, 288);
  memory.fill(CODE_LENGTHS, 5, 32);
  build(DISTANCE_CODE, CODE_LENGTHS, 32);
}

/** RFC 1951 §3.2.7. */
function readCodes(): i32 {
  const literals = take(5) + 257;
  const distances = take(5) + 1;
  const codeLengths = take(4) + 4;
  if (literals > 286 || distances > 30) return ERROR_INVALID;
  memory.fill(CODE_LENGTHS, 0, 19);
  for (let i: usize = 0; i < codeLengths; ++i) {
    refill();
    store<u8>(CODE_LENGTHS + load<u8>(ORDER + i), <u8>take(3));
  }
  if (!build(LITERAL_CODE, CODE_LENGTHS, 19)) return ERROR_INVALID;
  const count = literals + distances;
  for (let i: u32 = 0; i < count; ) {
    refill();
    const entry = lookUp(LITERAL_CODE, bits);
    if (entry == 0) return ERROR_INVALID;
    drop(entry & 15);
    const symbol = entry >>> 4;
    if (symbol < 16) {
      store<u8>(CODE_LENGTHS + i++, <u8>symbol);
      continue;
    }
    if (symbol == 16 && i == 0) return ERROR_INVALID;
    const length = symbol == 16 ? load<u8>(CODE_LENGTHS + i - 1) : 0;
    const repeat = symbol == 16 ? 3 + take(2) : symbol == 17 ? 3 + take(3) : 11 + take(7);
    if (i + repeat > count) return ERROR_INVALID;
    memory.fill(CODE_LENGTHS + i, length, repeat);
    i += repeat;
  }
  if (load<u8>(CODE_LENGTHS, 256) == 0) return ERROR_INVALID;
  if (!build(LITERAL_CODE, CODE_LENGTHS, literals)) return ERROR_INVALID;
  return build(DISTANCE_CODE, CODE_LENGTHS + literals, distances) ? 0 : ERROR_INVALID;
}

/** RFC 1951 §3.2.3. A literal or match takes 48 bits at most, fewer than a refill provides. */
function decodeBlock(): i32 {
  while (true) {
    refill();
    // Eight made-up bytes may wait unread; more were consumed.
    if (missing > 8) return ERROR_TRUNCATED;
    let entry = lookUp(LITERAL_CODE, bits);
    if (entry == 0) return ERROR_INVALID;
    drop(entry & 15);
    let symbol = entry >>> 4;
    if (symbol < END_OF_BLOCK) {
      if (output == outputEnd) return ERROR_OVERFLOW;
      store<u8>(output++, <u8>symbol);
      // 41 bits are left, enough for two more literals.
      entry = lookUp(LITERAL_CODE, bits);
      symbol = entry >>> 4;
      if (entry == 0 || symbol >= END_OF_BLOCK || output == outputEnd) continue;
      drop(entry & 15);
      store<u8>(output++, <u8>symbol);
      continue;
    }
    if (symbol == END_OF_BLOCK) return 0;
    if (symbol > 285) return ERROR_INVALID;
    const length = load<u32>(LENGTHS + (<usize>(symbol - 257) << 2));
    const matchLength = (length >>> 8) + take(length & 0xff);
    entry = lookUp(DISTANCE_CODE, bits);
    if (entry == 0 || entry >>> 4 > 29) return ERROR_INVALID;
    drop(entry & 15);
    const distance = load<u32>(DISTANCES + (<usize>(entry >>> 4) << 2));
    const matchDistance = (distance >>> 8) + take(distance & 0xff);
    if (matchDistance > <u32>(output - outputStart)) return ERROR_INVALID;
    if (matchLength > <u32>(outputEnd - output)) return ERROR_OVERFLOW;
    copyMatch(output, matchDistance, matchLength);
    output += matchLength;
  }
}
