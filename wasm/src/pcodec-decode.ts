/**
 * Decoder of standalone pcodec files, of all versions up to 4.1. Pco Format Spec (docs/format.md of pcodec 1.0), "Standalone
 * Format" and "Wrapped Format Components".
 */

import { ERROR_INVALID, ERROR_OVERFLOW, ERROR_SCRATCH, ERROR_TRUNCATED, ERROR_UNSUPPORTED } from "./_errors";
import { alignBits, hasBits, moveTo, openBits, position, readBits, source } from "./pcodec/bits";
import {
  addForetold,
  addLookbacks,
  setConvolution,
  sumConsecutive,
  WEIGHTS,
} from "./pcodec/deltas";
import { BATCH, decodeBatch, LOOKBACKS, PRIMARY, readStreams, readVariable, SECONDARY } from "./pcodec/latents";
import {
  FLOAT,
  fractionBits,
  isFactor,
  joinFloatMultiples,
  joinMultiples,
  joinQuanta,
  lookUp,
  orderedNumbers,
  SIGNED,
  UNSIGNED,
} from "./pcodec/modes";

/** First free byte: the host's from here up. */
export const HEAP: usize = __heap_base;

/** "pco!" */
const MAGIC: u32 = 0x216f6370;
const MOST_STANDALONE_VERSION: u32 = 3;
const MOST_MAJOR_VERSION: u32 = 4;

/** Modes. "Chunk Metadata". */
const CLASSIC: u32 = 0;
const INT_MULT: u32 = 1;
const FLOAT_MULT: u32 = 2;
const FLOAT_QUANT: u32 = 3;
const DICT: u32 = 4;

/** Delta encodings. "Chunk Metadata". */
const NONE: u32 = 0;
const CONSECUTIVE: u32 = 1;
const LOOKBACK: u32 = 2;
const CONV1: u32 = 3;

/** The chunk in use: its mode with the base, k or the number of values and their place, and its differences. */
let mode: u32 = 0;
let modeNumber: u64 = 0;
let dictionary: usize = 0;
let deltaEncoding: u32 = 0;
let stateCount: u32 = 0;
let windowLog: u32 = 0;
let secondaryHasDeltas: bool = false;

/** What consecutive sums begin with: seven of the primary latents, and of the secondary. */
const MOMENTS: usize = memory.data(2 * 8 * sizeof<u64>(), 8);
const BATCH_LOOKBACKS: usize = memory.data(256 * sizeof<u32>(), 16);

/**
 * Decodes a file of numbers of `type`, its byte in the specification, and returns how many bytes they are, or an `ERROR_*`. No more
 * than `most` numbers are written, and beyond them as many times 8 bytes of `dst` are scratch. Reads no more than 16 bytes behind
 * the source.
 */
export function decode(src: usize, srcLength: usize, dst: usize, dstLength: usize, type: u32, most: u32): i32 {
  openBits(src, srcLength);
  switch (type) {
    case 1:
      return decodeFile<u32>(dst, dstLength, type, UNSIGNED, most);
    case 2:
      return decodeFile<u64>(dst, dstLength, type, UNSIGNED, most);
    case 3:
      return decodeFile<u32>(dst, dstLength, type, SIGNED, most);
    case 4:
      return decodeFile<u64>(dst, dstLength, type, SIGNED, most);
    case 5:
      return decodeFile<u32>(dst, dstLength, type, FLOAT, most);
    case 6:
      return decodeFile<u64>(dst, dstLength, type, FLOAT, most);
    case 7:
      return decodeFile<u16>(dst, dstLength, type, UNSIGNED, most);
    case 8:
      return decodeFile<u16>(dst, dstLength, type, SIGNED, most);
    case 9:
      return decodeFile<u16>(dst, dstLength, type, FLOAT, most);
    case 10:
      return decodeFile<u8>(dst, dstLength, type, UNSIGNED, most);
    case 11:
      return decodeFile<u8>(dst, dstLength, type, SIGNED, most);
    default:
      return ERROR_INVALID;
  }
}

