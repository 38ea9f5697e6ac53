/** Literals and matches of the DEFLATE decoder: RFC 1951 §3.2.3. */

import { copyMatch } from "../bytes/copy";
import { ERROR_INVALID, ERROR_OVERFLOW, ERROR_TRUNCATED } from "../_errors";
import { bitCount, bits, drop, inputEnd, missing, next, refill, resumeBits } from "./bits";
import {
  DISTANCE_BITS, DISTANCE_TABLE, IS_END, IS_LITERAL, IS_OTHER, IS_TABLE, LITERAL_BITS, LITERAL_TABLE,
} from "./tables";

/** Where the next byte goes, where the first went and where they end. */
export let output: usize = 0;
let outputStart: usize = 0;
let outputEnd: usize = 0;

export function openOutput(dst: usize, dstLength: usize): void {
  output = dst;
  outputStart = dst;
  outputEnd = dst + dstLength;
}

/** Copies `length` bytes from elsewhere to the output. False if they do not fit. */
export function putBytes(src: usize, length: usize): bool {
  if (length > outputEnd - output) return false;
  memory.copy(output, src, length);
  output += length;
  return true;
}

/** Decodes up to the end of the block, by the tables, and answers 0 or an error. */
export function decodeBlock(): i32 {
  const error = decodeInside();
  return error == CLOSE_TO_END ? decodeAtEnd() : error;
}

/** `decodeInside` came close to the end of input or output. */
const CLOSE_TO_END: i32 = 1;
/** What a round of `decodeInside` reads and writes at most: two refills; eight literals, or seven and a match. */
const INPUT_ROOM: usize = 16;
const OUTPUT_ROOM: usize = 7 + 258;

/** Where neither input nor output can end within a round. */
function decodeInside(): i32 {
  if (next + INPUT_ROOM > inputEnd || output + OUTPUT_ROOM > outputEnd) return CLOSE_TO_END;
  const lastInput = inputEnd - INPUT_ROOM;
  const lastOutput = outputEnd - OUTPUT_ROOM;
  const start = outputStart;
  let at = next;
  let to = output;
  // Shifts heed only the low 6 bits of a count; of `count` the others are undefined.
  let waiting = bits;
  let count = bitCount;
  let error: i32 = CLOSE_TO_END;
  while (at <= lastInput && to <= lastOutput) {
    // 56 bits: four entries of 11, or after another refill a length and a distance of 15 bits and their 5 and 13.
    waiting |= load<u64>(at) << count;
    at += ((count ^ 63) >>> 3) & 7;
    count = (count & 7) | 56;
    let entry = literalEntry(waiting);
    if ((entry & IS_LITERAL) != 0) {
      waiting >>= entry;
      count -= <u32>entry;
      to = putLiterals(to, entry);
      entry = literalEntry(waiting);
      if ((entry & IS_LITERAL) != 0) {
        waiting >>= entry;
        count -= <u32>entry;
        to = putLiterals(to, entry);
        entry = literalEntry(waiting);
        if ((entry & IS_LITERAL) != 0) {
          waiting >>= entry;
          count -= <u32>entry;
          to = putLiterals(to, entry);
          entry = literalEntry(waiting);
          if ((entry & IS_LITERAL) != 0) {
            waiting >>= entry;
            count -= <u32>entry;
            to = putLiterals(to, entry);
            continue;
          }
        }
      }
      waiting |= load<u64>(at) << count;
      at += ((count ^ 63) >>> 3) & 7;
      count = (count & 7) | 56;
    }
    if ((entry & IS_OTHER) != 0) {
      if ((entry & IS_TABLE) != 0) {
        waiting >>= LITERAL_BITS;
        count -= LITERAL_BITS;
        entry = longLiteralEntry(waiting, entry);
        if ((entry & IS_LITERAL) != 0) {
          waiting >>= entry;
          count -= <u32>entry;
          to = putLiterals(to, entry);
          continue;
        }
      }
      if ((entry & IS_OTHER) != 0) {
        waiting >>= entry;
        count -= <u32>entry;
        error = (entry & IS_END) != 0 ? 0 : ERROR_INVALID;
        break;
      }
    }
    to = putLiterals(to, entry);
    const length = lengthOf(waiting, entry);
    waiting >>= entry;
    count -= <u32>entry;
    let distanceEntry = shortDistanceEntry(waiting);
    if ((<u32>distanceEntry & IS_OTHER) != 0) {
      waiting >>= DISTANCE_BITS;
      count -= DISTANCE_BITS;
      distanceEntry = longDistanceEntry(waiting, <u32>distanceEntry);
      if ((<u32>distanceEntry & IS_OTHER) != 0) {
        error = ERROR_INVALID;
        break;
      }
    }
    const distance = distanceOf(waiting, distanceEntry);
    waiting >>= distanceEntry;
    count -= <u32>distanceEntry;
    if (distance > to - start) {
      error = ERROR_INVALID;
      break;
    }
    if (distance < 8) {
      copyMatch(to, distance, length);
      to += length;
      continue;
    }
    // Here, as a call costs half as much as the whole round.
    let from = to - distance;
    const stop = to + length;
    do {
      store<u64>(to, load<u64>(from));
      store<u64>(to, load<u64>(from, 8), 8);
      to += 16;
      from += 16;
    } while (to < stop);
    to = stop;
  }
  output = to;
  resumeBits(at, waiting, count & 63);
  return error;
}

