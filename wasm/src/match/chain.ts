import { MAX_OFFSET, MIN_MATCH } from "../lz4/sequence";
import { matchLength } from "./length";

const HASH_LOG: u32 = 15;
/** Where each hash of 4 bytes was last met, in bytes from the start of the source, plus one. */
const HEADS: usize = memory.data(4 << 15, 16);
/** For each of the last 65536 positions, how far back its hash was met before; 0 if further than that. */
const CHAIN: usize = memory.data(2 << 16, 16);

let start: usize = 0;
/** First position that is in no chain yet. */
let pending: usize = 0;

/** Where the match that `findLongest` found lies. */
export let foundMatch: usize = 0;

/** Forgets everything before `src`. */
export function resetChains(src: usize): void {
  memory.fill(HEADS, 0, 4 << HASH_LOG);
  start = src;
  pending = src;
}

/**
 * The length of the longest match for the bytes at `ip` among the last `depth` with the same hash, 0 if there is
 * none of 4 bytes, and leaves its place in `foundMatch`. Matches end before `limit`, 4 bytes or more past `ip`.
 */
export function findLongest(ip: usize, limit: usize, depth: u32): usize {
  let next = pending;
  for (; next < ip; ++next) {
    const head = headOf(next);
    const position = next - start + 1;
    const back = position - load<u32>(head);
    store<u16>(linkOf(next), back > MAX_OFFSET || back == position ? 0 : back);
    store<u32>(head, position);
  }
  pending = next;
  const latest = load<u32>(headOf(ip));
  if (latest == 0) return 0;
  let match = start + latest - 1;
  let best = MIN_MATCH - 1;
  // Chains are followed at ip + lead, once a match is known that reaches so far.
  let lead: usize = 0;
  const first = load<u32>(ip);
  let last = first;
  while (ip - match <= MAX_OFFSET) {
    // The last 4 bytes that a longer match has tell more than the first 4.
    if (load<u32>(match + best - 3) == last && load<u32>(match) == first) {
      const length = matchLength(match + MIN_MATCH, ip + MIN_MATCH, limit) + MIN_MATCH;
      if (length > best) {
        best = length;
        foundMatch = match;
        if (ip + best == limit) break;
        last = load<u32>(ip + best - 3);
        lead = rarest(match, min<usize>(best - MIN_MATCH + 1, ip - match));
      }
    }
    const back = load<u16>(linkOf(match + lead));
    if (back == 0 || --depth == 0) break;
    match -= back;
    if (match < start) break;
  }
  return best < MIN_MATCH ? 0 : best;
}

/**
 * Which of the first `length` bytes of a match begins what was last met the longest ago. A longer match matches
 * there too, so that this chain leads past all nearer ones.
 */
function rarest(match: usize, length: usize): usize {
  let lead: usize = 0;
  let furthest: u32 = 0;
  for (let i: usize = 0; i < length; ++i) {
    const back = <u32>load<u16>(linkOf(match + i));
    if (back == 0) return i;
    if (back > furthest) {
      furthest = back;
      lead = i;
    }
  }
  return lead;
}

// @ts-ignore: decorator
@inline
function headOf(ip: usize): usize {
  return HEADS + (<usize>((load<u32>(ip) * 2654435761) >> (32 - HASH_LOG)) << 2);
}

// @ts-ignore: decorator
@inline
function linkOf(ip: usize): usize {
  return CHAIN + ((ip & 0xffff) << 1);
}
