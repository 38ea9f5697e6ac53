/** Match finder of levels up to 2: one candidate for each hash, taken as it comes. */

import { matchLength } from "./_match-length";
import { hashOf } from "./_zstd-hash";
import { hashLog, minimumMatch, stride } from "./_zstd-levels";
import { addLiterals, addSequence } from "./_zstd-sequence-store";
import { repeatedOffset1, repeatedOffset2 } from "./_zstd-sequences-encode";

/** Bytes without a match after which each step skips one more, as a power of two. */
const SKIP_LOG: u32 = 8;
/** No search starts in the last bytes of a block: hashes read eight. */
const MARGIN: usize = 8;

/**
 * Stores the sequences of the block from `start` to `end`. `table` remembers where a hash was last met; matches reach
 * back to `low` at most.
 */
export function findFast(table: usize, low: usize, start: usize, end: usize): void {
  let anchor = start;
  let at = start;
  let offset1 = <usize>repeatedOffset1;
  let offset2 = <usize>repeatedOffset2;
  if (start - low < offset1) offset1 = 0;
  if (start - low < offset2) offset2 = 0;
  const last = end - start > MARGIN ? end - MARGIN : start;
  const shift: u64 = 64 - hashLog;
  const mask = <u64>(64 - 8 * minimumMatch);
  if (at == low) ++at;
  while (at < last) {
    const word = load<u64>(at);
    const slot = table + (hashOf(word, mask, shift) << 2);
    let match = load<usize>(slot);
    store<usize>(slot, at);
    let length: usize;
    let offset: usize;
    if (offset1 != 0 && <u32>(word >>> 8) == load<u32>(at + 1 - offset1)) {
      ++at;
      offset = offset1;
      length = 4 + matchLength(at + 4 - offset, at + 4, end);
    } else if (match >= low && load<u32>(match) == <u32>word) {
      length = 4 + matchLength(match + 4, at + 4, end);
      offset = at - match;
      while (at > anchor && match > low && load<u8>(at - 1) == load<u8>(match - 1)) {
        --at;
        --match;
        ++length;
      }
      offset2 = offset1;
      offset1 = offset;
    } else {
      at += <usize>stride + ((at - anchor) >>> SKIP_LOG);
      continue;
    }
    addSequence(anchor, at - anchor, offset, length);
    const matchStart = at;
    at += length;
    anchor = at;
    if (at >= last) break;
    store<usize>(table + (hashOf(load<u64>(matchStart + 2), mask, shift) << 2), matchStart + 2);
    store<usize>(table + (hashOf(load<u64>(at - 2), mask, shift) << 2), at - 2);
    while (at < last && offset2 != 0 && load<u32>(at) == load<u32>(at - offset2)) {
      length = 4 + matchLength(at + 4 - offset2, at + 4, end);
      const swapped = offset2;
      offset2 = offset1;
      offset1 = swapped;
      store<usize>(table + (hashOf(load<u64>(at), mask, shift) << 2), at);
      addSequence(anchor, 0, swapped, length);
      at += length;
      anchor = at;
    }
  }
  addLiterals(anchor, end - anchor);
}