function decodeFile<L>(dst: usize, dstLength: usize, type: u32, kind: u32, most: u32): i32 {
  const byteLength = <u64>most * sizeof<L>();
  if (byteLength + (<u64>most << 3) > <u64>dstLength) return ERROR_SCRATCH;
  const scratch = dst + <usize>byteLength;
  const version = readHeader(type);
  if (version < 0) return version;
  let written: u32 = 0;
  while (hasBits(8)) {
    const chunkType = <u32>readBits(8);
    if (chunkType == 0) return <i32>(written * <u32>sizeof<L>());
    if (chunkType != type) return ERROR_INVALID;
    if (!hasBits(24)) return ERROR_TRUNCATED;
    const count = <u32>readBits(24) + 1;
    if (count > most - written) return ERROR_OVERFLOW;
    const out = dst + <usize>written * sizeof<L>();
    let failure = readChunk<L>(version, kind);
    if (failure == 0) {
      // Indices into a dictionary have 32 bits, whatever the numbers.
      failure = mode == DICT ? decodePage<L, u32>(scratch, 0, count) : decodePage<L, L>(out, scratch, count);
    }
    if (failure == 0) failure = join<L>(out, scratch, count, kind);
    if (failure < 0) return failure;
    written += count;
  }
  return ERROR_TRUNCATED;
}

/** Answers the major version of the format, or an error. "Standalone Format", "Header". */
function readHeader(type: u32): i32 {
  if (!hasBits(32 + 8)) return ERROR_TRUNCATED;
  if (<u32>readBits(32) != MAGIC) return ERROR_INVALID;
  const standaloneVersion = <u32>readBits(8);
  if (standaloneVersion > MOST_STANDALONE_VERSION) return ERROR_UNSUPPORTED;
  // Versions 0 and 1 have the format's version alone.
  if (standaloneVersion < 2) return standaloneVersion;
  if (standaloneVersion >= 3) {
    if (!hasBits(8)) return ERROR_TRUNCATED;
    const uniformType = <u32>readBits(8);
    if (uniformType != 0 && uniformType != type) return ERROR_INVALID;
  }
  if (!hasBits(6)) return ERROR_TRUNCATED;
  const hintBits = <u32>readBits(6) + 1;
  if (!hasBits(hintBits)) return ERROR_TRUNCATED;
  readBits(hintBits);
  if (alignBits() < 0) return ERROR_INVALID;
  if (!hasBits(8)) return ERROR_TRUNCATED;
  const version = <u32>readBits(8);
  if (version > MOST_MAJOR_VERSION) return ERROR_UNSUPPORTED;
  if (version >= 4) {
    // What a later minor version adds tells itself.
    if (!hasBits(8)) return ERROR_TRUNCATED;
    readBits(8);
  }
  return version;
}

/** Returns 0 or an error. "Chunk Metadata". */
function readChunk<L>(version: u32, kind: u32): i32 {
  let failure = readMode<L>(version, kind);
  if (failure == 0) failure = readDeltaEncoding(version, sizeof<L>() << 3);
  if (failure == 0 && deltaEncoding == LOOKBACK) failure = readVariable<u32>(LOOKBACKS);
  if (failure == 0) failure = mode == DICT ? readVariable<u32>(PRIMARY) : readVariable<L>(PRIMARY);
  if (failure == 0 && hasSecondary()) failure = readVariable<L>(SECONDARY);
  return failure == 0 ? alignBits() : failure;
}

function hasSecondary(): bool {
  return mode == INT_MULT || mode == FLOAT_MULT || mode == FLOAT_QUANT;
}

