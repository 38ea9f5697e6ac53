/**
 * Strings and byte strings of one size.
 *
 * @module
 */

import { type Bytes, decodeBase64, encodeBase64, StorageError } from "@chunkwright/core";
import type { ElementFormat } from "./element-format.ts";
import { bytesOfIntegers } from "./integer-bytes.ts";

const MAX_CODE_POINT = 0x10ffff;

/** UTF-32 padded with U+0000, NumPy's `U`. Zarr extensions, data type fixed_length_utf32. */
export function utf32Format(byteLength: number): ElementFormat<string> {
  const capacity = byteLength / 4;
  return {
    byteLength,
    words: [[4, capacity]],
    read(view, offset) {
      let length = capacity;
      while (length > 0 && view.getUint32(offset + 4 * (length - 1), true) === 0) length -= 1;
      let text = "";
      for (let i = 0; i < length; i += 1) text += characterAt(view, offset + 4 * i);
      return text;
    },
    write(view, offset, value) {
      const points = Array.from(value, (character) => character.codePointAt(0) ?? 0);
      if (points.length > capacity)
        throw new RangeError(`${capacity} characters have no room for "${value}"`);
      for (let i = 0; i < capacity; i += 1) view.setUint32(offset + 4 * i, points[i] ?? 0, true);
    },
    parse: (json) => (typeof json === "string" && [...json].length <= capacity ? json : undefined),
    print: (value) => value,
  };
}

/** Bytes padded with zeros that are not part of the value, NumPy's `S`. zarr-python's null_terminated_bytes. */
export function paddedBytesFormat(byteLength: number): ElementFormat<Bytes> {
  return {
    ...bytesFormat(byteLength),
    read(view, offset) {
      let length = byteLength;
      while (length > 0 && view.getUint8(offset + length - 1) === 0) length -= 1;
      return copyOut(view, offset, length);
    },
    parse(json) {
      const value = typeof json === "string" ? decodeBase64(json) : undefined;
      return value && value.length <= byteLength ? value : undefined;
    },
  };
}

function bytesFormat(byteLength: number): ElementFormat<Bytes> {
  return {
    byteLength,
    words: [[1, byteLength]],
    read: (view, offset) => copyOut(view, offset, byteLength),
    write(view, offset, value) {
      if (value.length > byteLength)
        throw new RangeError(`${byteLength} bytes have no room for ${value.length}`);
      const target = new Uint8Array(view.buffer, view.byteOffset + offset, byteLength);
      target.fill(0).set(value);
    },
    parse(json) {
      const value = typeof json === "string" ? decodeBase64(json) : undefined;
      return value?.length === byteLength ? value : undefined;
    },
    print: encodeBase64,
  };
}

/**
 * Raw bits, NumPy's `V`. Their fill value is a list of bytes, or base64 where the type is called raw_bytes, as all
 * readers have it. Zarr v3 core, "Fill value", `r*`.
 */
export function rawBitsFormat(byteLength: number): ElementFormat<Bytes> {
  return {
    ...bytesFormat(byteLength),
    parse(json) {
      const value = typeof json === "string" ? decodeBase64(json) : bytesOfIntegers(json);
      return value?.length === byteLength ? value : undefined;
    },
  };
}

function copyOut(view: DataView, offset: number, length: number): Bytes {
  return new Uint8Array(view.buffer, view.byteOffset + offset, length).slice() as Bytes;
}

function characterAt(view: DataView, offset: number): string {
  const point = view.getUint32(offset, true);
  if (point <= MAX_CODE_POINT) return String.fromCodePoint(point);
  throw new StorageError("invalid-data", `Cannot read a string: ${point} is no Unicode code point`, {
    format: "zarr",
    section: "Zarr extensions, data type fixed_length_utf32",
  });
}
