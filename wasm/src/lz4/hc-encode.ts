import { LAST_LITERALS, MATCH_MARGIN, MIN_MATCH, writeLastLiterals, writeSequence } from "./sequence";
import { findLongest, foundMatch, resetChains } from "../match/chain";

/** Positions that are weighed together. */
const WINDOW: usize = 8192;

/**
 * The cheapest way found to each position of the window, 16 bytes each:
 *   0  price, bytes
 *   4  literals that end here
 *   8  length of the last step: of a match, or 1 for a literal
 *  12  offset of the match, 0 for a literal; the upper halves of both hold the step that leads on, once it is known
 */
const WAYS: usize = memory.data(16 * 8193, 16);

/** Matches of this length are taken at once. */
const NICE: usize = 1024;

const MAX_LEVEL: usize = 12;
/** Candidates looked at for each position, by level: as many as it takes to match the reference encoder's ratio. */
const DEPTHS: usize = memory.data<u16>([3, 3, 3, 3, 7, 14, 28, 48, 72, 96, 256, 512, 4096]);

const RUN_MASK: u32 = 15;

/**
 * Encodes `srcLength` bytes as one LZ4 block and returns the bytes written, or 0 where they do not fit. Searches
 * chains of equal hashes, the deeper the higher `level` is, from 1 to 12, and takes the cheapest of all ways through
 * what it finds. Writes at most SLACK bytes past `dstLength`.
 */
export function encodeLz4Hc(src: usize, srcLength: usize, dst: usize, dstLength: usize, level: u32): i32 {
  const srcEnd = src + srcLength;
  const dstEnd = dst + dstLength;
  let anchor = src;
  let op = dst;
  if (srcLength > MATCH_MARGIN) {
    resetChains(src);
    const searchEnd = srcEnd - MATCH_MARGIN;
    const matchEnd = srcEnd - LAST_LITERALS;
    const depth = <u32>load<u16>(DEPTHS + (min<usize>(level, MAX_LEVEL) << 1));
    let ip = src;
    while (ip <= searchEnd) {
      let length = findLongest(ip, matchEnd, depth);
      if (length == 0) {
        ++ip;
        continue;
      }
      // Opens a window at ip; it closes where no match leads on, or before one that is long enough.
      store<u32>(WAYS, 0);
      store<u32>(WAYS, ip - anchor, 4);
      let reached: usize = 0;
      let at: usize = 0;
      while (length < NICE) {
        if (length > 0) {
          const first = cheapestStart(src, ip, at);
          reached = offerMatch(first, at, length, ip + at - foundMatch, reached);
        } else if (at == reached) break;
        if (at < reached) offerLiteral(at);
        ++at;
        length = 0;
        // Where the next position is as cheap, this one lies inside a match: looking from here finds little.
        if (ip + at > searchEnd || at + NICE >= WINDOW) continue;
        if (at == reached || at + 2 == reached || price(at + 1) > price(at)) length = findLongest(ip + at, matchEnd, depth);
      }
      const offset = ip + at - foundMatch;
      if (length >= NICE) {
        const first = cheapestStart(src, ip, at);
        length += at - first;
        at = first;
      }
      linkForward(at);
      for (let step: usize = 0; step < at; ) {
        const stepLength = <usize>load<u16>(WAYS + (step << 4), 10);
        const stepOffset = <usize>load<u16>(WAYS + (step << 4), 14);
        if (stepOffset != 0) {
          const match = ip + step;
          op = writeSequence(op, dstEnd, anchor, match - anchor, stepOffset, stepLength);
          if (op == 0) return 0;
          anchor = match + stepLength;
        }
        step += stepLength;
      }
      ip += at;
      if (length >= NICE) {
        op = writeSequence(op, dstEnd, anchor, ip - anchor, offset, length);
        if (op == 0) return 0;
        ip += length;
        anchor = ip;
      }
    }
  }
  op = writeLastLiterals(op, dstEnd, anchor, srcEnd - anchor);
  return op == 0 ? 0 : <i32>(op - dst);
}

// @ts-ignore: decorator
@inline
function price(at: usize): u32 {
  return load<u32>(WAYS + (at << 4));
}

/** Where the match found for `at` had best begin, `at` or before it: at the cheapest position it reaches back to. */
function cheapestStart(src: usize, ip: usize, at: usize): usize {
  let match = foundMatch;
  let first = at;
  let least = price(at);
  while (at > 0 && match > src && load<u8>(ip + at - 1) == load<u8>(match - 1)) {
    --at;
    --match;
    if (price(at) < least) {
      least = price(at);
      first = at;
    }
  }
  return first;
}

/** Weighs one more literal after the way to `at`. */
function offerLiteral(at: usize): void {
  const way = WAYS + (at << 4);
  const literals = load<u32>(way, 4) + 1;
  const cost = load<u32>(way) + 1 + u32(literals >= RUN_MASK && (literals - RUN_MASK) % 255 == 0);
  if (cost < load<u32>(way, 16)) setWay(way + 16, cost, literals, 1, 0);
}

/**
 * Weighs matches after the way to `first` that end 4 to `length` bytes after `at`, and returns the furthest position
 * reached so far.
 */
function offerMatch(first: usize, at: usize, length: usize, offset: usize, reached: usize): usize {
  const start = load<u32>(WAYS + (first << 4)) + 3;
  const end = at + length;
  for (; reached < end; ++reached) store<u32>(WAYS + (reached << 4), -1, 16);
  for (let target = at + MIN_MATCH; target <= end; ++target) {
    const matched = target - first;
    const rest = <u32>(matched - MIN_MATCH);
    const cost = start + (rest >= RUN_MASK ? (rest - RUN_MASK) / 255 + 1 : 0);
    const way = WAYS + (target << 4);
    if (cost < load<u32>(way)) setWay(way, cost, 0, matched, offset);
  }
  return reached;
}

// @ts-ignore: decorator
@inline
function setWay(way: usize, cost: u32, literals: u32, length: usize, offset: usize): void {
  store<u32>(way, cost);
  store<u32>(way, literals, 4);
  store<u32>(way, length, 8);
  store<u32>(way, offset, 12);
}

/** Notes at each position of the way to `end` the step that leads on from there. */
function linkForward(end: usize): void {
  while (end > 0) {
    const way = WAYS + (end << 4);
    const length = load<u16>(way, 8);
    end -= length;
    store<u16>(WAYS + (end << 4), length, 10);
    store<u16>(WAYS + (end << 4), load<u16>(way, 12), 14);
  }
}
