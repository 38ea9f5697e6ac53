/** What a match spares, in 1/16 bit, by what symbols have cost so far. */

import { assumeCosts, literalCost, matchCost } from "./_deflate-block";
import { distanceExtraBits, distanceSymbol } from "./_deflate-format";
import { log2Cost } from "./_zstd-bit-cost";

const COUNTS: usize = memory.data(256 * sizeof<u32>(), 4);
const SAMPLE: usize = 4096;
/** Of a match without its extra bits, at first: 10 bits. */
const FIRST_MATCH_COST: u32 = 160;

/** Assumes that literals cost what the first bytes' entropy says, 2 bits at least. */
export function sampleCosts(src: usize, length: usize): void {
  const sample = min<usize>(length, SAMPLE);
  memory.fill(COUNTS, 0, 256 * sizeof<u32>());
  for (let i: usize = 0; i < sample; ++i) {
    const slot = COUNTS + (<usize>load<u8>(src + i) << 2);
    store<u32>(slot, load<u32>(slot) + 1);
  }
  let saved: u32 = 0;
  for (let byte: usize = 0; byte < 256; ++byte) {
    const n = load<u32>(COUNTS + (byte << 2));
    if (n > 0) saved += n * log2Cost(n);
  }
  const cost = sample == 0 ? 0 : (log2Cost(<u32>sample) - saved / <u32>sample) >>> 4;
  assumeCosts(max<u32>(cost, 32), FIRST_MATCH_COST);
}

/** What a match spares; negative if literals are shorter. */
// @ts-ignore: decorator
@inline
export function worth(length: usize, distance: usize): i32 {
  const extra = distanceExtraBits(distanceSymbol(<u32>distance));
  return <i32>(<u32>length * literalCost) - <i32>(matchCost + (extra << 4));
}
