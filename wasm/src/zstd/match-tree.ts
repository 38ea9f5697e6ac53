/**
 * Binary trees of all positions with the same hash of four bytes, sorted by the bytes that follow: the walk down to the
 * place of a position meets ever longer matches.
 */

import { matchLength } from "../match/length";
import { hashOf } from "./hash";
import { chainLog, hashLog, minimumMatch, searchLog } from "./levels";

/**
 * Where comparisons stop: keeps runs from taking quadratic time. Searches look further, as a match that long is taken
 * at once; beyond the first limit trees may be out of order.
 */
const LENGTH_LIMIT: usize = 256;
const SEARCH_LIMIT: usize = 4096;
/** Bytes of a run that are left to the places after it. */
const OVERLAP: usize = 8;
/** Hash table for matches of three bytes, and how far back they are still worth it. */
const SHORT_LOG: u32 = 16;
const SHORT_DISTANCE: usize = 1 << 16;

/** Roots, then two children for each place (those that sort below, then above), in a ring. */
let roots: usize = 0;
let children: usize = 0;
let mask: usize = 0;
let shift: u64 = 0;
let shortTable: usize = 0;
/** The first position that is not in the trees yet. */
let next: usize = 0;

/** What `searchTree` found: u32 length and u32 offset of each match, no two of the same length. */
export const MATCHES: usize = memory.data((512 + 1) * 8, 8);

/** Bytes of the trees for the current level. */
export function treeSize(): usize {
  return (<usize>4 << hashLog) + (<usize>4 << chainLog) + (<usize>4 << SHORT_LOG);
}

/** Takes over emptied memory for a frame at `src`. */
export function placeTree(table: usize, src: usize): void {
  roots = table;
  children = roots + (<usize>4 << hashLog);
  shortTable = children + (<usize>4 << chainLog);
  mask = (<usize>1 << (chainLog - 1)) - 1;
  shift = 64 - hashLog;
  next = src;
}

/** Finds the matches of `at` from `low` on, shortest first, and returns their number. Places before join the trees. */
export function searchTree(at: usize, low: usize, end: usize): u32 {
  if (at < next) return 0;
  while (next < at) insert(next, low, end, false, 0);
  let count: u32 = 0;
  if (minimumMatch == 3) {
    const slot = shortTable + (hashOf(load<u64>(at), 40, 64 - SHORT_LOG) << 2);
    const match = load<usize>(slot);
    store<usize>(slot, at);
    if (match >= low && at - match < SHORT_DISTANCE) {
      const length = matchLength(match, at, min(end, at + 4));
      if (length == 3) {
        store<u32>(MATCHES, 3);
        store<u32>(MATCHES, at - match, 4);
        count = 1;
      }
    }
  }
  return insert(at, low, end, true, count);
}

/**
 * Puts `at` at the root of its tree, and goes on after what it repeats there: the places of a run would make a tree
 * as deep as the run is long. Adds matches met to the `count` in MATCHES if asked to; returns their number.
 */
function insert(at: usize, low: usize, end: usize, isSearch: bool, count: u32): u32 {
  const limit = min(end, at + (isSearch ? SEARCH_LIMIT : LENGTH_LIMIT));
  const root = roots + (hashOf(load<u64>(at), 32, shift) << 2);
  let match = load<usize>(root);
  store<usize>(root, at);
  const oldest = max(low, at > mask ? at - mask : 0);
  let below = children + ((at & mask) << 3);
  let above = below + 4;
  let lengthBelow: usize = 0;
  let lengthAbove: usize = 0;
  let best: usize = 3;
  let depth = 1 << searchLog;
  next = at + 1;
  while (match >= oldest && depth > 0) {
    --depth;
    const pair = children + ((match & mask) << 3);
    let length = min(min(lengthBelow, lengthAbove), LENGTH_LIMIT);
    length += matchLength(match + length, at + length, limit);
    next = max(next, match + length - OVERLAP);
    if (isSearch && length > best) {
      best = length;
      store<u32>(MATCHES + (count << 3), length);
      store<u32>(MATCHES + (count << 3), at - match, 4);
      ++count;
    }
    if (at + length == limit) {
      // Equal as far as is known: takes the place of the old one.
      store<usize>(below, load<usize>(pair));
      store<usize>(above, load<usize>(pair, 4));
      return count;
    }
    if (load<u8>(match + length) < load<u8>(at + length)) {
      store<usize>(below, match);
      below = pair + 4;
      lengthBelow = length;
      match = load<usize>(below);
    } else {
      store<usize>(above, match);
      above = pair;
      lengthAbove = length;
      match = load<usize>(above);
    }
  }
  store<usize>(below, 0);
  store<usize>(above, 0);
  return count;
}
