import { copy16 } from "../bytes/copy";
import { matchLength } from "../match/length";

const HASH_LOG: u32 = 14;
/** Last position of each hash, in bytes from the start of the stream. */
const TABLE: usize = memory.data(4 << 14, 16);
/** Bits of the hash while probing, and the largest number of bytes probed. */
const PROBE_LOG: u32 = 12;
const PROBE_LENGTH: usize = 4096;

const MAX_LITERALS: usize = 32;
const MAX_DISTANCE: usize = 8191;
const MAX_FAR_DISTANCE: usize = 65535 + MAX_DISTANCE - 1;
/** Bytes at the end in which no match begins. */
const MARGIN: usize = 12;
const MIN_STREAM: usize = 16;
const MIN_ROOM: usize = 66;

/** Least ratio required of the probe, times 100, at levels 0 to 9. c-blosc 1.21, blosclz.c. */
const LEAST_RATIO: usize = memory.data<u8>([0, 200, 150, 120, 120, 120, 120, 115, 110, 100]);

/**
 * Encodes one BloscLZ stream, as `decodeBloscLz` describes it, and returns the bytes written, or 0 where they do not
 * fit or are not worth it. Which streams are, and which matches are taken, follows c-blosc 1.21, whose ratio is the
 * measure: a quarter of the stream is probed first, and in streams that look promising the last byte of a match is
 * left to the literals, which makes them decode faster.
 */
export function encodeBloscLz(
  src: usize, srcLength: usize, dst: usize, dstLength: usize, level: u32, isSplit: bool,
): i32 {
  if (srcLength < MIN_STREAM || dstLength < MIN_ROOM) return 0;
  const probe = srcLength >> 2;
  const ratio = probeRatio(src + srcLength - probe, probe);
  if (ratio < <f64>load<u8>(LEAST_RATIO + level) / 100) return 0;
  const kept: usize = isSplit && ratio >= 4 ? 1 : 0;

  const hashLog = level > 2 ? HASH_LOG : HASH_LOG + level - 3;
  memory.fill(TABLE, 0, <usize>4 << hashLog);
  const shift = 32 - hashLog;
  const srcEnd = src + srcLength;
  const dstEnd = dst + dstLength;
  const searchEnd = srcEnd - MARGIN;
  let anchor = src;
  let ip = src + 4;
  let op = dst;
  while (ip < searchEnd) {
    const sequence = load<u32>(ip);
    const slot = slotOf(sequence, shift);
    const match = src + load<u32>(slot);
    store<u32>(slot, ip - src);
    const distance = ip - match;
    if (distance == 0 || distance >= MAX_FAR_DISTANCE || load<u32>(match) != sequence) {
      ++ip;
      continue;
    }
    const length = matchLength(match + 4, ip + 4, srcEnd - 1) + 4 - kept;
    if (length < kept + 5 || (length <= 7 && distance > MAX_DISTANCE)) {
      ++ip;
      continue;
    }
    op = writeLiterals(op, dstEnd, anchor, ip);
    if (op == 0 || dstEnd - op < length / 255 + 5) return 0;
    op = writeMatch(op, distance, length);
    ip += length;
    anchor = ip;
    store<u32>(slotOf(load<u32>(ip - 2), shift), ip - 2 - src);
    if (level == 9) store<u32>(slotOf(load<u32>(ip - 1), shift), ip - 1 - src);
  }
  op = writeLiterals(op, dstEnd, anchor, srcEnd);
  if (op == 0) return 0;
  store<u8>(dst, load<u8>(dst) | 32);
  return <i32>(op - dst);
}

/** The ratio that the first bytes of `length` from `src` on would reach, without writing anything. */
function probeRatio(src: usize, length: usize): f64 {
  if (length > PROBE_LENGTH) length = PROBE_LENGTH;
  if (length <= MARGIN) return 0;
  memory.fill(TABLE, 0, 4 << PROBE_LOG);
  const shift = 32 - PROBE_LOG;
  const srcEnd = src + length;
  const searchEnd = srcEnd - MARGIN;
  let ip = src;
  let cost: usize = 5;
  let literals: usize = 4;
  while (ip < searchEnd) {
    const sequence = load<u32>(ip);
    const slot = slotOf(sequence, shift);
    const match = src + load<u32>(slot);
    store<u32>(slot, ip - src);
    const distance = ip - match;
    let matched: usize = 0;
    if (distance != 0 && load<u32>(match) == sequence) matched = matchLength(match + 4, ip + 4, srcEnd - 1) + 4;
    if (matched < 5) {
      ++ip;
      ++cost;
      if (++literals == MAX_LITERALS) {
        literals = 0;
        ++cost;
      }
      continue;
    }
    if (literals == 0) --cost;
    literals = 0;
    cost += matchSize(distance, matched) + 1;
    ip += matched;
    store<u32>(slotOf(load<u32>(ip - 2), shift), ip - 2 - src);
  }
  return <f64>(ip - src) / <f64>cost;
}

function matchSize(distance: usize, length: usize): usize {
  const more: usize = length >= 9 ? (length - 9) / 255 + 1 : 0;
  return more + (distance > MAX_DISTANCE ? 4 : 2);
}

/** Writes the literals from `from` to `to` and returns the position after them, or 0 if there is no room. */
function writeLiterals(op: usize, dstEnd: usize, from: usize, to: usize): usize {
  while (from < to) {
    const length = min<usize>(to - from, MAX_LITERALS);
    if (length + 1 > dstEnd - op) return 0;
    store<u8>(op++, length - 1);
    copy16(op, from);
    copy16(op + 16, from + 16);
    op += length;
    from += length;
  }
  return op;
}

/** Writes a match, for which there is room, and returns the position after it. */
function writeMatch(op: usize, distance: usize, length: usize): usize {
  const isFar = distance > MAX_DISTANCE;
  const low: usize = isFar ? 0x1fff : distance - 1;
  let rest = length - 2;
  store<u8>(op++, (min<usize>(rest, 7) << 5) | (low >>> 8));
  if (rest >= 7) {
    for (rest -= 7; rest >= 255; rest -= 255) store<u8>(op++, 255);
    store<u8>(op++, rest);
  }
  store<u8>(op++, low);
  if (isFar) {
    store<u16>(op, bswap<u16>(<u16>(distance - 1 - MAX_DISTANCE)));
    op += 2;
  }
  return op;
}

// @ts-ignore: decorator
@inline
function slotOf(sequence: u32, shift: u32): usize {
  return TABLE + (<usize>((sequence * 2654435761) >> shift) << 2);
}
