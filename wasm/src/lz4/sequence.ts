import { copyLiterals } from "../bytes/copy";

/** LZ4 Block Format Description (2022-07-31), "End of block conditions": what the encoders have to respect. */
export const MIN_MATCH: usize = 4;
export const MAX_OFFSET: usize = 65535;
/** The last match starts at least this far before the end, */
export const MATCH_MARGIN: usize = 12;
/** and the last bytes are literals. */
export const LAST_LITERALS: usize = 5;

const RUN_MASK: usize = 15;

/** Longest block that `length` bytes can become: all literals. */
export function lz4Bound(length: usize): usize {
  return length + length / 255 + 16;
}

/**
 * Writes token, literals and match of one sequence and returns the position after it, 0 if that would leave less
 * than the last literals' room before `dstEnd`. Runs over by up to 31 bytes.
 */
export function writeSequence(
  op: usize, dstEnd: usize, literals: usize, literalLength: usize, offset: usize, length: usize,
): usize {
  const rest = length - MIN_MATCH;
  const needed = literalLength + literalLength / 255 + rest / 255 + 4 + LAST_LITERALS;
  if (needed > dstEnd - op) return 0;
  const token = op++;
  let high = literalLength;
  if (literalLength >= RUN_MASK) {
    op = writeLength(op, literalLength - RUN_MASK);
    high = RUN_MASK;
  }
  if (literalLength > 0) copyLiterals(op, literals, literalLength);
  op += literalLength;
  store<u16>(op, offset);
  op += 2;
  let low = rest;
  if (rest >= RUN_MASK) {
    op = writeLength(op, rest - RUN_MASK);
    low = RUN_MASK;
  }
  store<u8>(token, (high << 4) | low);
  return op;
}

/** Writes the literals that end a block and returns the position after them, 0 if there is no room. */
export function writeLastLiterals(op: usize, dstEnd: usize, literals: usize, length: usize): usize {
  const more: usize = length >= RUN_MASK ? (length - RUN_MASK) / 255 + 1 : 0;
  if (length + more + 1 > dstEnd - op) return 0;
  store<u8>(op++, min<usize>(length, RUN_MASK) << 4);
  if (more > 0) op = writeLength(op, length - RUN_MASK);
  if (length > 0) copyLiterals(op, literals, length);
  return op + length;
}

function writeLength(op: usize, rest: usize): usize {
  for (; rest >= 255; rest -= 255) store<u8>(op++, 255);
  store<u8>(op++, rest);
  return op;
}
