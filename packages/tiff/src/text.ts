/**
 * Text in tags.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The text of an ASCII value without its trailing NULs. TIFF 6.0 §2 allows 7-bit ASCII alone; real files hold
 * UTF-8 (OME-TIFF prescribes it) or Latin-1 (ImageJ's "µm"), so what is no UTF-8 is read as Latin-1.
 */
export function decodeText(bytes: Bytes): string {
  let end = bytes.byteLength;
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  const text = bytes.subarray(0, end);
  try {
    return UTF8.decode(text);
  } catch {
    return decodeLatin1(text);
  }
}

/** Not TextDecoder's "latin1", which is Windows-1252. */
function decodeLatin1(bytes: Bytes): string {
  const parts: string[] = [];
  for (let start = 0; start < bytes.byteLength; start += 8192) {
    parts.push(String.fromCharCode(...bytes.subarray(start, start + 8192)));
  }
  return parts.join("");
}
