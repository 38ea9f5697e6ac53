/**
 * Copying an array from any format into any other, moving bytes where the pipelines agree.
 *
 * @module
 */

import {
  type ArrayInfo,
  type CallOptions,
  type ChunkCoder,
  type ChunkIndex,
  type ChunkSink,
  type ChunkSource,
  canCopy,
  chunkExtent,
  chunkIndices,
  chunkRegion,
  chunksByShard,
  chunksInRegion,
  differInEnvelope,
  type EncodedChunk,
  elementCount,
  filledChunk,
  gridShape,
  intersection,
  isStorageError,
  jsonEquals,
  mapConcurrently,
  nominalByteSize,
  type Region,
  readEncodedChunks,
  StorageError,
  scalarEquals,
  setElements,
} from "@chunkwright/core";
import { boxMemory, unsharedMemory } from "./box-memory.ts";
import { checkSize } from "./check-size.ts";
import { type BoxesInFlight, boxesInFlight, boxShape, chunkBoxes } from "./chunk-boxes.ts";
import { partAsChunk } from "./part-as-chunk.ts";
import { partWriter } from "./part-writer.ts";
import { boxReader, countElements } from "./read-box.ts";

/** How chunks of the target came about. */
export interface CopyReport {
  /** Chunks written, of both kinds. */
  readonly written: number;
  /**
   * Of those, chunks that were not decoded to elements: their encoded bytes were stored, in their envelope or
   * another.
   */
  readonly copied: number;
  /** Chunks not written because nothing is stored at their place in the source. */
  readonly absent: number;
}

/** Options of `copyArray`. */
export interface CopyOptions extends CallOptions, BoxesInFlight {
  /**
   * Changes the envelope of chunks that differ from the target's only in that, and checks chunks of formats with lenient
   * readers; without it they are recoded.
   */
  readonly coder?: ChunkCoder | undefined;
  /** Called after each chunk of the target with the bytes of the array that it stands for. */
  readonly onChunk?: (byteLength: number) => void;
}

/** Decoded source chunks kept while the target's grid differs from the source's. */
const CACHE_BYTES = 96 * 1024 * 1024;

/**
 * Copies every element of `source` into `sink`, which is not closed. Same data type and shape on both sides
 * (`TypeError`), and no more than a PiB ("unsupported"). Where the grids are equal and the pipelines agree, encoded
 * bytes are stored untouched, or in another envelope if `coder` can change it; else chunks are assembled of the source's
 * elements, edges padded with the fill value. Chunks that the source does not store stay absent, unless the target's
 * fill value is another one.
 */
export async function copyArray(
  source: ChunkSource,
  sink: ChunkSink,
  options: CopyOptions = {},
): Promise<CopyReport> {
  checkSameArray(source, sink);
  checkSize(source.info);
  const { info } = sink;
  const report = { written: 0, copied: 0, absent: 0 };
  const sameFill = scalarEquals(source.info.fillValue, info.fillValue);
  const settle = async (index: ChunkIndex, outcome: Outcome): Promise<void> => {
    if (outcome === "absent" && !sameFill) await writeFill(index, source.info, sink, options);
    else if (outcome === "absent") await sink.skipChunk?.(index, options);
    if (outcome === "absent" && sameFill) report.absent += 1;
    else report.written += 1;
    if (outcome === "copied") report.copied += 1;
    options.onChunk?.(elementCount(chunkExtent(info, index)) * nominalByteSize(info.dataType));
  };
  const copyBox = boxCopier(source, sink, settle);
  const { signal } = options;
  const concurrency = boxesInFlight(info, options);
  if (mayCopyChunks(source, info, options.coder)) {
    const copy = async (index: ChunkIndex, encoded: EncodedChunk | undefined): Promise<void> => {
      if (!encoded) await settle(index, "absent");
      else if (await storeEncoded(index, encoded, sink, options)) await settle(index, "copied");
      else await encodeAgain(index, () => copyBox(chunkRegion(info, index), options));
    };
    const copyRun = (indices: readonly ChunkIndex[]) => readEncodedChunks(source, indices, copy, options);
    // Runs are gone through chunk by chunk, and a worker takes several small ones at once.
    const chunksPerBox = elementCount(boxShape(info)) / elementCount(info.chunkShape);
    const runs = Math.min(concurrency * Math.min(chunksPerBox, CHUNKS_AT_ONCE), MAX_RUNS);
    const indices = inRuns(chunksByShard(info), runLength(info, runs));
    await mapConcurrently(indices, copyRun, { concurrency: runs, signal });
  } else {
    await mapConcurrently(chunkBoxes(info), (box) => copyBox(box, options), { concurrency, signal });
  }
  return report;
}

type Outcome = "copied" | "recoded" | "absent";

/** Whether an encoded chunk could be stored; filter masks and truncated edges differ by chunk. */
async function storeEncoded(
  index: ChunkIndex,
  encoded: EncodedChunk,
  sink: ChunkSink,
  options: CopyOptions,
): Promise<boolean> {
  const { info } = sink;
  const { lenientFormat } = encoded;
  const isExact = lenientFormat === undefined || lenientFormat === sink.lenientFormat;
  const stored = isExact && canCopy(encoded, info) ? encoded : await reenvelope(encoded, info, options);
  if (!stored || !canCopy(stored, info)) return false;
  await sink.writeEncodedChunk(index, stored, options);
  return true;
}

async function encodeAgain(index: ChunkIndex, copy: () => Promise<void>): Promise<void> {
  try {
    await copy();
  } catch (error) {
    if (!isStorageError(error, "unsupported")) throw error;
    const message = `Cannot store chunk [${index}] as it is, nor encode it again: ${error.message}`;
    throw new StorageError("unsupported", message, error.context, { cause: error });
  }
}

