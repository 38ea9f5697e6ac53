/**
 * Reading the chunks of a region: all are located first, then fetched, several per request where they lie close
 * together, and decoded directly to where their elements belong.
 *
 * @module
 */

import { type CopyEnd, copyRegion } from "../chunk/copy-region.ts";
import { byteSize, isFixed, nominalByteSize } from "../data-type.ts";
import { chunkRegion, chunksInRegion, elementCount, intersection } from "../grid.ts";
import { mapConcurrently } from "../map-concurrently.ts";
import { isStorageError } from "../storage-error.ts";
import type {
  ArrayInfo,
  Bytes,
  CallOptions,
  Chunk,
  ChunkIndex,
  ChunkPlan,
  ChunkSource,
  DataType,
  DecodeTarget,
  FetchOutcome,
  Region,
  StoredChunk,
} from "../types.ts";
import { isLocated } from "../view/view-source.ts";
import { type ChunkRequest, chunkRequests, type PlannedChunk, type RequestLimits } from "./chunk-requests.ts";
import { type FetchedParts, fetchParts } from "./fetch-parts.ts";

/** Options of reading the chunks of a region. */
export interface ReadChunksOptions extends CallOptions, RequestLimits {
  /** Requests in flight, and chunks being decoded, at a time; 32 by default. */
  readonly concurrency?: number;
}

/** What is read, where it goes, and what to do about chunks that are not stored. */
export interface RegionTask {
  readonly source: ChunkSource;
  readonly region: Region;
  /** The box of `region.shape` elements that begins at `start`. */
  readonly to: CopyEnd;
  /** Called with the box of `to.chunk` that belongs to an absent chunk. */
  readonly onAbsent: (box: Region) => void;
  readonly options: ReadChunksOptions;
}

const DEFAULT_CONCURRENCY = 32;

/** Chunks located before the first of them is fetched: enough to find neighbours, at little memory. */
const PLANNED_AT_ONCE = 1024;

/** Reads the chunks of the region and resolves with their number. Rejects with the first failure once all settled. */
export async function readChunks(task: RegionTask): Promise<number> {
  const { source, region, to, options } = task;
  const { concurrency = DEFAULT_CONCURRENCY, signal } = options;
  const lanes = { concurrency, signal };
  const memory = flatMemory(to.chunk);
  const indices = shardByShard(source.info, region);
  let count = 0;
  for (let some = take(indices); some.length > 0; some = take(indices)) {
    count += some.length;
    const planned: PlannedChunk[] = [];
    const others: ChunkIndex[] = [];
    const plan = async (index: ChunkIndex): Promise<void> => {
      const chunk = memory && (await planChunk(task, memory, index));
      if (chunk) planned.push(chunk);
      else others.push(index);
    };
    await mapConcurrently(some, plan, lanes);
    const requests = chunkRequests(planned, options);
    // `concurrency` chunks are decoded at a time, divided among the requests if there are fewer of them.
    const decodes = Math.max(1, Math.floor(concurrency / Math.max(1, requests.length)));
    const reads = [
      ...requests.map((request) => () => readTogether(task, request, decodes)),
      ...others.map((index) => () => readAlone(task, index)),
    ];
    await mapConcurrently(reads, (read) => read(), lanes);
  }
  return count;
}

/** Chunks in the region, shard by shard, so that each shard index is read once and neighbours are found. */
function* shardByShard(info: ArrayInfo, region: Region): Generator<ChunkIndex> {
  const shards = info.shardShape && { shape: info.shape, chunkShape: info.shardShape };
  if (!shards) {
    yield* chunksInRegion(info, region);
    return;
  }
  for (const shard of chunksInRegion(shards, region)) {
    yield* chunksInRegion(info, intersection(chunkRegion(shards, shard), region));
  }
}

/** The next batch of chunks to plan; empty at the end. */
function take(indices: Iterator<ChunkIndex>): ChunkIndex[] {
  const some: ChunkIndex[] = [];
  while (some.length < PLANNED_AT_ONCE) {
    const next = indices.next();
    if (next.done) break;
    some.push(next.value);
  }
  return some;
}

type Memory = Pick<DecodeTarget, "buffer" | "byteOffset" | "shape">;

/** The memory that a coder can write to directly; `undefined` for variable-length or misaligned elements. */
function flatMemory({ dataType, shape, data }: Chunk): Memory | undefined {
  if (!isFixed(dataType) || Array.isArray(data) || data.byteOffset % byteSize(dataType) !== 0)
    return undefined;
  return { buffer: data.buffer, byteOffset: data.byteOffset, shape };
}

/** `undefined` if only the source can read the chunk. */
async function planChunk(
  { source, region, to, options }: RegionTask,
  memory: Memory,
  index: ChunkIndex,
): Promise<PlannedChunk | undefined> {
  const plan = isLocated(source) ? await source.planChunk?.(index, options) : undefined;
  if (!plan) return undefined;
  const { offset, length } = plan.location;
  const { chunkStart, box } = placeOf(source, region, to, index);
  const target = { ...memory, region: box, chunkStart };
  if (!covers(plan.location, target) || (length === undefined && offset > 0)) return undefined;
  return { index, plan, target };
}