function readMode<L>(version: u32, kind: u32): i32 {
  const numberBits = <u32>(sizeof<L>() << 3);
  if (!hasBits(4)) return ERROR_TRUNCATED;
  mode = <u32>readBits(4);
  if (mode == CLASSIC) return 0;
  if (mode == INT_MULT) {
    // Version 0 wrote greatest common divisors otherwise.
    if (version == 0) return ERROR_UNSUPPORTED;
    if (!hasBits(numberBits)) return ERROR_TRUNCATED;
    modeNumber = readBits(numberBits);
    return kind != FLOAT && modeNumber != 0 ? 0 : ERROR_INVALID;
  }
  if (mode == FLOAT_MULT) {
    if (!hasBits(numberBits)) return ERROR_TRUNCATED;
    modeNumber = readBits(numberBits);
    return kind == FLOAT && isFactor<L>(<L>modeNumber) ? 0 : ERROR_INVALID;
  }
  if (mode == FLOAT_QUANT) {
    if (!hasBits(8)) return ERROR_TRUNCATED;
    modeNumber = readBits(8);
    return kind == FLOAT && modeNumber > 0 && modeNumber <= fractionBits<L>() ? 0 : ERROR_INVALID;
  }
  if (mode != DICT) return ERROR_UNSUPPORTED;
  if (!hasBits(25)) return ERROR_TRUNCATED;
  modeNumber = readBits(25);
  if (alignBits() < 0) return ERROR_INVALID;
  if (!hasBits(modeNumber * numberBits)) return ERROR_TRUNCATED;
  dictionary = source + <usize>(position >>> 3);
  moveTo(position + modeNumber * numberBits);
  return 0;
}

function readDeltaEncoding(version: u32, numberBits: usize): i32 {
  stateCount = 0;
  secondaryHasDeltas = false;
  if (version < 3) {
    // Of consecutive differences the order alone.
    if (!hasBits(3)) return ERROR_TRUNCATED;
    stateCount = <u32>readBits(3);
    deltaEncoding = stateCount > 0 ? CONSECUTIVE : NONE;
    return 0;
  }
  if (!hasBits(4)) return ERROR_TRUNCATED;
  deltaEncoding = <u32>readBits(4);
  if (deltaEncoding == NONE) return 0;
  if (deltaEncoding == CONSECUTIVE) {
    if (!hasBits(4)) return ERROR_TRUNCATED;
    stateCount = <u32>readBits(3);
    secondaryHasDeltas = readBits(1) != 0;
    return stateCount > 0 ? 0 : ERROR_INVALID;
  }
  if (deltaEncoding == LOOKBACK) {
    if (!hasBits(10)) return ERROR_TRUNCATED;
    windowLog = <u32>readBits(5) + 1;
    const stateLog = <u32>readBits(4);
    secondaryHasDeltas = readBits(1) != 0;
    stateCount = 1 << stateLog;
    return stateLog <= windowLog ? 0 : ERROR_INVALID;
  }
  return deltaEncoding == CONV1 ? readConvolution(numberBits) : ERROR_UNSUPPORTED;
}

function readConvolution(numberBits: usize): i32 {
  // Sums of products with 64 bits take more.
  if (numberBits > 32) return ERROR_INVALID;
  if (!hasBits(5 + 64 + 5)) return ERROR_TRUNCATED;
  const fraction = <u32>readBits(5);
  const bias = <i64>(readBits(64) ^ ((<u64>1) << 63));
  stateCount = <u32>readBits(5) + 1;
  if (!hasBits(32 * stateCount)) return ERROR_TRUNCATED;
  for (let i: u32 = 0; i < stateCount; ++i) {
    store<i64>(WEIGHTS + (i << 3), <i64>(<i32>(<u32>readBits(32) ^ 0x80000000)));
  }
  setConvolution(bias, fraction, stateCount);
  return 0;
}

