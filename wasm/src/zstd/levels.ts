/** Parameters of the compression levels: strategy and sizes of the search. */

export const FAST: u32 = 0;
export const DOUBLE_FAST: u32 = 1;
/** One candidate deep to two bytes lazy: the strategies share a search. */
export const GREEDY: u32 = 2;
export const LAZY: u32 = 3;
export const LAZY_2: u32 = 4;
export const OPTIMAL: u32 = 5;

export const MAX_LEVEL: i32 = 22;
const DEFAULT_LEVEL: i32 = 3;

/**
 * Per level from 1: strategy; logarithms of window, hash table, second table (DOUBLE_FAST: of short matches;
 * OPTIMAL: of the tree) and number of candidates; shortest match; length of match, in units of 8, that ends a search.
 *
 * Level 3 has half of libzstd's hash table: both tables and a chunk then fit into a cache of 1 MiB, which is a tenth
 * faster. Images grow by less than 0.1 %, text by 1 % (bench/codecs).
 */
const ROWS: usize = memory.data<u8>([
  0, 19, 14, 0, 0, 7, 0,
  0, 20, 16, 0, 0, 6, 0,
  1, 21, 16, 16, 0, 5, 0,
  1, 21, 18, 18, 0, 5, 0,
  2, 21, 19, 0, 3, 5, 0,
  3, 21, 19, 0, 3, 5, 0,
  3, 21, 20, 0, 4, 5, 0,
  4, 21, 20, 0, 4, 5, 0,
  4, 22, 20, 0, 4, 5, 0,
  4, 22, 21, 0, 4, 5, 0,
  4, 22, 22, 0, 5, 5, 0,
  4, 22, 23, 0, 6, 5, 0,
  4, 22, 22, 0, 6, 4, 0,
  4, 22, 23, 0, 6, 4, 0,
  4, 22, 23, 0, 6, 4, 0,
  5, 22, 22, 22, 5, 4, 12,
  5, 23, 22, 23, 5, 4, 16,
  5, 23, 21, 23, 5, 3, 16,
  5, 23, 22, 24, 6, 3, 31,
  5, 25, 22, 25, 7, 3, 31,
  5, 26, 22, 26, 8, 3, 31,
  5, 27, 22, 27, 9, 3, 31,
]);
const ROW_SIZE: usize = 7;

export let strategy: u32 = 0;
export let windowLog: u32 = 0;
export let hashLog: u32 = 0;
export let chainLog: u32 = 0;
export let searchLog: u32 = 0;
export let minimumMatch: u32 = 0;
export let sufficientLength: u32 = 0;
/** Bytes by which the fast strategy moves on from a miss; literals are stored raw where it is more than 1. */
export let stride: u32 = 1;

/** Sets the parameters above for `level`, 0 being the default, and a source of `srcLength` bytes. */
export function setLevel(level: i32, srcLength: usize): void {
  if (level == 0) level = DEFAULT_LEVEL;
  const row = ROWS + <usize>(min(max(level, 1), MAX_LEVEL) - 1) * ROW_SIZE;
  strategy = load<u8>(row);
  windowLog = load<u8>(row, 1);
  hashLog = load<u8>(row, 2);
  chainLog = load<u8>(row, 3);
  searchLog = load<u8>(row, 4);
  minimumMatch = load<u8>(row, 5);
  sufficientLength = <u32>load<u8>(row, 6) << 3;
  stride = 1;
  if (level < 0) {
    stride = <u32>(1 - level);
    hashLog = 13;
    minimumMatch = 6;
  }
  // Tables larger than the source waste time; short matches are worth more where offsets are short.
  const srcLog: u32 = srcLength < 256 ? 8 : 32 - clz<u32>(<u32>srcLength - 1);
  windowLog = max<u32>(10, min(windowLog, srcLog));
  hashLog = min(hashLog, srcLog + 1);
  chainLog = min(chainLog, strategy == OPTIMAL ? srcLog + 1 : srcLog);
  // Searches of a short source are cheap: lazy ones from level 9 compare twice as many candidates.
  if (srcLog <= 18 && strategy == LAZY_2 && level > 8) ++searchLog;
  if (srcLog <= 18 && minimumMatch > (strategy == OPTIMAL ? 3 : 4)) --minimumMatch;
}
