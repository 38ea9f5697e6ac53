/**
 * Fetching the bytes of one request.
 *
 * @module
 */

import type { Bytes, ReadOptions } from "../types.ts";
import type { ChunkRequest, Planned } from "./chunk-requests.ts";
import { cutChunks } from "./cut-chunks.ts";

/** The bytes that a store returned for a request, and the part of each chunk. */
export interface FetchedParts {
  readonly bytes: Bytes;
  readonly parts: readonly Bytes[];
}

/** `undefined` if the value is absent or shorter than the request's range. */
export async function fetchParts(
  { store, key, range, chunks }: ChunkRequest<Planned>,
  options: ReadOptions,
): Promise<FetchedParts | undefined> {
  const bytes = await (range ? store.getRange(key, range, options) : store.get(key, options));
  if (!bytes || (range && bytes.byteLength !== range.length)) return undefined;
  const locations = chunks.map(({ plan }) => plan.location);
  return { bytes, parts: cutChunks(bytes, range, locations) };
}