/** Decodes `count` primary latents `P` to `out` and secondary ones `L`, if there are any, to `secondary`. "Page". */
function decodePage<L, P>(out: usize, secondary: usize, count: u32): i32 {
  const secondaryStates = secondaryHasDeltas ? stateCount : 0;
  let failure: i32 = 0;
  if (deltaEncoding == LOOKBACK) failure = readStreams(LOOKBACKS);
  if (failure == 0) failure = readState<P>(out, count, stateCount, MOMENTS);
  if (failure == 0) failure = readStreams(PRIMARY);
  if (hasSecondary()) {
    if (failure == 0) failure = readState<L>(secondary, count, secondaryStates, MOMENTS + 64);
    if (failure == 0) failure = readStreams(SECONDARY);
  }
  if (failure == 0) failure = alignBits();
  for (let first: u32 = 0; failure == 0 && first < count; first += BATCH) {
    if (deltaEncoding == LOOKBACK) {
      failure = decodeBatch<u32>(LOOKBACKS, BATCH_LOOKBACKS, batchLength(first, count, stateCount));
    }
    if (failure == 0) failure = decodePart<P>(PRIMARY, out, first, count, stateCount, MOMENTS);
    if (failure == 0 && hasSecondary()) {
      failure = decodePart<L>(SECONDARY, secondary, first, count, secondaryStates, MOMENTS + 64);
    }
  }
  return failure == 0 ? alignBits() : failure;
}

/** How many latents of a batch are coded: the last ones of a page follow from those before, by its state. */
function batchLength(first: u32, count: u32, states: u32): u32 {
  return first + states < count ? min(BATCH, count - first - states) : 0;
}

/** Reads the state of the differences: moments of sums, else the first latents themselves. Returns 0 or an error. */
function readState<L>(out: usize, count: u32, states: u32, moments: usize): i32 {
  const numberBits = <u32>(sizeof<L>() << 3);
  if (!hasBits(<u64>states * numberBits)) return ERROR_TRUNCATED;
  for (let i: u32 = 0; i < states; ++i) {
    const value = readBits(numberBits);
    if (deltaEncoding == CONSECUTIVE) store<u64>(moments + (i << 3), value);
    else if (i < count) store<L>(out + <usize>i * sizeof<L>(), <L>value);
  }
  return 0;
}

/** Decodes a batch of one variable, from latent `first` of the page on, out of its differences. Returns 0 or an error. */
function decodePart<L>(variable: u32, out: usize, first: u32, count: u32, states: u32, moments: usize): i32 {
  const length = batchLength(first, count, states);
  if (states == 0 || deltaEncoding == CONSECUTIVE) {
    const to = out + <usize>first * sizeof<L>();
    const failure = decodeBatch<L>(variable, to, length);
    if (failure == 0 && states > 0) sumConsecutive<L>(to, min(BATCH, count - first), moments, states);
    return failure;
  }
  // Behind the state, which are the first latents.
  const at = first + states;
  const to = out + <usize>at * sizeof<L>();
  const failure = decodeBatch<L>(variable, to, length);
  if (failure < 0) return failure;
  if (deltaEncoding == LOOKBACK) return addLookbacks<L>(out, at, length, BATCH_LOOKBACKS, windowLog);
  addForetold<L>(to, length);
  return 0;
}

/** Makes numbers of the latents of a page. Returns 0 or an error. "Modes". */
function join<L>(out: usize, scratch: usize, count: u32, kind: u32): i32 {
  let failure: i32 = 0;
  if (mode == INT_MULT) joinMultiples<L>(out, scratch, count, <L>modeNumber);
  else if (mode == FLOAT_QUANT) joinQuanta<L>(out, scratch, count, <u32>modeNumber);
  else if (mode == FLOAT_MULT) joinFloatMultiples<L>(out, scratch, count, <L>modeNumber);
  else if (mode == DICT) failure = lookUp<L>(out, scratch, count, dictionary, <u32>modeNumber);
  orderedNumbers<L>(out, count, kind);
  return failure;
}