/**
 * Fetches a request and decodes its chunks, `decodes` at a time. The coder's threads do both where they can, but not if
 * one thread would then decode many chunks while others are idle.
 */
async function readTogether(task: RegionTask, request: ChunkRequest, decodes: number): Promise<void> {
  const { chunks, range } = request;
  let fetched: FetchedParts | undefined;
  try {
    const isForOne = chunks.length === 1 || decodes === 1 || isSmall(request, task.to.chunk.dataType);
    const outcome = isForOne ? await fetchInto(task, request) : "refused";
    if (outcome === "written") return;
    if (outcome === "refused")
      fetched = await fetchParts(request, { signal: task.options.signal, isTransient: true });
  } catch (error) {
    await readAgain(task, chunks, error);
    return;
  }
  if (fetched) await decodeParts(task, request, fetched, decodes);
  else if (range) await readAgain(task, chunks);
  else task.onAbsent(chunks[0].target.region);
}

/** What a thread decodes in about a millisecond. */
const SMALL_BYTES = 2 ** 19;

function isSmall({ chunks }: ChunkRequest, dataType: DataType): boolean {
  const elements = chunks.reduce((sum, { plan }) => sum + elementCount(plan.location.shape), 0);
  return elements * nominalByteSize(dataType) <= SMALL_BYTES;
}

async function fetchInto(
  { to, options }: RegionTask,
  { store, key, range, chunks }: ChunkRequest,
): Promise<FetchOutcome> {
  const { origin } = store;
  const { coder } = chunks[0].plan;
  if (!origin || !coder.fetchInto || chunks.some(({ plan }) => plan.coder !== coder || plan.unwrap)) {
    return "refused";
  }
  const { dataType } = to.chunk;
  const fetched = chunks.map(({ plan: { location }, target }) => {
    const { offset, length, shape, codecs } = location;
    return { offset, ...(length !== undefined && { length }), shape, codecs, dataType, target };
  });
  return coder.fetchInto({ origin, key, ...(range && { range }), chunks: fetched }, options);
}

async function decodeParts(
  task: RegionTask,
  { store, chunks }: ChunkRequest,
  { bytes, parts }: FetchedParts,
  decodes: number,
): Promise<void> {
  const { options, to } = task;
  const { dataType } = to.chunk;
  let isDecoded = true;
  const decode = async ([i, chunk]: [number, PlannedChunk]): Promise<void> => {
    const { plan, target } = chunk;
    try {
      const stored = storedChunk(plan, parts[i]!);
      if (covers(stored, target)) await plan.coder.decodeInto({ ...stored, dataType }, target, options);
      else await readAgain(task, [chunk]);
    } catch (error) {
      isDecoded = false;
      await readAgain(task, [chunk], error);
    }
  };
  await mapConcurrently(chunks.entries(), decode, { concurrency: decodes, signal: options.signal });
  if (isDecoded) store.release?.(bytes);
}

function storedChunk({ location: { shape, codecs }, unwrap }: ChunkPlan, bytes: Bytes): StoredChunk {
  return unwrap?.(bytes) ?? { bytes, shape, codecs };
}

/** Whether a chunk covers its target's region: chunks at the edges may be truncated. */
function covers({ shape }: Pick<StoredChunk, "shape">, { region, chunkStart }: DecodeTarget): boolean {
  return region.shape.every((extent, axis) => (chunkStart?.[axis] ?? 0) + extent <= shape[axis]!);
}

/**
 * Reads chunks again through the source, one by one, after damaged or missing bytes: it repairs what its format allows,
 * and its errors name the chunk. Other failures are thrown.
 */
async function readAgain(task: RegionTask, chunks: readonly PlannedChunk[], error?: unknown): Promise<void> {
  if (error !== undefined && !isStorageError(error, "codec", "invalid-data")) throw error;
  for (const { index } of chunks) await readAlone(task, index);
}

async function readAlone(task: RegionTask, index: ChunkIndex): Promise<void> {
  const { source, region, to, onAbsent, options } = task;
  const chunk = await source.readChunk(index, options);
  const { chunkStart, box } = placeOf(source, region, to, index);
  if (!chunk) onAbsent(box);
  else copyRegion({ chunk, start: chunkStart }, { chunk: to.chunk, start: box.start }, box.shape);
}

/** The part of a chunk inside `region`: its first element, and the box of `to.chunk` that it fills. */
function placeOf({ info }: ChunkSource, region: Region, to: CopyEnd, index: ChunkIndex) {
  const covered = chunkRegion(info, index);
  const { start, shape } = intersection(covered, region);
  return {
    chunkStart: start.map((first, axis) => first - covered.start[axis]!),
    box: { start: start.map((first, axis) => first - region.start[axis]! + to.start[axis]!), shape },
  };
}
