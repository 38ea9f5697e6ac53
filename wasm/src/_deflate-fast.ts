/** Levels 1 to 3 of the DEFLATE encoder: greedy, with the last positions of each hash as candidates. */

import { addSequence } from "./_deflate-block";
import { MAX_DISTANCE, MAX_MATCH } from "./_deflate-format";
import { worth } from "./_deflate-worth";
import { matchLength } from "./_match-length";

const HASH_LOG: u32 = 14;
/** For each hash of 4 bytes its last four positions, latest first, in bytes from the start plus MAX_DISTANCE + 1. */
const BUCKETS: usize = memory.data(16 << 14, 16);
const BIAS: usize = MAX_DISTANCE + 1;
const MIN_HASHED: usize = 4;
/** Literals after which a sequence ends without a match. */
const MAX_RUN: usize = 16384;

/** Finds sequences from `src` to `end`, weighing `ways` candidates a position, and returns where the last one ends. */
export function findFast(src: usize, end: usize, ways: u32): usize {
  memory.fill(BUCKETS, 0, 16 << HASH_LOG);
  const base = src - BIAS;
  let anchor = src;
  let ip = src;
  while (ip + MIN_HASHED <= end) {
    const limit = min<usize>(ip + MAX_MATCH, end);
    const first = load<u32>(ip);
    const bucket = bucketOf(first);
    let length: usize = 0;
    let distance: usize = 0;
    for (let way: u32 = 0; way < ways; ++way) {
      const match = base + load<u32>(bucket + (way << 2));
      // First what is almost never true: branches that go either way cost the most.
      if (load<u32>(match) != first || ip - match > MAX_DISTANCE) continue;
      const found = MIN_HASHED + matchLength(match + MIN_HASHED, ip + MIN_HASHED, limit);
      if (found > length) {
        length = found;
        distance = ip - match;
        if (ip + length == limit) break;
      }
    }
    insert(bucket, ip - base, ways);
    if (length == 0 || worth(length, distance) <= 0) {
      ++ip;
      // Where nothing has matched for long, not every position is looked at.
      ip += (ip - anchor) >>> 9;
      if (ip - anchor < MAX_RUN) continue;
      ip = min<usize>(ip, end);
      length = 0;
      distance = 0;
    }
    if (!addSequence(anchor, ip, length, distance)) return end;
    const next = ip + length;
    const last = min<usize>(next, end - MIN_HASHED);
    for (++ip; ip < last; ++ip) insert(bucketOf(load<u32>(ip)), ip - base, ways);
    ip = next;
    anchor = next;
  }
  return anchor;
}

// @ts-ignore: decorator
@inline
function bucketOf(bytes: u32): usize {
  return BUCKETS + (<usize>((bytes * 2654435761) >>> (32 - HASH_LOG)) << 4);
}

// @ts-ignore: decorator
@inline
function insert(bucket: usize, position: usize, ways: u32): void {
  if (ways == 2) {
    store<u32>(bucket, load<u32>(bucket), 4);
  } else {
    store<u32>(bucket, load<u32>(bucket, 8), 12);
    store<u64>(bucket, load<u64>(bucket), 4);
  }
  store<u32>(bucket, position);
}
