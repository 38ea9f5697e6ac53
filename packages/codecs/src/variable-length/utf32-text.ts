/**
 * Fixed-length strings in little-endian UTF-32, padded with zeros. Zarr extensions, data type fixed_length_utf32.
 *
 * @module
 */

import { type Bytes, dataViewOf } from "@chunkwright/core";

const POINT_BYTES = 4;
const MAX_CODE_POINT = 0x10ffff;
const REPLACEMENT = 0xfffd;

/** The strings in `bytes`, `byteLength` bytes each; invalid code points become U+FFFD. */
export function readUtf32(bytes: Bytes, byteLength: number): string[] {
  const view = dataViewOf(bytes);
  return Array.from({ length: bytes.byteLength / byteLength }, (_, element) => {
    let text = "";
    for (let at = element * byteLength; at < (element + 1) * byteLength; at += POINT_BYTES) {
      const point = view.getUint32(at, true);
      text += String.fromCodePoint(point > MAX_CODE_POINT ? REPLACEMENT : point);
    }
    return text.replace(/\0+$/, "");
  });
}

/** Writes `strings` into `bytes`, `byteLength` bytes each. Throws `RangeError` for a string that is too long. */
export function writeUtf32(strings: readonly string[], bytes: Bytes, byteLength: number): void {
  const view = dataViewOf(bytes);
  for (const [element, text] of strings.entries()) {
    const points = Array.from(text, (character) => character.codePointAt(0) ?? 0);
    if (points.length * POINT_BYTES > byteLength) {
      throw new RangeError(`${byteLength / POINT_BYTES} characters have no room for "${text}"`);
    }
    for (const [place, point] of points.entries()) {
      view.setUint32(element * byteLength + place * POINT_BYTES, point, true);
    }
  }
}
