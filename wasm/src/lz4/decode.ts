import { copy16, copyLiterals, copyMatch, copyShortMatch } from "../bytes/copy";
import { ERROR_INVALID, ERROR_OVERFLOW, ERROR_TRUNCATED } from "../_errors";

const MIN_MATCH: usize = 4;
/** A length field holding this is continued in the bytes that follow. */
const RUN_MASK: usize = 15;
/** Source bytes of the longest sequence without length bytes: token, 14 literals, offset, and the next token. */
const SHORT_SEQUENCE: usize = 1 + 14 + 2 + 1;
/** Destination bytes of the same sequence: 14 literals and a match of 18, both copied 16 bytes at a time. */
const SHORT_OUTPUT: usize = 14 + 18;

/** Where `readLength` stopped: a position in the source, or 0 if the source ended first. */
let next: usize = 0;

/**
 * Decodes one block and returns the bytes written, or an `ERROR_*`. LZ4 Block Format Description (2022-07-31).
 *
 *   token     literal length in the high 4 bits, match length - 4 in the low 4; 15 means more bytes follow
 *   [length]  added up to and including the first byte below 255
 *   literals
 *   offset    u16, 1 to 65535 bytes back; absent after the last literals
 *   [length]
 *
 * Invariant at the head of either loop: ip < srcEnd and op <= dstEnd. Writes at most SLACK bytes past `dstLength`.
 */
export function decodeLz4(src: usize, srcLength: usize, dst: usize, dstLength: usize): i32 {
  if (srcLength == 0) return ERROR_TRUNCATED;
  const srcEnd = src + srcLength;
  const dstEnd = dst + dstLength;
  const srcSafe = srcLength > SHORT_SEQUENCE ? srcEnd - SHORT_SEQUENCE : src;
  const dstSafe = dstLength > SHORT_OUTPUT ? dstEnd - SHORT_OUTPUT : dst;
  let ip = src;
  let op = dst;
  while (true) {
    const token = <usize>load<u8>(ip++);
    let length = token >>> 4;
    let distance: usize;
    if (length < RUN_MASK && ip < srcSafe && op < dstSafe) {
      copy16(op, ip);
      op += length;
      ip += length;
      distance = load<u16>(ip);
      ip += 2;
      length = token & RUN_MASK;
      if (distance - 1 >= op - dst) return ERROR_INVALID;
      if (length < RUN_MASK && (ASC_FEATURE_SIMD || distance >= 8)) {
        copyShortMatch(op, distance);
        op += length + MIN_MATCH;
        continue;
      }
    } else {
      if (length == RUN_MASK) {
        length += readLength(ip, srcEnd);
        ip = next;
        if (ip == 0) return ERROR_TRUNCATED;
      }
      if (length > srcEnd - ip) return ERROR_TRUNCATED;
      if (length > dstEnd - op) return ERROR_OVERFLOW;
      copyLiterals(op, ip, length);
      op += length;
      ip += length;
      if (ip == srcEnd) return <i32>(op - dst);
      if (srcEnd - ip < 2) return ERROR_TRUNCATED;
      distance = load<u16>(ip);
      ip += 2;
      length = token & RUN_MASK;
      if (distance - 1 >= op - dst) return ERROR_INVALID;
    }
    if (length == RUN_MASK) {
      length += readLength(ip, srcEnd);
      ip = next;
      if (ip == 0) return ERROR_TRUNCATED;
    }
    length += MIN_MATCH;
    if (length > dstEnd - op) return ERROR_OVERFLOW;
    if (ip >= srcEnd) return ERROR_TRUNCATED;
    copyMatch(op, distance, length);
    op += length;
  }
}

/**
 * Adds up length bytes and leaves their end in `next`. The sum cannot wrap: 255 times the source is below 2^32 for
 * every source of 16 MiB, and larger sums are clamped to a length no buffer has.
 */
function readLength(ip: usize, srcEnd: usize): usize {
  let length: u64 = 0;
  let byte: u64;
  do {
    if (ip >= srcEnd) {
      next = 0;
      return 0;
    }
    byte = load<u8>(ip++);
    length += byte;
  } while (byte == 255);
  next = ip;
  return <usize>min<u64>(length, 0x7fffffff);
}
