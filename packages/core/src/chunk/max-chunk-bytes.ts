/**
 * How large chunks may be.
 *
 * @module
 */

/** Larger chunks are refused when an array is opened: not every engine holds them in one typed array. */
export const MAX_CHUNK_BYTES: number = 2 ** 31;
