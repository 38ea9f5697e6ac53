/**
 * Our codecs as numcodecs.js's classes: for zarr.js, and in place of numcodecs.js.
 *
 * @module
 */

export { Blosc, GZip, LZ4, Zlib, Zstd } from "./classes.ts";
export type { Numcodec, NumcodecConfiguration, NumcodecConstructor } from "./numcodec.ts";
