/**
 * Reading encoded chunks, many at a time.
 *
 * @module
 */

import type { CallOptions, ChunkIndex, ChunkSource, EncodedChunk } from "../types.ts";
import { isLocated } from "../view/view-source.ts";
import { chunkRequests, type Planned, type RequestLimits } from "./chunk-requests.ts";
import { fetchParts } from "./fetch-parts.ts";

/** Options of `readEncodedChunks`. */
export interface ReadEncodedOptions extends CallOptions, RequestLimits {}

/** What is done with a chunk; `undefined`: it is not stored. */
export type TakeEncoded = (index: ChunkIndex, encoded: EncodedChunk | undefined) => Promise<void>;

/**
 * As `source.readEncodedChunk` of each of `indices`, but near ones of a stored value in one request. Requests are made
 * one after the other, and so are calls of `take`, in whatever order the chunks lie.
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
    // What only its bytes tell of a chunk the source reads out of them.
    if (plan && !plan.unwrap) planned.push({ index, plan });
    else await take(index, await source.readEncodedChunk(index, options));
  }
  for (const request of chunkRequests(planned, options)) {
    const fetched = await fetchParts(request, options);
    for (const [i, { index, plan }] of request.chunks.entries()) {
      const bytes = fetched?.parts[i];
      const { shape, codecs } = plan.location;
      const { dataType } = source.info;
      if (bytes) await take(index, { bytes, dataType, shape, codecs });
      // A value that is not there is a chunk that is not; for ranges that did not come the source answers.
      else await take(index, request.range && (await source.readEncodedChunk(index, options)));
    }
  }
}
