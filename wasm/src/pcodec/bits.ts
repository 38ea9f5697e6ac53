/** The bits of a pcodec file, lowest first. Pco Format Spec: "All bit packing is done in a little-endian fashion". */

import { ERROR_INVALID } from "../_errors";

/** The bytes in use, how many bits they have, and the next of them. Behind the end, 16 bytes more may be read. */
export let source: usize = 0;
export let bitLength: u64 = 0;
export let position: u64 = 0;

export function openBits(src: usize, srcLength: usize): void {
  source = src;
  bitLength = <u64>srcLength << 3;
  position = 0;
}

export function moveTo(bit: u64): void {
  position = bit;
}

/** Whether `count` more bits are there: to be asked before they are read. */
export function hasBits(count: u64): bool {
  return count <= bitLength - position;
}

/** The next `count` bits, at most 64, which must be there. */
export function readBits(count: u32): u64 {
  const value = bitsAt(source + <usize>(position >>> 3), <u32>position & 7, count);
  position += count;
  return value;
}

/** `count` bits, at most 64, from bit `shift`, 0 to 7, of a byte on. */
// @ts-ignore: decorator
@inline
export function bitsAt(ptr: usize, shift: u32, count: u32): u64 {
  let value = load<u64>(ptr) >>> shift;
  if (shift + count > 64) value |= <u64>load<u8>(ptr, 8) << (64 - shift);
  return count < 64 ? value & ((<u64>1 << count) - 1) : value;
}

/** Goes on to the next whole byte. Returns 0, or an error where the bits up to there are not 0. */
export function alignBits(): i32 {
  const rest = <u32>(-<i64>position) & 7;
  return rest > 0 && readBits(rest) != 0 ? ERROR_INVALID : 0;
}
