/**
 * Text in tags.
 *
 * @module
 */

import { type Bytes, decodeText } from "@chunkwright/core";

/**
 * The text of an ASCII value without its trailing NULs. TIFF 6.0 §2 allows 7-bit ASCII alone; real files hold UTF-8, as
 * OME-TIFF prescribes, and what `decodeText` takes for Windows-1252, as ImageJ's "µm" is.
 */
export function tagText(bytes: Bytes): string {
  let end = bytes.byteLength;
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  return decodeText(bytes.subarray(0, end));
}
