/** The output of the DEFLATE encoder: bits, first to be read lowest. RFC 1951 §3.1.1. */

import { MAX_STORED } from "./format";

/** Where the next bytes go, where they end, and bits that wait to fill a byte: fewer than 8 between two calls. */
export let output: usize = 0;
let outputEnd: usize = 0;
export let bits: u64 = 0;
export let bitCount: u32 = 0;

export function openStream(dst: usize, dstLength: usize): void {
  output = dst;
  outputEnd = dst + dstLength;
  bits = 0;
  bitCount = 0;
}

/** Whether `count` more bits fit. Callers ask once for many: writing itself checks nothing. */
export function hasRoom(count: u64): bool {
  return (bitCount + count + 7) >>> 3 <= <u64>(outputEnd - output);
}

/** Appends the low `count` bits of `value`, whose others are 0; at most 56. */
export function putBits(value: u64, count: u32): void {
  resume(output, bits | (value << bitCount), bitCount + count);
}

/** Takes over from a loop that kept `output`, `bits` and `bitCount`, at most 63, in locals. */
export function resume(at: usize, waiting: u64, count: u32): void {
  store<u64>(at, waiting);
  output = at + (count >>> 3);
  bits = waiting >>> (count & 56);
  bitCount = count & 7;
}

/** Fills the last byte with zeroes and returns where the stream ends. */
export function closeStream(): usize {
  store<u8>(output, <u8>bits);
  return output + usize(bitCount != 0);
}

/** Bits that `length` bytes take in stored blocks that begin now. §3.2.4. */
export function storedBits(length: usize): u64 {
  const blocks = <u64>max<usize>(1, (length + MAX_STORED - 1) / MAX_STORED);
  const padding = -(bitCount + 3) & 7;
  return 35 + padding + (blocks - 1) * 40 + (<u64>length << 3);
}

/** Writes stored blocks, for which there is room. */
export function putStored(src: usize, length: usize, isLast: bool): void {
  while (true) {
    const part = min<usize>(length, MAX_STORED);
    putBits(u64(isLast && part == length), 3);
    if (bitCount > 0) putBits(0, 8 - bitCount);
    putBits(part | ((part ^ 0xffff) << 16), 32);
    memory.copy(output, src, part);
    output += part;
    src += part;
    length -= part;
    if (length == 0) break;
  }
}
