/**
 * Copying an array from any format into any other, moving bytes where the pipelines agree.
 *
 * @module
 */

import {
  type ArrayInfo,
  type CallOptions,
  type Chunk,
  type ChunkCoder,
  type ChunkIndex,
  type ChunkSink,
  type ChunkSource,
  cacheChunks,
  canCopy,
  chunkExtent,
  chunkRegion,
  chunksByShard,
  differInEnvelope,
  type EncodedChunk,
  elementCount,
  filledChunk,
  gridShape,
  isStorageError,
  jsonEquals,
  mapConcurrently,
  nominalByteSize,
  readEncodedChunks,
  readRegionInto,
  scalarEquals,
} from "@chunkwright/core";
import { checkSize } from "./check-size.ts";

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
export interface CopyOptions extends CallOptions {
  /** Chunks in flight at a time; 4 by default. */
  readonly concurrency?: number | undefined;
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
 * bytes are stored untouched, or in another envelope if `coder` can change it; where only the grids are equal, chunks
 * are recoded; else chunks are assembled, edges padded with the fill value. Chunks that the source does not store
 * stay absent, unless the target's fill value is another one.
 */
export async function copyArray(
  source: ChunkSource,
  sink: ChunkSink,
  options: CopyOptions = {},
): Promise<CopyReport> {
  checkSameArray(source, sink);
  checkSize(source.info);
  const { info } = sink;
  const write = hasSameGrid(source.info, info) ? recodeChunk(source, sink) : assembleChunk(source, sink);
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
  const { concurrency = 4, signal } = options;
  const lanes = { concurrency, signal };
  if (mayCopyChunks(source, info, options.coder)) {
    const copy = (indices: readonly ChunkIndex[]) =>
      readEncodedChunks(
        source,
        indices,
        async (index, encoded) => settle(index, await storeChunk(index, encoded, sink, write, options)),
        options,
      );
    await mapConcurrently(inRuns(chunksByShard(info), runLength(info, concurrency)), copy, lanes);
  } else {
    const one = async (index: ChunkIndex) => settle(index, await write(index, options));
    await mapConcurrently(chunksByShard(info), one, lanes);
  }
  return report;
}

type Outcome = "copied" | "recoded" | "absent";
type ChunkWriter = (index: ChunkIndex, options: CallOptions) => Promise<Outcome>;

/** Stores an encoded chunk as it is if it may be; filter masks and truncated edges differ by chunk. */
async function storeChunk(
  index: ChunkIndex,
  encoded: EncodedChunk | undefined,
  sink: ChunkSink,
  write: ChunkWriter,
  options: CopyOptions,
): Promise<Outcome> {
  if (!encoded) return "absent";
  const { info } = sink;
  const { lenientFormat } = encoded;
  const isExact = lenientFormat === undefined || lenientFormat === sink.lenientFormat;
  const stored = isExact && canCopy(encoded, info) ? encoded : await reenvelope(encoded, info, options);
  if (!stored || !canCopy(stored, info)) return write(index, options);
  await sink.writeEncodedChunk(index, stored, options);
  return "copied";
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

/** Chunks that are copied together: near ones are fetched by one request. */
const MAX_RUN = 64;

/** As many as leave each lane several runs. */
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

function recodeChunk(source: ChunkSource, sink: ChunkSink): ChunkWriter {
  return async (index, options) => {
    const chunk = await source.readChunk(index, options);
    if (!chunk) return "absent";
    await sink.writeChunk(index, chunk, options);
    return "recoded";
  };
}

function assembleChunk(source: ChunkSource, sink: ChunkSink): ChunkWriter {
  const cached = cacheChunks(source, CACHE_BYTES);
  const { info } = sink;
  const start = info.shape.map(() => 0);
  return async (index, options) => {
    const chunk: Chunk = filledChunk(info.dataType, info.chunkShape, source.info.fillValue);
    const stored = await readRegionInto(cached, chunkRegion(info, index), { chunk, start }, options);
    if (stored === 0) return "absent";
    await sink.writeChunk(index, chunk, options);
    return "recoded";
  };
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
