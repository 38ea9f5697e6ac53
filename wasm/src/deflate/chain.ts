/** Candidates for the lazy levels of the DEFLATE encoder: chains of equal hashes of 5 bytes, and the last place of 3. */

import { MAX_DISTANCE, MAX_MATCH, MIN_MATCH } from "./format";
import { worth } from "./worth";
import { matchLength } from "../match/length";

const MIN_HASHED: usize = 4;
const HASH_LOG: u32 = 16;
/** Positions are in bytes from the start plus BIAS, so that 0 lies too far back. */
const BIAS: usize = MAX_DISTANCE + 1;
const HEADS: usize = memory.data(4 << 16, 16);
const HEADS_OF_3: usize = memory.data(4 << 14, 16);
const HASH_LOG_OF_3: u32 = 14;
/** For each of the last 32768 positions, how far back its hash was met before; MAX_DISTANCE + 1 if too far. */
const LINKS: usize = memory.data(2 << 15, 16);

let base: usize = 0;
let end: usize = 0;
/** First position that is in no chain yet. */
let pending: usize = 0;

/** How far back the match lies that `findBest` found, and what it spares. */
export let bestDistance: usize = 0;
export let bestWorth: i32 = 0;

/** Forgets all. Positions are those from `src` to `limit`. */
export function openChains(src: usize, limit: usize): void {
  memory.fill(HEADS, 0, 4 << HASH_LOG);
  memory.fill(HEADS_OF_3, 0, 4 << HASH_LOG_OF_3);
  base = src - BIAS;
  end = limit;
  pending = src;
}

/**
 * The length of the match at `ip` that spares most, of those that spare more than `least`, among `depth` candidates;
 * 0 if there is none. One of `nice` bytes ends the search. 4 bytes are left from `ip` on, or more.
 */
export function findBest(ip: usize, depth: u32, nice: usize, least: i32): usize {
  for (; pending < ip; ++pending) insert(pending);
  const first = load<u32>(ip);
  const limit = min<usize>(ip + MAX_MATCH, end);
  let best: usize = 0;
  bestWorth = least;
  let match = base + load<u32>(headOf3(first));
  // First what is rarely true: branches that go either way cost the most.
  if (((load<u32>(match) ^ first) & 0xffffff) == 0 && ip - match <= MAX_DISTANCE) {
    const length = MIN_MATCH + matchLength(match + MIN_MATCH, ip + MIN_MATCH, limit);
    const gain = worth(length, ip - match);
    if (gain > least) {
      best = length;
      bestWorth = gain;
      bestDistance = ip - match;
      if (length >= nice || ip + length == limit) return best;
    }
  }
  match = base + load<u32>(headOf(ip));
  // Longer than `best` is what has these 4 bytes, and those at the start.
  let tail: usize = best < 3 ? 0 : best - 3;
  let last = load<u32>(ip + tail);
  do {
    if (load<u32>(match + tail) == last && load<u32>(match) == first && ip - match <= MAX_DISTANCE) {
      const length = MIN_HASHED + matchLength(match + MIN_HASHED, ip + MIN_HASHED, limit);
      if (length > best) {
        const gain = worth(length, ip - match);
        if (gain > bestWorth) {
          best = length;
          bestWorth = gain;
          bestDistance = ip - match;
        }
        if (length >= nice || ip + length == limit) break;
        tail = max<usize>(tail, length - 3);
        last = load<u32>(ip + tail);
      }
    }
    if (--depth == 0) break;
    match -= load<u16>(linkOf(match));
  } while (ip - match <= MAX_DISTANCE);
  return best;
}

// @ts-ignore: decorator
@inline
function insert(ip: usize): void {
  const bytes = load<u32>(ip);
  const position = ip - base;
  const head = headOf(ip);
  store<u16>(linkOf(ip), <u16>min<usize>(position - load<u32>(head), BIAS));
  store<u32>(head, position);
  store<u32>(headOf3(bytes), position);
}

// @ts-ignore: decorator
@inline
function headOf(ip: usize): usize {
  return HEADS + (<usize>(((load<u64>(ip) << 24) * 889523592379) >>> <u64>(64 - HASH_LOG)) << 2);
}

// @ts-ignore: decorator
@inline
function headOf3(bytes: u32): usize {
  return HEADS_OF_3 + (<usize>(((bytes << 8) * 2654435761) >>> (32 - HASH_LOG_OF_3)) << 2);
}

// @ts-ignore: decorator
@inline
function linkOf(ip: usize): usize {
  return LINKS + ((ip & (MAX_DISTANCE - 1)) << 1);
}
