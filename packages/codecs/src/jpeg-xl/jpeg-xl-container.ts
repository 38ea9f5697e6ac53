/**
 * Finding the codestream in JPEG XL files. ISO/IEC 18181-2 §9.
 *
 * @module
 */

import { type Bytes, concatBytes, dataViewOf } from "@chunkwright/core";
import { badJpegXl } from "./jpeg-xl-error.ts";

/** First byte of a codestream, which no file with boxes has. */
const CODESTREAM_START = 0xff;
const HEADER_BYTES = 8;

/**
 * The codestream: all there is, or the contents of the boxes that hold it.
 *   0  4  length of the box, big-endian; 0 up to the end of the file, 1 if 8 bytes of length follow the type
 *   4  4  type: `jxlc` is the codestream, `jxlp` a part of it, after its number in 4 bytes
 */
export function findJpegXlCodestream(encoded: Bytes): Bytes {
  if (encoded[0] === CODESTREAM_START) return encoded;
  const view = dataViewOf(encoded);
  const parts: Bytes[] = [];
  for (let at = 0; at + HEADER_BYTES <= encoded.byteLength; ) {
    const short = view.getUint32(at);
    const type = String.fromCharCode(...encoded.subarray(at + 4, at + HEADER_BYTES));
    const isLong = short === 1 && at + HEADER_BYTES + 8 <= encoded.byteLength;
    const length = isLong ? Number(view.getBigUint64(at + HEADER_BYTES)) : short;
    const start = at + HEADER_BYTES + (isLong ? 8 : 0);
    const end = length === 0 ? encoded.byteLength : at + length;
    if (end < start || end > encoded.byteLength) {
      throw badJpegXl(`the box at byte ${at} ends at byte ${end} of ${encoded.byteLength}`);
    }
    if (type === "jxlc") return encoded.subarray(start, end);
    if (type === "jxlp") parts.push(encoded.subarray(start + 4, end));
    at = end;
  }
  if (parts.length === 0) throw badJpegXl("it has no codestream");
  return concatBytes(parts);
}
