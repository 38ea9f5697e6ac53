/**
 * Reading response bodies up to a limit.
 *
 * @module
 */

import { type Bytes, concatBytes } from "@chunkwright/core";
import type { Watchdog } from "./watchdog.ts";

/**
 * The whole body, after which the watch is finished; `undefined` as soon as it exceeds `limit`. Rejects when the
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
  return concatBytes(parts);
}
