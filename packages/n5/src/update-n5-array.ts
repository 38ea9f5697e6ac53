/**
 * Writing into an array that is there, and giving it another shape.
 *
 * @module
 */

import { type CodecTable, inThreadCoder } from "@chunkwright/codecs";
import {
  appendedShape,
  type CallOptions,
  type Chunk,
  type ChunkCoder,
  type ChunkSink,
  gridShape,
  lostChunks,
  mapConcurrently,
  type ReadableStore,
  type Shape,
  StorageError,
  type WritableStore,
  writeRegion,
} from "@chunkwright/core";
import { infoOfDocument } from "./array-info.ts";
import { arraySink } from "./array-sink.ts";
import { parseDatasetDocument } from "./dataset-document.ts";
import { printAttributes } from "./document-text.ts";
import type { N5Array } from "./n5-node.ts";
import { attributesKey, blockKey } from "./node-key.ts";
import { openN5 } from "./open-n5.ts";

export interface UpdateN5Options extends CallOptions {
  /** Encodes chunks; `inThreadCoder` unless told. */
  readonly coder?: ChunkCoder | undefined;
  /** The codecs that the coder has; the default table unless told. */
  readonly codecs?: CodecTable | undefined;
  /** Leaves out chunks of nothing but zeroes, deleting those stored. Off unless told. */
  readonly skipFillChunks?: boolean | undefined;
}

export interface AppendN5Options extends UpdateN5Options {
  /** The axis that grows, slowest first; the first unless told. */
  readonly axis?: number | undefined;
}

type UpdatableStore = ReadableStore & WritableStore;

/**
 * A sink for chunks of the array at `path`; those that are not written stay. Several sinks may write at once as long as
 * they write other chunks: each is an object of its own. Rejects with "not-found" if there is no array.
 */
export async function updateN5Array(
  store: UpdatableStore,
  path: string,
  options: UpdateN5Options = {},
): Promise<ChunkSink> {
  const { coder = inThreadCoder, skipFillChunks = false } = options;
  const { info, path: normal } = await arrayAt(store, path, options);
  return arraySink(store, normal, info, { coder, skipFillChunks }, async () => {});
}

/**
 * Changes the shape of the array at `path`. Blocks beyond the new shape are deleted. What a block at the edge holds
 * beyond it stays and shows again if the array grows; a block that was cropped there reads as zero behind its end. Rejects
 * with "not-found" if there is no array.
 */
export async function resizeN5Array(
  store: UpdatableStore,
  path: string,
  shape: Shape,
  options: Omit<UpdateN5Options, "skipFillChunks"> = {},
): Promise<void> {
  const { info, metadata, path: normal } = await arrayAt(store, path, options);
  const rank = info.shape.length;
  if (shape.length !== rank)
    throw new RangeError(`An array of ${rank} axes cannot take the shape [${shape}]`);
  const key = attributesKey(normal);
  const lengths = metadata.dataType === "object" ? metadata.blockSize : shape.map(() => 1);
  const dimensions = shape.toReversed().map((length, axis) => length * lengths[axis]!);
  // What could not be read back is not written.
  const resized = parseDatasetDocument({ ...metadata, dimensions }, key);
  const [before, after] = [info, infoOfDocument(resized, key)].map(gridShape);
  const { signal } = options;
  await mapConcurrently(
    lostChunks(before!, after!, "n5"),
    (index) => store.delete(blockKey(normal, index), { signal }),
    { concurrency: 16, signal },
  );
  await store.set(key, printAttributes(resized), { signal });
}

/**
 * Adds `chunk`, of any length along the growing axis and the array's along all others, to the end of the array at
 * `path`. The blocks at the old edge are read and written again. The shape changes before the elements are there.
 */
export async function appendToN5Array(
  store: UpdatableStore,
  path: string,
  chunk: Chunk,
  { axis = 0, ...options }: AppendN5Options = {},
): Promise<void> {
  const { info } = await arrayAt(store, path, options);
  const { start, shape } = appendedShape(info, chunk, axis);
  await resizeN5Array(store, path, shape, options);
  const sink = await updateN5Array(store, path, options);
  await writeRegion(await arrayAt(store, path, options), sink, { chunk, start }, options);
  await sink.close();
}

async function arrayAt(store: ReadableStore, path: string, options: UpdateN5Options): Promise<N5Array> {
  const node = await openN5(store, path, options);
  if (node?.kind === "array") return node;
  throw new StorageError("not-found", `There is no array at ${path || "the root"}`, { path });
}
