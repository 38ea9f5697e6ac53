/**
 * The five codec classes of numcodecs.js 0.3, with its parameters and defaults.
 *
 * @module
 */

import { blosc } from "../blosc/blosc.ts";
import { gzip, zlib } from "../deflate/gzip.ts";
import { lz4 } from "../lz4/lz4.ts";
import { zstd } from "../zstd/zstd.ts";
import { defineNumcodec, type NumcodecConstructor } from "./numcodec.ts";

type Shuffle = -1 | 0 | 1 | 2;

/** numcodecs.js's `Blosc`. */
export const Blosc: NumcodecConstructor<
  [clevel?: number, cname?: string, shuffle?: Shuffle, blocksize?: number]
> & {
  readonly COMPRESSORS: readonly string[];
  readonly NOSHUFFLE: 0;
  readonly SHUFFLE: 1;
  readonly BITSHUFFLE: 2;
  readonly AUTOSHUFFLE: -1;
} = Object.assign(defineNumcodec("blosc", blosc, { clevel: 5, cname: "lz4", shuffle: 1, blocksize: 0 }), {
  COMPRESSORS: ["blosclz", "lz4", "lz4hc", "snappy", "zlib", "zstd"],
  NOSHUFFLE: 0,
  SHUFFLE: 1,
  BITSHUFFLE: 2,
  AUTOSHUFFLE: -1,
} as const);

/** numcodecs.js's `GZip`. */
export const GZip: NumcodecConstructor<[level?: number]> = defineNumcodec("gzip", gzip, { level: 1 });

/** numcodecs.js's `LZ4`: a block preceded by its decoded length in four bytes. */
export const LZ4: NumcodecConstructor<[acceleration?: number]> & {
  readonly DEFAULT_ACCELERATION: 1;
} = Object.assign(defineNumcodec("lz4", lz4, { acceleration: 1 }), { DEFAULT_ACCELERATION: 1 } as const);

/** numcodecs.js's `Zlib`. */
export const Zlib: NumcodecConstructor<[level?: number]> = defineNumcodec("zlib", zlib, { level: 1 });

/** numcodecs.js's `Zstd`. */
export const Zstd: NumcodecConstructor<[level?: number]> & {
  readonly DEFAULT_CLEVEL: 1;
  readonly MAX_CLEVEL: 22;
} = Object.assign(defineNumcodec("zstd", zstd, { level: 1 }), { DEFAULT_CLEVEL: 1, MAX_CLEVEL: 22 } as const);
