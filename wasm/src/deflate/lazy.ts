/** Levels 3 to 9 of the DEFLATE encoder: a match waits until those at the next positions are known. */

import { addLiterals, addSequence, closePart, countLiterals, PART } from "./block";
import { bestDistance, bestWorth, findBest, openChains } from "./chain";

/** Candidates looked at for each position, by level less 3. */
const DEPTHS: usize = memory.data<u16>([2, 4, 6, 12, 20, 28, 48]);
/** Matches of this length are taken at once. */
const NICE: usize = memory.data<u16>([16, 32, 48, 130, 258, 258, 258]);
/** What the next position's match has to spare more, in 1/16 bit. */
const PATIENCE: i32 = 8;
const MIN_HASHED: usize = 4;

/** Finds sequences from `src` to `end`. False once the destination is full. */
export function findLazy(src: usize, end: usize, level: u32): bool {
  openChains(src, end);
  const depth = <u32>load<u16>(DEPTHS + ((level - 3) << 1));
  const nice = <usize>load<u16>(NICE + ((level - 3) << 1));
  let anchor = src;
  let ip = src;
  let partEnd = src + PART;
  while (ip + MIN_HASHED <= end) {
    let length = findBest(ip, depth, nice, 0);
    if (length == 0) {
      ++ip;
      if (ip < partEnd) continue;
      countLiterals(anchor, ip);
      addLiterals(ip - anchor);
      anchor = ip;
      if (!closePart(ip)) return false;
      partEnd = ip + PART;
      continue;
    }
    let distance = bestDistance;
    let ahead: usize = 1;
    while (length < nice && ahead <= 2 && ip + ahead + MIN_HASHED <= end) {
      const next = findBest(ip + ahead, max<u32>(1, depth >>> <u32>ahead), nice, bestWorth + PATIENCE);
      if (next == 0) {
        // `bestWorth` is what was to be beaten.
        if (level < 8) break;
        ++ahead;
        continue;
      }
      ip += ahead;
      ahead = 1;
      length = next;
      distance = bestDistance;
    }
    countLiterals(anchor, ip);
    addSequence(ip - anchor, length, distance);
    ip += length;
    anchor = ip;
    if (ip < partEnd) continue;
    if (!closePart(ip)) return false;
    partEnd = ip + PART;
  }
  countLiterals(anchor, end);
  addLiterals(end - anchor);
  return closePart(end);
}
