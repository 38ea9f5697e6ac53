/**
 * A worker's fetching: from the store that a call names to the memory that its chunks belong in.
 *
 * @module
 */

import {
  type ChunkCoder,
  type ChunkFetch,
  copyToTarget,
  cutChunks,
  type FetchOutcome,
  type ReadableStore,
  type StoreOrigin,
} from "@chunkwright/core";

/** The store of that origin; `undefined` for one that cannot be opened here. */
export type OpenStore = (origin: StoreOrigin) => ReadableStore | undefined;

/** `mayWrite` is asked once, before the first element is written; then all are. */
export async function fetchChunks(
  coder: ChunkCoder,
  openStore: OpenStore,
  { origin, key, range, chunks }: ChunkFetch,
  mayWrite: () => boolean,
): Promise<FetchOutcome> {
  const store = openStore(origin);
  if (!store) return "refused";
  const bytes = await (range ? store.getRange(key, range) : store.get(key));
  if (!bytes || (range && bytes.byteLength !== range.length)) return "absent";
  const parts = cutChunks(bytes, range, chunks);
  let isAllowed: boolean | undefined;
  for (const [i, { dataType, shape, codecs, target }] of chunks.entries()) {
    const chunk = await coder.decode({ bytes: parts[i]!, dataType, shape, codecs });
    isAllowed ??= mayWrite();
    if (!isAllowed) break;
    copyToTarget(chunk, target);
  }
  return "written";
}
