import { copy16, copyMatch } from "../bytes/copy";
import { ERROR_INVALID, ERROR_OVERFLOW, ERROR_TRUNCATED } from "../_errors";

/** Distances above this take two more bytes. */
const MAX_DISTANCE: usize = 8191;
const MIN_MATCH: usize = 3;

/**
 * Decodes one BloscLZ stream and returns the bytes written, or an `ERROR_*`. There is no document: this is what
 * c-blosc 1.21 reads (blosclz.c), FastLZ level 2 with another first byte. Instructions begin with a control byte:
 *
 *   below 32   that many literals, plus one
 *   from 32    a match: high 3 bits the length - 2 (7: more bytes follow, up to and including the first below 255),
 *              low 5 bits and the next byte the distance - 1. Where those 13 bits are all ones, the distance is
 *              8192 plus a big-endian u16.
 *
 * The first control byte is always of literals: its high bits hold the level. Streams end between instructions.
 * Writes at most SLACK bytes past `dstLength`.
 */
export function decodeBloscLz(src: usize, srcLength: usize, dst: usize, dstLength: usize): i32 {
  if (srcLength == 0) return ERROR_TRUNCATED;
  const srcEnd = src + srcLength;
  const dstEnd = dst + dstLength;
  let ip = src;
  let op = dst;
  let control: usize = load<u8>(ip++) & 31;
  while (true) {
    if (control < 32) {
      const length = control + 1;
      if (length > srcEnd - ip) return ERROR_TRUNCATED;
      if (length > dstEnd - op) return ERROR_OVERFLOW;
      copy16(op, ip);
      copy16(op + 16, ip + 16);
      op += length;
      ip += length;
    } else {
      let length = (control >>> 5) - 1 + MIN_MATCH;
      if (control >= 7 << 5) {
        let byte: usize;
        do {
          if (ip == srcEnd) return ERROR_TRUNCATED;
          byte = load<u8>(ip++);
          length += byte;
          if (length > dstEnd - op) return ERROR_OVERFLOW;
        } while (byte == 255);
      } else if (length > dstEnd - op) return ERROR_OVERFLOW;
      if (ip == srcEnd) return ERROR_TRUNCATED;
      let distance = ((control & 31) << 8) + load<u8>(ip++) + 1;
      if (distance == MAX_DISTANCE + 1) {
        if (srcEnd - ip < 2) return ERROR_TRUNCATED;
        distance += bswap<u16>(load<u16>(ip));
        ip += 2;
      }
      if (distance > op - dst) return ERROR_INVALID;
      copyMatch(op, distance, length);
      op += length;
    }
    if (ip == srcEnd) return <i32>(op - dst);
    control = load<u8>(ip++);
  }
}
