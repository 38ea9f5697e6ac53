/**
 * Fetching chunks together.
 *
 * @module
 */

import type { Bytes, ReadOptions } from "../types.ts";
import type { ChunkRequest, Planned } from "./chunk-requests.ts";
import { cutChunks } from "./cut-chunks.ts";

/** What a store gave for a request, and the bytes of each of its chunks there. */
export interface FetchedParts {
  readonly bytes: Bytes;
  readonly parts: readonly Bytes[];
}

/** `undefined` if the bytes are not there. */
export async function fetchParts(
  { store, key, range, chunks }: ChunkRequest<Planned>,
  options: ReadOptions,
): Promise<FetchedParts | undefined> {
  const bytes = await (range ? store.getRange(key, range, options) : store.get(key, options));
  if (!bytes || (range && bytes.byteLength !== range.length)) return undefined;
  const locations = chunks.map(({ plan }) => plan.location);
  return { bytes, parts: cutChunks(bytes, range, locations) };
}
