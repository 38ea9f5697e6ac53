/**
 * Reading many encoded chunks in few requests.
 *
 * @module
 */

import type { CallOptions, ChunkIndex, ChunkSource, EncodedChunk } from "../types.ts";
import { isLocated } from "../view/view-source.ts";
import { chunkRequests, type Planned, type RequestLimits } from "./chunk-requests.ts";
import { fetchParts } from "./fetch-parts.ts";

/** Options of `readEncodedChunks`. */
export interface ReadEncodedOptions extends CallOptions, RequestLimits {}

/** Called with each chunk; `undefined` if it is not stored. */
export type TakeEncoded = (index: ChunkIndex, encoded: EncodedChunk | undefined) => Promise<void>;

/**
 * As `source.readEncodedChunk` for each of `indices`, but chunks close together in a stored value take one request.
 * Requests, and calls of `take`, are made one at a time, in the order that the chunks are stored in.
 */
export async function readEncodedChunks(
  source: ChunkSource,
  indices: readonly ChunkIndex[],
  take: TakeEncoded,
  options: ReadEncodedOptions = {},
): Promise<void> {
  const planned: Planned[] = [];
  for (const index of indices) {
    const plan = isLocated(source) ? await source.planChunk?.(index, options) : undefined;
    // Chunks that state their own shape are left to the source.
    if (plan && !plan.unwrap) planned.push({ index, plan });
    else await take(index, await source.readEncodedChunk(index, options));
  }
  for (const request of chunkRequests(planned, options)) {
    const fetched = await fetchParts(request, options);
    for (const [i, { index, plan }] of request.chunks.entries()) {
      const bytes = fetched?.parts[i];
      const { key, offset, length, ...stored } = plan.location;
      if (bytes) await take(index, { ...stored, bytes, dataType: source.info.dataType });
      // A missing value is an absent chunk; of a missing range the source says what it means.
      else await take(index, request.range && (await source.readEncodedChunk(index, options)));
    }
  }
}
