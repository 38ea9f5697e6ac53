/** What a match spares, in 1/16 bit, by what symbols have cost so far. */

import { assumeCosts, literalCost, matchCost, PART, partCost } from "./block";
import { distanceExtraBits, distanceSymbol } from "./format";
import { BIT, log2Cost } from "../zstd/bit-cost";

const COUNTS: usize = memory.data(256 * sizeof<u32>(), 4);
/** Four bytes of so many are a sample. */
const SAMPLED: usize = 16;
/** Initial cost of a match without its extra bits: 10 bits. */
const FIRST_MATCH_COST: u32 = 160;
/** What part of its bits, in 1/256, the matches of a part have to spare. */
const LEAST_GAIN: i64 = 13;

/** Assumes that literals cost what the first bytes' entropy says, 2 bits at least. */
export function sampleCosts(src: usize, length: usize): void {
  assumeCosts(max<u32>(entropy(src, min<usize>(length, PART)) >>> 4, 32), FIRST_MATCH_COST);
}

/** Whether the part that was closed last, `length` bytes from `src`, is much smaller than literals would be. */
export function wasWorthIt(src: usize, length: usize): bool {
  if (partCost < <i64>length * BIT) return true;
  return partCost * 256 < <i64>length * entropy(src, length) * (256 - LEAST_GAIN);
}

/** What a byte of the `length` from `src` costs as a literal, in 1/256 bit, by a sample. */
function entropy(src: usize, length: usize): u32 {
  memory.fill(COUNTS, 0, 256 * sizeof<u32>());
  let total: u32 = 0;
  for (let i: usize = 0; i + 4 <= length; i += SAMPLED) {
    const bytes = load<u32>(src + i);
    count(bytes & 255);
    count((bytes >>> 8) & 255);
    count((bytes >>> 16) & 255);
    count(bytes >>> 24);
    total += 4;
  }
  if (total == 0) return 0;
  let saved: u32 = 0;
  for (let slot = COUNTS; slot < COUNTS + 1024; slot += 4) {
    const n = load<u32>(slot);
    if (n > 0) saved += n * log2Cost(n);
  }
  return log2Cost(total) - saved / total;
}

// @ts-ignore: decorator
@inline
function count(byte: u32): void {
  const slot = COUNTS + (byte << 2);
  store<u32>(slot, load<u32>(slot) + 1);
}

/** What a match spares; negative if literals are shorter. */
// @ts-ignore: decorator
@inline
export function worth(length: usize, distance: usize): i32 {
  const extra = distanceExtraBits(distanceSymbol(<u32>distance));
  return <i32>(<u32>length * literalCost) - <i32>(matchCost + (extra << 4));
}