/** `undefined` for chunks that do not decode: the source repairs what it can, or names the chunk. */
async function reenvelope(
  encoded: EncodedChunk,
  { codecs }: ArrayInfo,
  options: CopyOptions,
): Promise<EncodedChunk | undefined> {
  try {
    return await options.coder?.reenvelope?.(encoded, codecs, options);
  } catch (error) {
    if (isStorageError(error, "codec", "invalid-data")) return undefined;
    throw error;
  }
}

/** Small chunks that each of the chunks in flight becomes. */
const CHUNKS_AT_ONCE = 8;

/** More requests would wait for each other. */
const MAX_RUNS = 64;

/** Chunks that are copied together: near ones are fetched by one request. */
const MAX_RUN = 64;

/** As many chunks as leave each lane several runs. */
function runLength(info: ArrayInfo, concurrency: number): number {
  const share = Math.floor(elementCount(gridShape(info)) / (4 * concurrency));
  return Math.max(1, Math.min(share, MAX_RUN));
}

function* inRuns(indices: Iterable<ChunkIndex>, length: number): Generator<readonly ChunkIndex[]> {
  let run: ChunkIndex[] = [];
  for (const index of indices) {
    if (run.push(index) < length) continue;
    yield run;
    run = [];
  }
  if (run.length > 0) yield run;
}

/**
 * Whether encoded chunks of `source` may be stored as they are in an array described by `target`, or in another
 * envelope if `coder` changes it. Filter masks and truncated edges differ by chunk, but grids and pipelines exclude
 * most cases.
 */
export function mayCopyChunks({ info }: ChunkSource, target: ArrayInfo, coder?: ChunkCoder): boolean {
  if (!hasSameGrid(info, target)) return false;
  const { dataType, chunkShape, codecs } = info;
  const encoded = { bytes: new Uint8Array(0), dataType, shape: chunkShape, codecs };
  if (canCopy(encoded, target)) return true;
  return (
    coder?.reenvelope !== undefined &&
    dataType === target.dataType &&
    differInEnvelope(codecs, target.codecs, dataType)
  );
}

function hasSameGrid(a: ArrayInfo, b: ArrayInfo): boolean {
  return jsonEquals(a.chunkShape, b.chunkShape);
}

type CopyBox = (box: Region, options: CallOptions) => Promise<void>;

/**
 * Copies the chunks of a box by their elements, which the sink takes from where they have been read to, if it can, and
 * says of each what became of it.
 */
function boxCopier(
  source: ChunkSource,
  sink: ChunkSink,
  settle: (index: ChunkIndex, outcome: Outcome) => Promise<void>,
): CopyBox {
  const { info } = sink;
  const { dataType, chunkShape } = info;
  const { fillValue } = source.info;
  const reader = boxReader(source, CACHE_BYTES);
  const writePart = partWriter(sink, fillValue);
  const memory = writePart ? boxMemory(dataType, elementCount(boxShape(info))) : unsharedMemory(dataType);

  return async (box, options) => {
    // Of whole chunks, also where they reach beyond the array.
    const shape = box.shape.map((length, axis) => Math.ceil(length / chunkShape[axis]!) * chunkShape[axis]!);
    const chunk = memory.take(shape);
    if (!jsonEquals(shape, box.shape)) setElements(dataType, chunk.data, fillValue);
    const absent = await reader.read(box, chunk, options);
    const missing = countByChunk({ shape, chunkShape }, absent);
    if (countElements(absent) < elementCount(box.shape)) reader.fill(chunk, absent);
    const first = box.start.map((start, axis) => start / chunkShape[axis]!);
    const write = async (at: ChunkIndex): Promise<void> => {
      const index = at.map((place, axis) => place + first[axis]!);
      if (missing.get(at.join()) === elementCount(chunkExtent(info, index))) return settle(index, "absent");
      const part = { chunk, region: chunkRegion({ shape, chunkShape }, at) };
      if (writePart) await writePart(index, part, options);
      else await sink.writeChunk(index, partAsChunk(part), options);
      await settle(index, "recoded");
    };
    const lanes = { concurrency: WRITES, signal: options.signal };
    await mapConcurrently(chunkIndices(gridShape({ shape, chunkShape })), write, lanes);
    memory.give(chunk);
  };
}

/** Chunks of a box that are written at a time: all of them, so that workers get several at once. */
const WRITES = 64;

/** How many elements `boxes` have in each chunk, by its index. */
function countByChunk(grid: Pick<ArrayInfo, "shape" | "chunkShape">, boxes: readonly Region[]) {
  const counts = new Map<string, number>();
  for (const box of boxes) {
    for (const index of chunksInRegion(grid, box)) {
      const { shape } = intersection(chunkRegion(grid, index), box);
      counts.set(index.join(), (counts.get(index.join()) ?? 0) + elementCount(shape));
    }
  }
  return counts;
}

/** Writes a chunk that is absent in the source. */
function writeFill(
  index: ChunkIndex,
  { dataType, fillValue }: ArrayInfo,
  sink: ChunkSink,
  options: CallOptions,
): Promise<void> {
  return sink.writeChunk(index, filledChunk(dataType, sink.info.chunkShape, fillValue), options);
}

function checkSameArray(source: ChunkSource, sink: ChunkSink): void {
  const { dataType, shape } = source.info;
  if (dataType !== sink.info.dataType || !jsonEquals(shape, sink.info.shape)) {
    throw new TypeError(
      `Cannot copy a ${dataType} array of [${shape}] into a ${sink.info.dataType} array of [${sink.info.shape}]`,
    );
  }
}
