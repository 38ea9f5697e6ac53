/**
 * Bodies of answers, with a limit on what is taken in.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import type { Watchdog } from "./watchdog.ts";

/**
 * The body, which finishes the watch; or `undefined` as soon as it proves longer than `limit`. Rejects when the
 * connection fails.
 */
export async function readBody(
  response: Response,
  limit: number,
  watch: Watchdog,
): Promise<Bytes | undefined> {
  if (!response.body) {
    watch.finish();
    return new Uint8Array(0);
  }
  const reader = response.body.getReader();
  const parts: Uint8Array[] = [];
  let byteLength = 0;
  for (;;) {
    const { done, value } = await watch.guard(reader.read());
    if (done) break;
    byteLength += value.byteLength;
    if (byteLength > limit) return undefined;
    parts.push(value);
  }
  watch.finish();
  return join(parts, byteLength);
}

function join(parts: readonly Uint8Array[], byteLength: number): Bytes {
  const bytes = new Uint8Array(byteLength);
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.byteLength;
  }
  return bytes;
}
