/**
 * Match finder of levels from 16: the cheapest way through the block by the prices of the statistics so far, found by
 * dynamic programming over stretches of a few thousand bytes.
 */

import { matchLength } from "../match/length";
import { MINIMUM_MATCH } from "./format";
import { sufficientLength } from "./levels";
import { MATCHES, searchTree } from "./match-tree";
import { literalPrice, literalsLengthPrice, matchLengthPrice, offsetPrice } from "./prices";
import { addLiterals, addSequence } from "./sequence-store";
import { repeatedOffset1, repeatedOffset2, repeatedOffset3 } from "./sequences-encode";

/** Bytes of a stretch. */
const STRETCH: u32 = 4096;
const MARGIN: usize = 8;
const UNREACHED: u32 = 0xffffffff;

/**
 * The cheapest known way to each place of a stretch:
 *    0  4  price
 *    4  4  offset of the match that ends here
 *    8  4  its length, 0 if a literal ends here
 *   12  4  literals since the last match
 *   16  12 repeated offsets after it
 */
const NODE_LOG: u32 = 5;
export const NODES_SIZE: usize = <usize>(STRETCH + 2) << NODE_LOG;
let nodes: usize = 0;
/** Last place of the stretch that is reached. */
let reached: u32 = 0;
/** Offset of the longest match that `extend` found. */
let longestOffset: usize = 0;

export function placeNodes(memory: usize): void {
  nodes = memory;
}

/** Stores the sequences of the block from `start` to `end`; matches reach back to `low` at most. */
export function findOptimal(low: usize, start: usize, end: usize): void {
  const last = end - start > MARGIN ? end - MARGIN : start;
  let anchor = start;
  let at = start == low ? start + 1 : start;
  store<u32>(nodes, repeatedOffset1, 16);
  store<u32>(nodes, repeatedOffset2, 20);
  store<u32>(nodes, repeatedOffset3, 24);
  while (at < last) {
    store<u32>(nodes, 0);
    store<u32>(nodes, 0, 4);
    store<u32>(nodes, 0, 8);
    store<u32>(nodes, <u32>(at - anchor), 12);
    reached = 0;
    let current: u32 = 0;
    let takenLength: usize = 0;
    let takenOffset: usize = 0;
    while (true) {
      const node = nodes + (current << NODE_LOG);
      const place = at + current;
      if (current > 0) {
        arriveByLiteral(node, place);
        followOffsets(node);
        if (current == reached || place >= last) break;
      }
      const longest = extend(node, current, place, low, end);
      if (longest > sufficientLength || <usize>current + longest >= STRETCH) {
        takenOffset = longestOffset;
        takenLength = matchLength(place - takenOffset, place, end);
        break;
      }
      if (reached == 0) break;
      ++current;
    }
    if (takenLength == 0 && current == 0) {
      ++at;
      continue;
    }
    anchor = storePath(at, current, anchor);
    at += current;
    memory.copy(nodes, nodes + (current << NODE_LOG), 1 << NODE_LOG);
    if (takenLength != 0) {
      addSequence(anchor, at - anchor, takenOffset, takenLength);
      store<u32>(nodes, <u32>(at - anchor), 12);
      pushOffset(nodes, nodes, <u32>takenOffset);
      at += takenLength;
      anchor = at;
    }
  }
  addLiterals(anchor, end - anchor);
}

/** Lets a literal lead to `node` from the one before, if that is cheaper. */
function arriveByLiteral(node: usize, place: usize): void {
  const before = node - (1 << NODE_LOG);
  const length = load<u32>(before, 12) + 1;
  const price =
    load<u32>(before) +
    literalPrice(load<u8>(place - 1)) +
    literalsLengthPrice(length) -
    literalsLengthPrice(length - 1);
  if (price > load<u32>(node)) return;
  memory.copy(node, before, 1 << NODE_LOG);
  store<u32>(node, price);
  store<u32>(node, 0, 8);
  store<u32>(node, length, 12);
}

/** Works out the repeated offsets after the match, if any, that leads to `node`. */
function followOffsets(node: usize): void {
  const length = load<u32>(node, 8);
  if (length != 0) pushOffset(node, node - (<usize>length << NODE_LOG), load<u32>(node, 4));
}

