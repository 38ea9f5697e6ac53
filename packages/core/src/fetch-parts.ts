/**
 * Fetching chunks together.
 *
 * @module
 */

import type { ChunkRequest, Planned } from "./chunk-requests.ts";
import { cutChunks } from "./cut-chunks.ts";
import type { Bytes, CallOptions } from "./types.ts";

/** The bytes of each chunk of a request; `undefined` if they are not there. */
export async function fetchParts(
  { store, key, range, chunks }: ChunkRequest<Planned>,
  options: CallOptions,
): Promise<readonly Bytes[] | undefined> {
  const bytes = await (range ? store.getRange(key, range, options) : store.get(key, options));
  if (!bytes || (range && bytes.byteLength !== range.length)) return undefined;
  const locations = chunks.map(({ plan }) => plan.location);
  return cutChunks(bytes, range, locations);
}
