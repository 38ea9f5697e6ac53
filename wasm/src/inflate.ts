/** DEFLATE decoder: RFC 1951. Envelopes are the host's; their checksums are here, where the bytes are. */

import { ERROR_INVALID, ERROR_OVERFLOW, ERROR_TRUNCATED } from "./_errors";
import { bitCount, bits, drop, inputEnd, isBeyondEnd, nextByte, openBits, refill, resumeBits, take } from "./inflate/bits";
import { decodeBlock, openOutput, output, putBytes } from "./inflate/block";
import {
  buildDistanceCode, buildLengthCode, buildLiteralCode, IS_OTHER, LENGTH_CODE_BITS, LITERAL_TABLE,
} from "./inflate/tables";

export { adler32 } from "./checksum/adler32";
export { crc32 } from "./checksum/crc32";
export { unshuffleBytes as unshuffle } from "./shuffle/shuffle";
export { accumulate, byteswap } from "./bytes/words";

/** First free byte: the host's from here up. */
export const HEAP: usize = __heap_base;

/** In what order the lengths of code length codes are sent. RFC 1951 §3.2.7. */
const ORDER: usize = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]);
const LENGTHS: usize = memory.data(320);
const END_OF_BLOCK: usize = 256;

/** Bytes of the last `src` that its stream took. */
export function consumed(start: usize): usize {
  return nextByte() - start;
}

/**
 * Decodes one stream and returns the bytes written, or an `ERROR_*`. Up to 64 bytes behind either buffer may be
 * touched: the host keeps them free.
 */
export function decode(src: usize, srcLength: usize, dst: usize, dstLength: usize): i32 {
  openBits(src, srcLength);
  openOutput(dst, dstLength);
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
    if (isFinal) return <i32>(output - dst);
  }
}

/** RFC 1951 §3.2.4. */
function copyStored(): i32 {
  drop(bitCount & 7);
  refill();
  const length = take(16);
  if (take(16) != (length ^ 0xffff)) return ERROR_INVALID;
  if (isBeyondEnd()) return ERROR_TRUNCATED;
  const start = nextByte();
  if (length > <u32>(inputEnd - start)) return ERROR_TRUNCATED;
  if (!putBytes(start, length)) return ERROR_OVERFLOW;
  resumeBits(start + length, 0, 0);
  return 0;
}

/** RFC 1951 §3.2.6. */
function buildFixedCodes(): void {
  memory.fill(LENGTHS, 8, 144);
  memory.fill(LENGTHS + 144, 9, 112);
  memory.fill(LENGTHS + 256, 7, 24);
  memory.fill(LENGTHS + 280, 8, 8);
  buildLiteralCode(LENGTHS, 288);
  memory.fill(LENGTHS, 5, 32);
  buildDistanceCode(LENGTHS, 32);
}

/** RFC 1951 §3.2.7. */
function readCodes(): i32 {
  const literals = take(5) + 257;
  const distances = take(5) + 1;
  const codeLengths = take(4) + 4;
  if (literals > 286 || distances > 30) return ERROR_INVALID;
  memory.fill(LENGTHS, 0, 19);
  for (let i: usize = 0; i < codeLengths; ++i) {
    refill();
    store<u8>(LENGTHS + load<u8>(ORDER + i), <u8>take(3));
  }
  if (!buildLengthCode(LENGTHS)) return ERROR_INVALID;
  const count = literals + distances;
  for (let i: u32 = 0; i < count; ) {
    refill();
    const entry = load<u32>(LITERAL_TABLE + ((<usize>bits & ((1 << LENGTH_CODE_BITS) - 1)) << 2));
    if ((entry & IS_OTHER) != 0) return ERROR_INVALID;
    drop(entry & 63);
    const symbol = entry >>> 16;
    if (symbol < 16) {
      store<u8>(LENGTHS + i++, <u8>symbol);
      continue;
    }
    if (symbol == 16 && i == 0) return ERROR_INVALID;
    const length = symbol == 16 ? load<u8>(LENGTHS + i - 1) : 0;
    const repeat = symbol == 16 ? 3 + take(2) : symbol == 17 ? 3 + take(3) : 11 + take(7);
    if (i + repeat > count) return ERROR_INVALID;
    memory.fill(LENGTHS + i, length, repeat);
    i += repeat;
  }
  if (load<u8>(LENGTHS + END_OF_BLOCK) == 0) return ERROR_INVALID;
  if (!buildLiteralCode(LENGTHS, literals)) return ERROR_INVALID;
  return buildDistanceCode(LENGTHS + literals, distances) ? 0 : ERROR_INVALID;
}
