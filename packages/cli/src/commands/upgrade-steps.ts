/**
 * Carrying out an upgrade: chunks first, then documents, the root's last; what they replace is removed only then.
 *
 * @module
 */

import { copyArray } from "@chunkwright/convert";
import {
  type CallOptions,
  chunkExtent,
  chunkIndices,
  elementCount,
  gridShape,
  joinPath,
  mapConcurrently,
  nominalByteSize,
  type WritableStore,
} from "@chunkwright/core";
import { createZarrArray, type ZarrArray } from "@chunkwright/zarr";
import { DOCUMENT_NAMES, type Documents } from "./upgrade-documents.ts";
import type { UpgradePlan } from "./upgrade-plan.ts";

/** Chunks in flight at a time. */
const CONCURRENCY = 4;

export interface UpgradeReport {
  /** Chunks stored under a new key, byte for byte. */
  readonly moved: number;
  /** Documents written. */
  readonly documents: number;
}

export interface UpgradeStepsOptions extends CallOptions {
  /** Called for each stored chunk, with its decoded size. */
  readonly onChunk?: (byteLength: number) => void;
}

/** Writes the whole hierarchy into another store, which is empty. */
export async function upgradeInto(
  store: WritableStore,
  plan: UpgradePlan,
  options: UpgradeStepsOptions,
): Promise<UpgradeReport> {
  let moved = 0;
  for (const array of plan.arrays) moved += await moveChunks(store, array, options);
  for (const source of plan.kept) moved += await copyKept(store, source, options);
  return { moved, documents: await writeDocuments(store, [...plan.arrays, ...plan.groups], options) };
}

/** An array that is the same in the other version, its chunks and shards as they are. */
async function copyKept(
  store: WritableStore,
  source: ZarrArray,
  options: UpgradeStepsOptions,
): Promise<number> {
  const sink = await createZarrArray(store, source.path, source.info, { zarrFormat: 3 });
  const { copied } = await copyArray(source, sink, options);
  await sink.close();
  return copied;
}

/**
 * Changes the hierarchy where it is. Until the root's document is written, or the old one is removed, the old
 * documents are complete, and so are the chunks they describe: interrupted at any point, the hierarchy can still be
 * read, and what a repeated upgrade does not use is superfluous, never wrong. Consolidated metadata, which would hide
 * the new documents, is removed before them; the caller may write it again.
 */
export async function upgradeInPlace(
  store: WritableStore,
  plan: UpgradePlan,
  options: UpgradeStepsOptions,
): Promise<UpgradeReport> {
  const { arrays, groups, sourceFormat, targetFormat } = plan;
  let moved = 0;
  const moving = arrays.filter(({ moves }) => moves);
  for (const array of moving) moved += await moveChunks(store, array, options);
  const groupPaths = groups.map(({ path }) => path);
  for (const path of groupPaths) await store.delete(joinPath(path, ".zmetadata"), options);
  const changing = arrays.filter(({ changes }) => changes);
  const documents = await writeDocuments(store, [...changing, ...groups], options);
  if (sourceFormat !== targetFormat) {
    for (const path of [...groupPaths, ...arrays.map((array) => array.path)]) {
      for (const name of DOCUMENT_NAMES[sourceFormat]) await store.delete(joinPath(path, name), options);
    }
  }
  for (const { source, array } of moving) {
    await forEachChunk(source, options, async (index) => {
      const [before, after] = [await source.locateChunk(index), await array.locateChunk(index)];
      if (before && before.key !== after?.key) await store.delete(before.key, options);
    });
  }
  return { moved, documents };
}

type Move = Pick<UpgradePlan["arrays"][number], "source" | "array">;

async function moveChunks(
  store: WritableStore,
  { source, array }: Move,
  options: UpgradeStepsOptions,
): Promise<number> {
  const { info } = source;
  let moved = 0;
  await forEachChunk(source, options, async (index) => {
    options.onChunk?.(elementCount(chunkExtent(info, index)) * nominalByteSize(info.dataType));
    const encoded = await source.readEncodedChunk(index, options);
    const place = await array.locateChunk(index, options);
    if (!encoded || !place) return;
    await store.set(place.key, encoded.bytes, options);
    moved += 1;
  });
  return moved;
}

function forEachChunk(
  { info }: Move["source"],
  { signal }: CallOptions,
  task: (index: readonly number[]) => Promise<void>,
): Promise<void> {
  return mapConcurrently(chunkIndices(gridShape(info)), task, { concurrency: CONCURRENCY, signal });
}

/** The root's last: a reader who finds a node finds everything in it. */
async function writeDocuments(
  store: WritableStore,
  nodes: readonly { readonly path: string; readonly documents: Documents }[],
  options: CallOptions,
): Promise<number> {
  const deepestFirst = [...nodes].sort((a, b) => depth(b.path) - depth(a.path));
  const documents = deepestFirst.flatMap((node) => node.documents);
  for (const [key, bytes] of documents) await store.set(key, bytes, options);
  return documents.length;
}

function depth(path: string): number {
  return path === "" ? 0 : path.split("/").length;
}
