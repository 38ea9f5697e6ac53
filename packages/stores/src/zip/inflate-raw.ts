/**
 * Raw DEFLATE, decoded by the platform's DecompressionStream. RFC 1951; APPNOTE 6.3.10 §4.4.5.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";

/**
 * Exactly `byteLength` bytes; `undefined` if `compressed` is damaged or holds more or fewer. Stops at the first piece
 * beyond `byteLength`, so that a decompression bomb does no harm.
 */
export async function inflateRaw(compressed: Bytes, byteLength: number): Promise<Bytes | undefined> {
  const stream = new DecompressionStream("deflate-raw");
  const writer = stream.writable.getWriter();
  // If these reject, so does reading the output below.
  writer.write(compressed).catch(() => {});
  writer.close().catch(() => {});
  const reader = stream.readable.getReader();
  const bytes = new Uint8Array(byteLength);
  let offset = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return offset === byteLength ? bytes : undefined;
      if (offset + value.byteLength > byteLength) return undefined;
      bytes.set(value, offset);
      offset += value.byteLength;
    }
  } catch {
    return undefined;
  } finally {
    await reader.cancel().catch(() => {});
  }
}
