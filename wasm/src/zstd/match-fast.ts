/** Match finder of levels up to 2: one candidate for each hash, taken greedily. */

import { matchLength } from "../match/length";
import { hashOf, remember } from "./hash";
import { hashLog, minimumMatch, stride } from "./levels";
import { addLiterals, addSequence } from "./sequence-store";
import { repeatedOffset1, repeatedOffset2 } from "./sequences-encode";

/** Bytes without a match after which each step skips one more, as a power of two. */
const SKIP_LOG: u32 = 6;
/** No search starts in the last bytes of a block: the second hash of a step ends nine bytes on. */
const MARGIN: usize = 9;

/**
 * Stores the sequences of the block from `start` to `end`. `table` remembers where a hash was last met, 0 for never;
 * matches reach back to `low` at most. A step looks at two positions and tries the last offset after them.
 */
export function findFast(table: usize, low: usize, start: usize, end: usize): void {
  let anchor = start;
  let at = start;
  // An offset that reaches too far back is replaced by one that never does.
  if (at == low) ++at;
  let offset1: usize = start - low < <usize>repeatedOffset1 ? 1 : <usize>repeatedOffset1;
  let offset2: usize = start - low < <usize>repeatedOffset2 ? 1 : <usize>repeatedOffset2;
  const last = end - start > MARGIN ? end - MARGIN : start;
  const shift: u64 = 64 - hashLog;
  const unused: u64 = 64 - 8 * minimumMatch;
  while (at < last) {
    const word = load<u64>(at);
    const slot = table + (hashOf(word, unused, shift) << 2);
    const nextWord = load<u64>(at, 1);
    const nextSlot = table + (hashOf(nextWord, unused, shift) << 2);
    let match = load<usize>(slot);
    store<usize>(slot, at);
    const nextMatch = load<usize>(nextSlot);
    store<usize>(nextSlot, at + 1);
    let length: usize;
    let offset: usize;
    let searched = at;
    if (load<u32>(at + 2 - offset1) == <u32>(word >>> 16)) {
      at += 2;
      offset = offset1;
      length = 4 + matchLength(at + 4 - offset, at + 4, end);
      if (load<u8>(at - 1) == load<u8>(at - 1 - offset) && at - 1 - offset >= low) {
        --at;
        ++length;
      }
    } else {
      if (load<u32>(match) != <u32>word || match < low) {
        if (load<u32>(nextMatch) != <u32>nextWord || nextMatch < low) {
          at += 1 + <usize>stride + ((at - anchor) >>> SKIP_LOG);
          continue;
        }
        ++at;
        ++searched;
        match = nextMatch;
      }
      length = 4 + matchLength(match + 4, at + 4, end);
      offset = at - match;
      while (at > anchor && match > low && load<u8>(at - 1) == load<u8>(match - 1)) {
        --at;
        --match;
        ++length;
      }
      offset2 = offset1;
      offset1 = offset;
    }
    addSequence(anchor, at - anchor, offset, length);
    at += length;
    anchor = at;
    if (at >= last) break;
    remember(table, searched + 2, unused, shift);
    remember(table, at - 2, unused, shift);
    while (at < last && load<u32>(at) == load<u32>(at - offset2)) {
      length = 4 + matchLength(at + 4 - offset2, at + 4, end);
      const swapped = offset2;
      offset2 = offset1;
      offset1 = swapped;
      remember(table, at, unused, shift);
      addSequence(anchor, 0, swapped, length);
      at += length;
      anchor = at;
    }
  }
  addLiterals(anchor, end - anchor);
}
