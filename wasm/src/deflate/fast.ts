/** Levels 1 and 2 of the DEFLATE encoder: greedy, the last position of each hash is the only candidate. */

import {
  addLiterals, addSequence, closePart, countLiteral, countLiterals, literalCost, matchCost, PART,
} from "./block";
import { MAX_DISTANCE, MAX_MATCH } from "./format";
import { wasWorthIt } from "./worth";

const HASH_LOG: u64 = 14;
/** For each hash its last position modulo 65536; the first is MAX_DISTANCE + 1, so that 0 lies too far back. */
const POSITIONS: usize = memory.data(2 << 14, 16);
/** An odd number of 64 bits without pattern, from SplitMix64. */
const MULTIPLIER: u64 = 0xbf58476d1ce4e5b9;
/** Most bytes that are hashed, and the least. */
const MOST: u32 = 8;
const LEAST: u32 = 4;
/** What a distance's extra bits are taken to cost, in 1/16 bit. */
const EXTRA_COST: u32 = 9 << 4;
/** Bytes before the end in which nothing begins. */
const TAIL: usize = 32;
/** Bytes that show whether matches spare much, before whole parts are searched. */
const TRIAL: usize = 4096;
/** How many parts are searched sparsely, at every so many positions only, after a trial that failed: the first, others. */
const FIRST_SPARSE_PARTS: u32 = 15;
const LATER_SPARSE_PARTS: u32 = 31;
const STRIDE: usize = 32;

/** The bytes that the part's matches have at least, as a mask, and what they are multiplied with for their hash. */
let mask: u64 = 0;
let multiplier: u64 = 0;

/**
 * Finds sequences from `src` to `end`. If `isFastest`, it looks for fewer where they spare little. False once the
 * destination is full.
 */
export function findFast(src: usize, end: usize, isFastest: bool): bool {
  memory.fill(POSITIONS, 0, 2 << <usize>HASH_LOG);
  const origin = src - MAX_DISTANCE - 1;
  let isTrial = isFastest;
  let sparseParts: u32 = 0;
  let nextSparseParts = FIRST_SPARSE_PARTS;
  let anchor = src;
  let ip = src;
  while (ip + TAIL < end) {
    const start = ip;
    const stop = min<usize>(ip + (isTrial ? TRIAL : PART), end - TAIL);
    const isSparse = sparseParts > 0;
    hashBytes(isSparse ? MOST : shortestWorth());
    while (ip < stop) {
      const word = load<u64>(ip);
      const slot = slotOf(word);
      const position = ip - origin;
      // Where nothing is known yet this lies before `src`, where static data are: to be read, not to be used.
      const distance = (position - load<u16>(slot)) & 0xffff;
      store<u16>(slot, <u16>position);
      const difference = load<u64>(ip - distance) ^ word;
      if ((difference & mask) != 0 || distance - 1 >= MAX_DISTANCE) {
        if (isSparse) {
          ip += STRIDE;
        } else {
          countLiteral(<u32>word & 255);
          ++ip;
        }
        continue;
      }
      if (isSparse) countLiterals(anchor, ip);
      const length = difference != 0 ? <usize>ctz(difference) >>> 3 : longLength(ip, distance, end);
      addSequence(ip - anchor, length, distance);
      if (isFastest) {
        // As many for every match: a loop of other lengths each time costs more than it finds.
        insert(ip + 1, position + 1);
        insert(ip + 2, position + 2);
        insert(ip + 3, position + 3);
        insert(ip + length - 1, position + length - 1);
      } else {
        for (let i: usize = 1; i < length; ++i) insert(ip + i, position + i);
      }
      ip += length;
      anchor = ip;
    }
    if (isSparse) countLiterals(anchor, ip);
    if (ip + TAIL >= end) break;
    const hasMatches = anchor > start;
    addLiterals(ip - anchor);
    anchor = ip;
    if (!closePart(ip)) return false;
    if (!isFastest) continue;
    const wasWorth = hasMatches && wasWorthIt(start, ip - start);
    if (wasWorth) {
      sparseParts = 0;
    } else if (isSparse) {
      --sparseParts;
    } else {
      sparseParts = nextSparseParts;
      nextSparseParts = LATER_SPARSE_PARTS;
    }
    isTrial = !wasWorth && sparseParts == 0;
  }
  countLiterals(ip, end);
  addLiterals(end - anchor);
  return closePart(end);
}

/** The shortest match that spares something, by what symbols have cost. */
function shortestWorth(): u32 {
  return min<u32>(max<u32>((matchCost + EXTRA_COST) / literalCost, LEAST), MOST);
}

function hashBytes(count: u32): void {
  const unused = <u64>(64 - 8 * count);
  mask = <u64>-1 >>> unused;
  multiplier = MULTIPLIER << unused;
}

// @ts-ignore: decorator
@inline
function slotOf(word: u64): usize {
  return POSITIONS + (<usize>((word * multiplier) >>> (64 - HASH_LOG)) << 1);
}

// @ts-ignore: decorator
@inline
function insert(ip: usize, position: usize): void {
  store<u16>(slotOf(load<u64>(ip)), <u16>position);
}

/** The length of a match of 8 bytes or more. */
function longLength(ip: usize, distance: usize, end: usize): usize {
  const limit = min<usize>(MAX_MATCH, end - ip);
  for (let length: usize = 8; length < limit; length += 8) {
    const difference = load<u64>(ip + length) ^ load<u64>(ip + length - distance);
    if (difference != 0) return min<usize>(length + (<usize>ctz(difference) >>> 3), limit);
  }
  return limit;
}
