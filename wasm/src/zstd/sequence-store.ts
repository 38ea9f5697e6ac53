/** The output of match finders for the entropy stage: a block's literals and sequences. RFC 8878 §3.1.1.3.2. */

import { copy16, copyLiterals, SLACK } from "../bytes/copy";
import { BLOCK_MAXIMUM_SIZE, MINIMUM_MATCH } from "./format";

/** Most sequences a block may have: one for each shortest match. */
export const MAX_SEQUENCES: u32 = BLOCK_MAXIMUM_SIZE / MINIMUM_MATCH + 1;
const LITERALS_SIZE: usize = <usize>BLOCK_MAXIMUM_SIZE + SLACK;
/** Scratch bytes that `placeStore` takes. */
export const STORE_SIZE: usize = LITERALS_SIZE + MAX_SEQUENCES * sizeof<u64>();

/** The literals, one behind the other. */
export let literals: usize = 0;
export let literalsEnd: usize = 0;
/** The sequences, a u64 each: offset in the high 30 bits, then 17 of match length - 3, and 17 of literals length. */
export let sequences: usize = 0;
export let sequencesEnd: usize = 0;

const LENGTH_MASK: u32 = 0x1ffff;

export function placeStore(scratch: usize): void {
  literals = scratch;
  sequences = scratch + LITERALS_SIZE;
  resetStore();
}

/** Empties the store. */
export function resetStore(): void {
  literalsEnd = literals;
  sequencesEnd = sequences;
}

/** Adds a sequence: `literalsLength` bytes at `from`, then `matchLength` (3 or more) from `offset` bytes back. */
// @ts-ignore: decorator
@inline
export function addSequence(from: usize, literalsLength: usize, offset: usize, matchLength: usize): void {
  const to = literalsEnd;
  copy16(to, from);
  if (literalsLength > 16) copyLiterals(to + 16, from + 16, literalsLength - 16);
  literalsEnd = to + literalsLength;
  store<u64>(sequencesEnd, (<u64>offset << 34) | (<u64>(matchLength - MINIMUM_MATCH) << 17) | literalsLength);
  sequencesEnd += sizeof<u64>();
}

/** Adds the literals after the last sequence. */
export function addLiterals(from: usize, length: usize): void {
  copyLiterals(literalsEnd, from, length);
  literalsEnd += length;
}

// @ts-ignore: decorator
@inline
export function offsetOf(sequence: u64): u32 {
  return <u32>(sequence >>> 34);
}

/** Match length less MINIMUM_MATCH. */
// @ts-ignore: decorator
@inline
export function matchExcessOf(sequence: u64): u32 {
  return <u32>(sequence >>> 17) & LENGTH_MASK;
}

// @ts-ignore: decorator
@inline
export function literalsLengthOf(sequence: u64): u32 {
  return <u32>sequence & LENGTH_MASK;
}
