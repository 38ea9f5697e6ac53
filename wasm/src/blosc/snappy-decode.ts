import { copyLiterals, copyMatch } from "../bytes/copy";
import { ERROR_INVALID, ERROR_OVERFLOW, ERROR_TRUNCATED } from "../_errors";

/**
 * Decodes one raw Snappy stream and returns the bytes written, or an `ERROR_*`. Snappy compressed format description
 * (2011-10-05): the length as a varint, then elements whose tag byte has their kind in the low 2 bits:
 *
 *   0  literals: length - 1 in the high 6 bits, or, from 60, in the next 1 to 4 bytes
 *   1  copy: length - 4 in bits 2-4, offset in bits 5-7 (high) and the next byte
 *   2  copy: length - 1 in the high 6 bits, offset u16
 *   3  copy: length - 1 in the high 6 bits, offset u32
 *
 * Writes at most SLACK bytes past `dstLength`.
 */
export function decodeSnappy(src: usize, srcLength: usize, dst: usize, dstLength: usize): i32 {
  const srcEnd = src + srcLength;
  let ip = src;
  let stated: u64 = 0;
  let byte: u64;
  let shift: u64 = 0;
  do {
    if (ip == srcEnd) return ERROR_TRUNCATED;
    if (shift > 28) return ERROR_INVALID;
    byte = load<u8>(ip++);
    stated |= (byte & 127) << shift;
    shift += 7;
  } while (byte >= 128);
  if (stated > <u64>dstLength) return ERROR_OVERFLOW;

  const dstEnd = dst + <usize>stated;
  let op = dst;
  while (ip < srcEnd) {
    const tag = <usize>load<u8>(ip++);
    const kind = tag & 3;
    let length: usize = (tag >>> 2) + 1;
    const more: usize = kind == 0 ? (length > 60 ? length - 60 : 0) : kind == 3 ? 4 : kind;
    if (more > srcEnd - ip) return ERROR_TRUNCATED;
    const value: usize = more == 0 ? 0 : <usize>load<u32>(ip) & (<usize>0xffffffff >>> ((4 - more) << 3));
    ip += more;
    if (kind == 0) {
      if (more > 0) length = value + 1;
      if (length - 1 >= srcEnd - ip) return ERROR_TRUNCATED;
      if (length > dstEnd - op) return ERROR_INVALID;
      copyLiterals(op, ip, length);
      ip += length;
    } else {
      let distance = value;
      if (kind == 1) {
        length = ((tag >>> 2) & 7) + 4;
        distance |= (tag >>> 5) << 8;
      }
      if (distance - 1 >= op - dst) return ERROR_INVALID;
      if (length > dstEnd - op) return ERROR_INVALID;
      copyMatch(op, distance, length);
    }
    op += length;
  }
  return op == dstEnd ? <i32>stated : ERROR_TRUNCATED;
}
