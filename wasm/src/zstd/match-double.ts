/** Match finder of levels 3 and 4: one candidate for a hash of eight bytes and one for a shorter hash. */

import { matchLength } from "../match/length";
import { hashOf, remember } from "./hash";
import { chainLog, hashLog, minimumMatch } from "./levels";
import { addLiterals, addSequence } from "./sequence-store";
import { repeatedOffset1, repeatedOffset2 } from "./sequences-encode";

/** Bytes without a match after which each step skips one more, as a power of two. */
const SKIP_LOG: u32 = 7;
/** No search starts in the last bytes of a block: the hash of the next position ends nine bytes on. */
const MARGIN: usize = 9;

/**
 * Stores the sequences of the block from `start` to `end`. `longTable` and `shortTable` remember where a hash was last
 * met, 0 for never; matches reach back to `low` at most.
 */
export function findDouble(longTable: usize, shortTable: usize, low: usize, start: usize, end: usize): void {
  let anchor = start;
  let at = start;
  // An offset that reaches too far back is replaced by one that never does.
  if (at == low) ++at;
  let offset1: usize = start - low < <usize>repeatedOffset1 ? 1 : <usize>repeatedOffset1;
  let offset2: usize = start - low < <usize>repeatedOffset2 ? 1 : <usize>repeatedOffset2;
  const last = end - start > MARGIN ? end - MARGIN : start;
  const longShift: u64 = 64 - hashLog;
  const shortShift: u64 = 64 - chainLog;
  const unused: u64 = 64 - 8 * minimumMatch;
  while (at < last) {
    const word = load<u64>(at);
    const longSlot = longTable + (hashOf(word, 0, longShift) << 2);
    const shortSlot = shortTable + (hashOf(word, unused, shortShift) << 2);
    let match = load<usize>(longSlot);
    const shortMatch = load<usize>(shortSlot);
    store<usize>(longSlot, at);
    store<usize>(shortSlot, at);
    const searched = at;
    let length: usize;
    let offset: usize;
    if (load<u32>(at + 1 - offset1) == <u32>(word >>> 8)) {
      ++at;
      offset = offset1;
      length = 4 + matchLength(at + 4 - offset, at + 4, end);
    } else {
      if (load<u64>(match) == word && match >= low) {
        length = 8 + matchLength(match + 8, at + 8, end);
        remember(longTable, at + 1, 0, longShift);
      } else {
        if (load<u32>(shortMatch) != <u32>word || shortMatch < low) {
          at += 1 + ((at - anchor) >>> SKIP_LOG);
          continue;
        }
        // The long match one byte on may be longer.
        const nextWord = load<u64>(at, 1);
        const nextSlot = longTable + (hashOf(nextWord, 0, longShift) << 2);
        match = load<usize>(nextSlot);
        store<usize>(nextSlot, at + 1);
        length = 4 + matchLength(shortMatch + 4, at + 4, end);
        let nextLength: usize = 0;
        if (load<u64>(match) == nextWord && match >= low) nextLength = 8 + matchLength(match + 8, at + 9, end);
        if (nextLength > length) {
          ++at;
          length = nextLength;
        } else {
          match = shortMatch;
        }
      }
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
    remember(longTable, searched + 2, 0, longShift);
    remember(longTable, at - 2, 0, longShift);
    remember(shortTable, searched + 2, unused, shortShift);
    remember(shortTable, at - 1, unused, shortShift);
    while (at < last && load<u32>(at) == load<u32>(at - offset2)) {
      length = 4 + matchLength(at + 4 - offset2, at + 4, end);
      const swapped = offset2;
      offset2 = offset1;
      offset1 = swapped;
      remember(longTable, at, 0, longShift);
      remember(shortTable, at, unused, shortShift);
      addSequence(anchor, 0, swapped, length);
      at += length;
      anchor = at;
    }
  }
  addLiterals(anchor, end - anchor);
}
