/**
 * Lazy match finder of levels 5 to 15: the best of several candidates, unless one or two bytes on there is a better.
 */

import { matchLength } from "../match/length";
import { log2 } from "./format";
import { GREEDY, LAZY_2, searchLog, strategy } from "./levels";
import { foundOffset, searchRows, skipRows } from "./match-rows";
import { addLiterals, addSequence } from "./sequence-store";
import { repeatedOffset1, repeatedOffset2 } from "./sequences-encode";

/** Bytes without a match after which each step skips one more, as a power of two. */
const SKIP_LOG: u32 = 6;
/** Positions skipped by longer steps are not inserted into the table. */
const LONG_STEP: usize = 3;
const MARGIN: usize = 16;

/** Stores the sequences of the block from `start` to `end`; matches reach back to `low` at most. */
export function findLazy(low: usize, start: usize, end: usize): void {
  const depth = strategy == GREEDY ? 0 : strategy == LAZY_2 ? 2 : 1;
  const attempts: u32 = 1 << searchLog;
  let anchor = start;
  let at = start;
  // An offset that reaches too far back is replaced by one that never does.
  if (at == low) ++at;
  let offset1: usize = start - low < <usize>repeatedOffset1 ? 1 : <usize>repeatedOffset1;
  let offset2: usize = start - low < <usize>repeatedOffset2 ? 1 : <usize>repeatedOffset2;
  const last = end - start > MARGIN ? end - MARGIN : start;
  while (at < last) {
    // The last offset one byte on; an `offset` of 0 stands for it.
    let length = repeatLength(at + 1, offset1, end);
    let offset: usize = 0;
    let matchStart = at + 1;
    if (depth > 0 || length == 0) {
      const best = max<usize>(length, 3);
      const found = searchRows(at, low, end, best, attempts);
      if (found > best) {
        length = found;
        offset = foundOffset;
        matchStart = at;
      }
    }
    if (length < 4) {
      const step: usize = 1 + ((at - anchor) >>> SKIP_LOG);
      at += step;
      if (step > LONG_STEP) skipRows(at);
      continue;
    }
    let tries = depth;
    while (tries > 0 && at < last) {
      ++at;
      // What a byte of length is worth against a bit of offset; looking further on must gain more.
      const patience = tries == depth ? 4 : 7;
      const repeated = offset != 0 ? repeatLength(at, offset1, end) : 0;
      const weight = tries == depth ? 3 : 4;
      if (repeated != 0 && <i32>repeated * weight > <i32>length * weight - <i32>costOf(offset) + 1) {
        length = repeated;
        offset = 0;
        matchStart = at;
      }
      // A match shorter by two hardly ever makes up for it. A quarter of the attempts costs 0.5 % of the ratio and
      // saves a tenth of the time.
      const best = max<usize>(length - 2, 3);
      const found = searchRows(at, low, end, best, attempts >>> 2);
      if (found > best && <i32>found * 4 - <i32>costOf(foundOffset) > <i32>length * 4 - <i32>costOf(offset) + patience) {
        length = found;
        offset = foundOffset;
        matchStart = at;
        tries = depth;
      } else {
        --tries;
      }
    }
    if (offset == 0) {
      offset = offset1;
    } else {
      while (
        matchStart > anchor &&
        matchStart - offset > low &&
        load<u8>(matchStart - 1) == load<u8>(matchStart - 1 - offset)
      ) {
        --matchStart;
        ++length;
      }
      offset2 = offset1;
      offset1 = offset;
    }
    addSequence(anchor, matchStart - anchor, offset, length);
    at = matchStart + length;
    anchor = at;
    while (at < last) {
      length = repeatLength(at, offset2, end);
      if (length == 0) break;
      const swapped = offset2;
      offset2 = offset1;
      offset1 = swapped;
      addSequence(anchor, 0, swapped, length);
      at += length;
      anchor = at;
    }
  }
  addLiterals(anchor, end - anchor);
}

/** Length of the match at a known offset, 0 if shorter than 4. */
// @ts-ignore: decorator
@inline
function repeatLength(at: usize, offset: usize, end: usize): usize {
  return load<u32>(at) == load<u32>(at - offset) ? 4 + matchLength(at + 4 - offset, at + 4, end) : 0;
}

/** Bits of an offset, 0 for the repeated one. */
// @ts-ignore: decorator
@inline
function costOf(offset: usize): u32 {
  return offset == 0 ? 0 : log2(<u32>offset + 3);
}
