import {
  LAST_LITERALS, MATCH_MARGIN, MAX_OFFSET, MIN_MATCH, writeLastLiterals, writeSequence,
} from "./sequence";
import { copy16 } from "../bytes/copy";
import { matchLength } from "../match/length";

/** Last position of each hash, in bytes from the start of the source. */
const TABLE: usize = memory.data(4 << 13, 16);
/** As in the reference encoder, sources up to 64 KiB have a larger table, and hashes of 4 bytes instead of 5. */
const SMALL: usize = 65536 + MATCH_MARGIN - 1;
const SMALL_LOG: u32 = 13;
const LARGE_LOG: u32 = 12;
const RUN_MASK: usize = 15;
/** Room for a sequence without length bytes, and for the last literals after it. */
const SHORT_SEQUENCE: usize = 1 + 14 + 2 + 1 + LAST_LITERALS;
/** Misses after which the search begins to skip, as a power of two. */
const SKIP_TRIGGER: u32 = 6;

/**
 * Encodes `srcLength` bytes as one LZ4 block, greedily, with one candidate a position; `acceleration`, 1 or more,
 * makes the search skip sooner. Returns the bytes written, or 0 where they do not fit. Writes at most SLACK bytes
 * past `dstLength`. The choices follow the reference encoder (LZ4_compress_fast), whose ratio is the measure.
 */
export function encodeLz4(src: usize, srcLength: usize, dst: usize, dstLength: usize, acceleration: u32): i32 {
  const srcEnd = src + srcLength;
  const dstEnd = dst + dstLength;
  let anchor = src;
  let op = dst;
  if (srcLength > MATCH_MARGIN) {
    const isSmall = srcLength < SMALL;
    const hashLog = isSmall ? SMALL_LOG : LARGE_LOG;
    const unhashed: u64 = isSmall ? 32 : 24;
    const prime: u64 = isSmall ? 2654435761 : 889523592379;
    const shift = <u64>(64 - hashLog);
    memory.fill(TABLE, 0, <usize>4 << hashLog);
    const searchEnd = srcEnd - MATCH_MARGIN;
    const matchEnd = srcEnd - LAST_LITERALS;
    let ip = src + 1;
    while (true) {
      let match: usize;
      let next = ip;
      let step: usize = 1;
      let attempts = acceleration << SKIP_TRIGGER;
      let nextSlot = slotOf(next, unhashed, prime, shift);
      do {
        ip = next;
        next += step;
        step = attempts++ >>> SKIP_TRIGGER;
        if (next > searchEnd + 1) return finish(op, dst, dstEnd, anchor, srcEnd);
        match = src + load<u32>(nextSlot);
        store<u32>(nextSlot, ip - src);
        nextSlot = slotOf(next, unhashed, prime, shift);
      } while (<i32>(ip - match > MAX_OFFSET) | <i32>(load<u32>(match) != load<u32>(ip)));
      while (ip > anchor && match > src && load<u8>(ip - 1) == load<u8>(match - 1)) {
        --ip;
        --match;
      }
      do {
        const length = MIN_MATCH + matchLength(match + MIN_MATCH, ip + MIN_MATCH, matchEnd);
        const literals = ip - anchor;
        const rest = length - MIN_MATCH;
        if (<i32>(literals < RUN_MASK) & <i32>(rest < RUN_MASK) & <i32>(dstEnd - op >= SHORT_SEQUENCE)) {
          store<u8>(op, (literals << 4) | rest);
          copy16(op + 1, anchor);
          op += 1 + literals;
          store<u16>(op, ip - match);
          op += 2;
        } else {
          op = writeSequence(op, dstEnd, anchor, literals, ip - match, length);
          if (op == 0) return 0;
        }
        ip += length;
        anchor = ip;
        if (ip > searchEnd) return finish(op, dst, dstEnd, anchor, srcEnd);
        store<u32>(slotOf(ip - 2, unhashed, prime, shift), ip - 2 - src);
        const slot = slotOf(ip, unhashed, prime, shift);
        match = src + load<u32>(slot);
        store<u32>(slot, ip - src);
      } while (ip - match <= MAX_OFFSET && load<u32>(match) == load<u32>(ip));
      ++ip;
    }
  }
  return finish(op, dst, dstEnd, anchor, srcEnd);
}

function finish(op: usize, dst: usize, dstEnd: usize, anchor: usize, srcEnd: usize): i32 {
  op = writeLastLiterals(op, dstEnd, anchor, srcEnd - anchor);
  return op == 0 ? 0 : <i32>(op - dst);
}

// @ts-ignore: decorator
@inline
function slotOf(ip: usize, unhashed: u64, prime: u64, shift: u64): usize {
  return TABLE + (<usize>(((load<u64>(ip) << unhashed) * prime) >> shift) << 2);
}
