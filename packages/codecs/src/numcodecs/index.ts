/**
 * numcodecs.js's classes over our codecs: for zarr.js, and wherever numcodecs is imported.
 *
 * @module
 */

export { Blosc, GZip, LZ4, Zlib, Zstd } from "./classes.ts";
export type { Numcodec, NumcodecConfiguration, NumcodecConstructor } from "./numcodec.ts";