/** Sets the repeated offsets of `node` to those after a match that starts at node `from`, §3.1.1.5. */
function pushOffset(node: usize, from: usize, offset: u32): void {
  const offset1 = load<u32>(from, 16);
  const offset2 = load<u32>(from, 20);
  let offset3 = load<u32>(from, 24);
  const hasLiterals = load<u32>(from, 12) != 0;
  if (hasLiterals && offset == offset1) {
    store<u32>(node, offset2, 20);
  } else {
    if (offset != offset2) offset3 = offset2;
    store<u32>(node, offset1, 20);
  }
  store<u32>(node, offset, 16);
  store<u32>(node, offset3, 24);
}

/** Tries all matches that start at `node`. Returns the length of the longest. */
function extend(node: usize, current: u32, place: usize, low: usize, end: usize): usize {
  const base = load<u32>(node) + literalsLengthPrice(0);
  const skipped: u32 = load<u32>(node, 12) == 0 ? 1 : 0;
  let longest: usize = 0;
  for (let value: u32 = 1; value <= 3; ++value) {
    const index = value - 1 + skipped;
    const offset: usize = index < 3 ? load<u32>(node + (index << 2), 16) : load<u32>(node, 16) - 1;
    if (offset - 1 >= place - low) continue;
    if ((load<u32>(place) ^ load<u32>(place - offset)) << 8 != 0) continue;
    const length = matchLength(place - offset, place, end);
    if (length > longest) {
      longest = length;
      longestOffset = offset;
      if (length > sufficientLength || <usize>current + length >= STRETCH) return length;
    }
    const price = base + offsetPrice(value);
    for (let n: u32 = MINIMUM_MATCH; n <= <u32>length; ++n) relax(current, n, price, <u32>offset);
  }
  const count = searchTree(place, low, end);
  let n: u32 = MINIMUM_MATCH;
  for (let i: u32 = 0; i < count; ++i) {
    const length = load<usize>(MATCHES + (i << 3));
    const offset = <u32>load<usize>(MATCHES + (i << 3), 4);
    if (length > longest) {
      longest = length;
      longestOffset = offset;
      if (length > sufficientLength || <usize>current + length >= STRETCH) return length;
    }
    const price = base + offsetPrice(offset + 3);
    for (; <usize>n <= length; ++n) relax(current, n, price, offset);
  }
  return longest;
}

/** Lets a match of `length` lead from node `current` to where it ends, if that is cheaper. */
// @ts-ignore: decorator
@inline
function relax(current: u32, length: u32, price: u32, offset: u32): void {
  const to = current + length;
  while (reached < to) store<u32>(nodes + (++reached << NODE_LOG), UNREACHED);
  const node = nodes + (to << NODE_LOG);
  price += matchLengthPrice(length - MINIMUM_MATCH);
  if (price >= load<u32>(node)) return;
  store<u32>(node, price);
  store<u32>(node, offset, 4);
  store<u32>(node, length, 8);
  store<u32>(node, 0, 12);
}

/** Stores the sequences on the way to node `last`, literals after the last match left out. Returns the new anchor. */
function storePath(start: usize, last: u32, anchor: usize): usize {
  // Chains the ends of matches forward, in the price field that is no longer needed.
  let node = last;
  let next: u32 = 0;
  while (true) {
    const length = load<u32>(nodes + (node << NODE_LOG), 8);
    if (length != 0) {
      store<u32>(nodes + (node << NODE_LOG), next);
      next = node;
      node -= length;
    } else {
      const literals = load<u32>(nodes + (node << NODE_LOG), 12);
      if (literals >= node) break;
      node -= literals;
    }
  }
  for (; next != 0; next = load<u32>(nodes + (next << NODE_LOG))) {
    const length = load<u32>(nodes + (next << NODE_LOG), 8);
    const matchStart = start + (next - length);
    addSequence(anchor, matchStart - anchor, load<u32>(nodes + (next << NODE_LOG), 4), length);
    anchor = matchStart + length;
  }
  return anchor;
}