/** Where input or output may end. */
function decodeAtEnd(): i32 {
  while (true) {
    refill();
    // Eight made-up bytes may wait unread; more were consumed.
    if (missing > 8) return ERROR_TRUNCATED;
    let entry = literalEntry(bits);
    if ((entry & IS_OTHER) != 0 && (entry & IS_TABLE) != 0) {
      drop(LITERAL_BITS);
      entry = longLiteralEntry(bits, entry);
    }
    const length = lengthOf(bits, entry);
    drop(<u32>entry & 63);
    if ((entry & IS_OTHER) != 0) return (entry & IS_END) != 0 ? 0 : ERROR_INVALID;
    if (literalCount(entry) > outputEnd - output) return ERROR_OVERFLOW;
    output = putLiterals(output, entry);
    if ((entry & IS_LITERAL) != 0) continue;
    let distanceEntry = shortDistanceEntry(bits);
    if ((<u32>distanceEntry & IS_OTHER) != 0) {
      drop(DISTANCE_BITS);
      distanceEntry = longDistanceEntry(bits, <u32>distanceEntry);
      if ((<u32>distanceEntry & IS_OTHER) != 0) return ERROR_INVALID;
    }
    const distance = distanceOf(bits, distanceEntry);
    drop(<u32>distanceEntry & 63);
    if (distance > output - outputStart) return ERROR_INVALID;
    if (length > outputEnd - output) return ERROR_OVERFLOW;
    copyMatch(output, distance, length);
    output += length;
  }
}

// @ts-ignore: decorator
@inline
function literalEntry(waiting: u64): u64 {
  return load<u64>(LITERAL_TABLE + ((<usize>waiting & ((1 << LITERAL_BITS) - 1)) << 3));
}

/** From the table that `entry` leads to. */
// @ts-ignore: decorator
@inline
function longLiteralEntry(waiting: u64, entry: u64): u64 {
  return load<u64>(LITERAL_TABLE + (longIndex(waiting, <u32>entry) << 3));
}

// @ts-ignore: decorator
@inline
function shortDistanceEntry(waiting: u64): u64 {
  return load<u64>(DISTANCE_TABLE + ((<usize>waiting & ((1 << DISTANCE_BITS) - 1)) << 3));
}

/** From the table that `entry` leads to; if it leads to none, one that is no distance either. */
// @ts-ignore: decorator
@inline
function longDistanceEntry(waiting: u64, entry: u32): u64 {
  return (entry & IS_TABLE) != 0 ? load<u64>(DISTANCE_TABLE + (longIndex(waiting, entry) << 3)) : entry;
}

// @ts-ignore: decorator
@inline
function longIndex(waiting: u64, entry: u32): usize {
  return ((entry >>> 16) & 0xfff) + (<usize>waiting & ((1 << ((entry >>> 8) & 15)) - 1));
}

// @ts-ignore: decorator
@inline
function literalCount(entry: u64): usize {
  return <usize>(entry >>> 56);
}

/** Writes an entry's literals, always two bytes, and returns where the next goes. */
// @ts-ignore: decorator
@inline
function putLiterals(to: usize, entry: u64): usize {
  store<u16>(to, <u16>(entry >>> 16));
  return to + literalCount(entry);
}

// @ts-ignore: decorator
@inline
function lengthOf(waiting: u64, entry: u64): usize {
  return (<usize>(entry >>> 32) & 0xffff) + (<usize>(waiting >>> (entry >>> 8)) & (<usize>(entry >>> 48) & 31));
}

// @ts-ignore: decorator
@inline
function distanceOf(waiting: u64, entry: u64): usize {
  return <usize>(entry >>> 32) + (<usize>(waiting >>> (entry >>> 8)) & (<usize>entry >>> 16));
}
