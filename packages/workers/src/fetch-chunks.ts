/**
 * A worker's fetching: from the store that a call names to the memory that its chunks belong in.
 *
 * @module
 */

import type { InThreadCoder } from "@chunkwright/codecs";
import {
  type ChunkFetch,
  cutChunks,
  type FetchOutcome,
  type ReadableStore,
  type StoreOrigin,
} from "@chunkwright/core";

/** The store of that origin; `undefined` for one that cannot be opened here. */
export type OpenStore = (origin: StoreOrigin) => ReadableStore | undefined;

/** `mayWrite` is asked once, before the first element is written; then all are. */
export async function fetchChunks(
  coder: InThreadCoder,
  openStore: OpenStore,
  { origin, key, range, chunks }: ChunkFetch,
  mayWrite: () => boolean,
): Promise<FetchOutcome> {
  const store = openStore(origin);
  if (!store) return "refused";
  const bytes = await (range
    ? store.getRange(key, range, { isTransient: true })
    : store.get(key, { isTransient: true }));
  if (!bytes || (range && bytes.byteLength !== range.length)) return "absent";
  const parts = cutChunks(bytes, range, chunks);
  let isAllowed: boolean | undefined;
  const options = {
    mayWrite: () => {
      isAllowed ??= mayWrite();
      return isAllowed;
    },
  };
  for (const [i, { dataType, shape, codecs, target }] of chunks.entries()) {
    if (isAllowed === false) break;
    await coder.decodeInto({ bytes: parts[i]!, dataType, shape, codecs }, target, options);
  }
  store.release?.(bytes);
  return "written";
}
