/**
 * A hash table of rows: each holds the last 16, 32 or 64 positions of its hash, with a tag, one further byte of hash,
 * for each. Eight tags are compared at a time, so that few positions are checked in vain.
 */

import { matchLength } from "../match/length";
import { hashOf } from "./hash";
import { hashLog, minimumMatch, searchLog } from "./levels";

/** After a longer gap only its first and last places are remembered. */
const GAP_MAXIMUM: usize = 384;
const GAP_HEAD: usize = 96;
const GAP_TAIL: usize = 32;

const EACH_BYTE: u64 = 0x0101010101010101;

/**
 * A row of n = 1 << rowLog entries, the first of which is not used:
 *   0  1    index of the newest entry; older ones follow, from n - 1 on wrapping around to 1
 *   1  n-1  tags
 *   n  4n   places
 */
let rows: usize = 0;
let rowLog: u32 = 0;
let shift: u64 = 0;
let unused: u64 = 0;
/** The first position that is not in the table yet. */
let next: usize = 0;

/** Offset of the match that `searchRows` found. */
export let foundOffset: usize = 0;

/** Bytes of the table for the current level. */
export function rowsSize(): usize {
  return <usize>5 << hashLog;
}

/** Takes over an emptied table for a frame at `src`. */
export function placeRows(table: usize, src: usize): void {
  rowLog = min<u32>(max<u32>(searchLog, 4), 6);
  rows = table;
  shift = 64 - 8 - (hashLog - rowLog);
  unused = 64 - 8 * minimumMatch;
  next = src;
}

/** Skips all positions before `to` that are not in the table yet. */
export function skipRows(to: usize): void {
  next = to;
}

/** Remembers all places up to `to`, which follows by itself. */
function updateRows(to: usize): void {
  let at = next;
  if (to > at + GAP_MAXIMUM) {
    const headEnd = at + GAP_HEAD;
    for (; at < headEnd; ++at) insert(at);
    at = to - GAP_TAIL;
  }
  for (; at < to; ++at) insert(at);
  next = to + 1;
}

// @ts-ignore: decorator
@inline
function insert(at: usize): void {
  const hash = hashOf(load<u64>(at), unused, shift);
  insertInto(rowOf(hash), <u8>hash, at);
}

// @ts-ignore: decorator
@inline
function insertInto(row: usize, tag: u8, at: usize): void {
  let head = <usize>load<u8>(row) - 1;
  if (<isize>head <= 0) head = (1 << rowLog) - 1;
  store<u8>(row, <u8>head);
  store<u8>(row + head, tag);
  store<usize>(row + (1 << rowLog) + (head << 2), at);
}

// @ts-ignore: decorator
@inline
function rowOf(hash: usize): usize {
  return rows + ((hash >>> 8) << rowLog) * 5;
}

/**
 * Length of the longest match for `at`, from `low` on, if it is longer than `best`, which is 3 or more; `foundOffset`
 * is its offset. Else `best`. No more than `attempts` places are compared. Searches must come in ascending order.
 */
export function searchRows(at: usize, low: usize, end: usize, best: usize, attempts: u32): usize {
  updateRows(at);
  const hash = hashOf(load<u64>(at), unused, shift);
  const row = rowOf(hash);
  const size: u32 = 1 << rowLog;
  const head = <u32>load<u8>(row);
  // Newest first; the head is no tag.
  let matches = rotate(matchTags(row, <u8>hash, size) & ~1, head, size);
  for (; matches != 0 && attempts > 0; matches &= matches - 1) {
    --attempts;
    const entry = (head + <u32>ctz(matches)) & (size - 1);
    const match = load<usize>(row + size + (entry << 2));
    if (match < low) break;
    if (load<u32>(match + best - 3) != load<u32>(at + best - 3)) continue;
    const length = matchLength(match, at, end);
    if (length > best) {
      best = length;
      foundOffset = at - match;
      if (at + length == end) break;
    }
  }
  insertInto(row, <u8>hash, at);
  return best;
}

/** One bit for each of the `size` tags that equals `tag`; rarely for one that differs in its lowest bit. */
function matchTags(row: usize, tag: u8, size: u32): u64 {
  let matches: u64 = 0;
  if (ASC_FEATURE_SIMD) {
    const tagged = v128.splat<u8>(tag);
    for (let i: u32 = 0; i < size; i += 16) {
      matches |= <u64>i8x16.bitmask(i8x16.eq(v128.load(row + i), tagged)) << i;
    }
  } else {
    const tagged = EACH_BYTE * tag;
    for (let i: u32 = 0; i < size; i += 8) {
      const difference = load<u64>(row + i) ^ tagged;
      const zeros = ((difference - EACH_BYTE) & ~difference & (EACH_BYTE << 7)) >>> 7;
      // Multiplying gathers the lowest bits of eight bytes in the highest byte.
      matches |= ((zeros * 0x0102040810204080) >>> 56) << i;
    }
  }
  return matches;
}

/** Rotates the lowest `size` bits right by `count`. */
// @ts-ignore: decorator
@inline
function rotate(bits: u64, count: u32, size: u32): u64 {
  if (size == 64) return rotr(bits, count);
  return ((bits >>> count) | (bits << (size - count))) & ((<u64>1 << size) - 1);
}
