/**
 * Integers of two and four bits, each in a byte whose upper bits do not count. Zarr extensions, data types int2, int4,
 * uint2 and uint4.
 *
 * @module
 */

import type { ElementFormat } from "./element-format.ts";

/** Integers of `bits` bits: signed ones in two's complement. */
export function subByteFormat(bits: number, isSigned: boolean): ElementFormat<number> {
  const count = 2 ** bits;
  const least = isSigned ? -count / 2 : 0;
  return {
    byteLength: 1,
    words: [[1, 1]],
    read(view, offset) {
      const code = view.getUint8(offset) % count;
      return code >= least + count ? code - count : code;
    },
    write: (view, offset, value) => view.setInt8(offset, value),
    parse: (json) =>
      typeof json === "number" && Number.isInteger(json) && json >= least && json < least + count
        ? json
        : undefined,
    print: (value) => value,
  };
}
