/** LZW of TIFF 6.0 §13, most significant bit first and one code early, and libtiff's older order, neither. */

import { copy16 } from "./bytes/copy";
import { ERROR_INVALID } from "./_errors";

export { accumulate, byteswap } from "./bytes/words";

/** First free byte: the host's from here up. */
export const HEAP: usize = __heap_base;

const CLEAR_CODE: u32 = 256;
const EOI_CODE: u32 = 257;
const FIRST_CODE: u32 = 258;
const MIN_WIDTH: u32 = 9;
const MAX_WIDTH: u32 = 12;
const TABLE_SIZE: u32 = 1 << MAX_WIDTH;

/** Position in the output and length of each code's string: the bytes of a new string are already there. */
const STARTS: usize = memory.data(TABLE_SIZE * sizeof<u32>(), 4);
const LENGTHS: usize = memory.data(TABLE_SIZE * sizeof<u32>(), 4);

/**
 * Decodes up to `dstLength` bytes and returns how many: stops there, at EOI, or where the source ends, as writers
 * leave EOI out. ERROR_INVALID for a code that stands for nothing yet. The host keeps 64 bytes free after both buffers.
 *
 * `bits` holds `bitCount` bits of the stream, the next at the top (or, `lsbFirst`, at the bottom), and after them
 * either zeroes or what comes next. Invariant of the table: a string starts within what is written, and ends there
 * but for the last byte of the newest, so reads stay there.
 */
export function decode(src: usize, srcLength: usize, dst: usize, dstLength: usize, lsbFirst: u32): i32 {
  const srcEnd = src + srcLength;
  const dstEnd = dst + dstLength;
  const early: u32 = lsbFirst ? 0 : 1;
  let out = dst;
  let free = FIRST_CODE;
  let width = MIN_WIDTH;
  let previousLength: u32 = 0;
  let bits: u64 = 0;
  let bitCount: u32 = 0;
  while (out < dstEnd) {
    if (bitCount < MAX_WIDTH) {
      if (src + 8 <= srcEnd) {
        const word = load<u64>(src);
        bits |= lsbFirst ? word << bitCount : bswap<u64>(word) >>> bitCount;
        const taken = (63 - bitCount) >>> 3;
        src += taken;
        bitCount += taken << 3;
      }
      for (; bitCount < MAX_WIDTH && src < srcEnd; bitCount += 8) {
        const byte = <u64>load<u8>(src++);
        bits |= lsbFirst ? byte << bitCount : byte << (56 - bitCount);
      }
      if (bitCount < width) break;
    }
    const code = lsbFirst ? <u32>bits & ((1 << width) - 1) : <u32>(bits >>> (64 - width));
    bits = lsbFirst ? bits >>> width : bits << width;
    bitCount -= width;
    if (code == EOI_CODE) break;
    if (code == CLEAR_CODE) {
      free = FIRST_CODE;
      width = MIN_WIDTH;
      previousLength = 0;
      continue;
    }
    if (previousLength > 0 && free < TABLE_SIZE) {
      store<u32>(STARTS + (free << 2), out - previousLength);
      store<u32>(LENGTHS + (free << 2), previousLength + 1);
      ++free;
      if (free + early >= <u32>1 << width && width < MAX_WIDTH) ++width;
    }
    if (code < CLEAR_CODE) {
      store<u8>(out++, code);
      previousLength = 1;
      continue;
    }
    if (code >= free) return ERROR_INVALID;
    const start = <usize>load<u32>(STARTS + (code << 2));
    previousLength = load<u32>(LENGTHS + (code << 2));
    const length = min<usize>(previousLength, dstEnd - out);
    let done: usize = 0;
    do {
      copy16(out + done, start + done);
      done += 16;
    } while (done < length);
    // The entry made just now ends with the byte that it starts with.
    if (start + length > out) store<u8>(out + length - 1, load<u8>(start));
    out += length;
  }
  return <i32>(out - dst);
}
