/**
 * Fetching chunks from a store and decoding them to their targets, in a worker.
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

/** Opens the store of an origin; `undefined` if it cannot be opened in this thread. */
export type OpenStore = (origin: StoreOrigin) => ReadableStore | undefined;

/** `mayWrite` is called once, before the first element is written; if it returns true, all elements are written. */
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
