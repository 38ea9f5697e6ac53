/**
 * Writing into an existing array, and changing its shape.
 *
 * @module
 */

import { type CodecTable, inThreadCoder } from "@chunkwright/codecs/lazy";
import {
  type ArrayInfo,
  appendedShape,
  type CallOptions,
  type Chunk,
  type ChunkCoder,
  type ChunkIndex,
  type ChunkSink,
  chunksBeyond,
  gridShape,
  mapConcurrently,
  printJsonDocument,
  type ReadableStore,
  type Shape,
  StorageError,
  type WritableStore,
  writeRegion,
} from "@chunkwright/core";
import { infoOfDocument } from "./array-info.ts";
import { arraySink } from "./array-sink.ts";
import { seenSink, storedIndex } from "./carrier.ts";
import { parseDatasetDocument } from "./dataset-document.ts";
import type { N5Array } from "./n5-node.ts";
import { attributesKey, blockKey } from "./node-key.ts";
import { openN5 } from "./open-n5.ts";

/** Options of `updateN5Array`. */
export interface UpdateN5Options extends CallOptions {
  /** Encodes chunks; `inThreadCoder` by default. */
  readonly coder?: ChunkCoder | undefined;
  /** The codecs that the coder implements; the default table by default. */
  readonly codecs?: CodecTable | undefined;
  /** Leaves out chunks of nothing but zeroes, deleting those stored. Off by default. */
  readonly skipFillChunks?: boolean | undefined;
}

/** Options of `appendToN5Array`. */
export interface AppendN5Options extends UpdateN5Options {
  /** The axis that grows, slowest first; the first by default. */
  readonly axis?: number | undefined;
}

/** Blocks in flight at a time. */
const CONCURRENCY = 16;

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
  const { info, metadata, path: normal } = await arrayAt(store, path, options);
  const stored = infoOfDocument(metadata, attributesKey(normal));
  return seenSink(
    arraySink(store, normal, stored, { coder, skipFillChunks }, async () => {}),
    info,
  );
}

/**
 * Changes the shape of the array at `path`. Blocks beyond the new shape are deleted. What a block at the edge holds
 * beyond it stays and shows again if the array grows. Where it grows, blocks that were cropped are written again,
 * zeroes behind what they held: z5 misreads such blocks inside of an array. Rejects with "not-found" if there is no
 * array.
 */
export async function resizeN5Array(
  store: UpdatableStore,
  path: string,
  shape: Shape,
  options: UpdateN5Options = {},
): Promise<void> {
  const array = await arrayAt(store, path, options);
  await writeShape(store, array, shape, options);
  const sink = await updateN5Array(store, path, options);
  await mapConcurrently(
    grownChunks(array.info, sink.info),
    async (index) => {
      const chunk = await array.readChunk(index, options);
      if (chunk) await sink.writeChunk(index, chunk, options);
    },
    { concurrency: CONCURRENCY, signal: options.signal },
  );
  await sink.close();
}

/**
 * Adds `chunk`, of any length along the growing axis and the array's along all others, to the end of the array at
 * `path`. The blocks at the old edge are read and written again. The shape changes before the elements are written.
 */
export async function appendToN5Array(
  store: UpdatableStore,
  path: string,
  chunk: Chunk,
  { axis = 0, ...options }: AppendN5Options = {},
): Promise<void> {
  const array = await arrayAt(store, path, options);
  const { start, shape } = appendedShape(array.info, chunk, axis);
  await writeShape(store, array, shape, options);
  const sink = await updateN5Array(store, path, options);
  await writeRegion(await arrayAt(store, path, options), sink, { chunk, start }, options);
  await sink.close();
}

/** Chunks of both arrays that reach further in the second: the last along axes that grow from within a chunk. */
function grownChunks(before: ArrayInfo, after: ArrayInfo): Iterable<ChunkIndex> {
  const { chunkShape } = before;
  const common = gridShape({
    shape: before.shape.map((length, i) => Math.min(length, after.shape[i]!)),
    chunkShape,
  });
  const grows = (length: number, axis: number) =>
    after.shape[axis]! > length && length % chunkShape[axis]! > 0;
  const inner = before.shape.map((length, axis) => common[axis]! - (grows(length, axis) ? 1 : 0));
  return chunksBeyond(common, inner, "n5");
}

/** Deletes blocks beyond `shape`, then writes the document that has it. */
async function writeShape(
  store: UpdatableStore,
  { info, metadata, path }: N5Array,
  shape: Shape,
  { signal }: CallOptions,
): Promise<void> {
  const rank = info.shape.length;
  if (shape.length !== rank)
    throw new RangeError(`An array of ${rank} axes cannot take the shape [${shape}]`);
  const key = attributesKey(path);
  const lengths = metadata.dataType === "object" ? metadata.blockSize : shape.map(() => 1);
  const words = metadata.dimensions.slice(0, metadata.dimensions.length - rank);
  const dimensions = [...words, ...shape.toReversed().map((length, axis) => length * lengths[axis]!)];
  // A document that could not be read back is not written.
  const document = parseDatasetDocument({ ...metadata, dimensions }, key);
  const after = gridShape({ shape, chunkShape: info.chunkShape });
  await mapConcurrently(
    chunksBeyond(gridShape(info), after, "n5"),
    (index) => store.delete(blockKey(path, storedIndex(info, index)), { signal }),
    { concurrency: CONCURRENCY, signal },
  );
  await store.set(key, printJsonDocument(document), { signal });
}

async function arrayAt(store: ReadableStore, path: string, options: UpdateN5Options): Promise<N5Array> {
  const node = await openN5(store, path, options);
  if (node?.kind === "array") return node;
  throw new StorageError("not-found", `There is no array at ${path || "the root"}`, { path });
}
