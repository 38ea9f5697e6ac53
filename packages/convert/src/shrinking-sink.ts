/**
 * Making a pyramid level while the finer one is being written: nothing is read back, nothing decoded twice.
 *
 * @module
 */

import {
  type ArrayInfo,
  type CallOptions,
  type Chunk,
  type ChunkIndex,
  type ChunkPart,
  type ChunkSink,
  chunkExtent,
  chunkRegion,
  chunksInRegion,
  copyRegion,
  elementCount,
  filledChunk,
  gridShape,
  intersection,
  nominalByteSize,
  type Region,
  resizeChunk,
  type Shape,
  setElements,
} from "@chunkwright/core";
import { boxMemory, unsharedMemory } from "./box-memory.ts";
import { type DownsampleMethod, downsample } from "./downsample.ts";
import { downsampledShape } from "./downsample-windows.ts";
import { partAsChunk } from "./part-as-chunk.ts";
import { partWriter } from "./part-writer.ts";

export interface Shrinking {
  /** Elements of the finer array that become one of the coarser, per axis. */
  readonly factors: Shape;
  readonly method: DownsampleMethod;
  /**
   * Called for each chunk of the coarser array: it was written, or nothing is stored in its place of the finer one.
   */
  readonly onChunk: (index: ChunkIndex, outcome: "written" | "absent") => void;
}

/**
 * `finer`, whose chunks also go, shrunk, into `coarser`. A chunk there waits in memory until all those below it have
 * come: `waitingBytes` tells how many that may be. It is written before the call that brings the last of them
 * settles. Closing closes only `finer`. Encoded chunks cannot be shrunk: they are refused with a `TypeError`.
 */
export function shrinkingSink(
  finer: ChunkSink,
  coarser: ChunkSink,
  { factors, method, onChunk }: Shrinking,
): ChunkSink {
  const { dataType, chunkShape, fillValue } = coarser.info;
  const waiting = new Map<string, WaitingChunk>();
  const writePart = finer.writePart?.bind(finer);
  const writeCoarser = partWriter(coarser, fillValue);
  const memory = writeCoarser ? boxMemory(dataType, elementCount(chunkShape)) : unsharedMemory(dataType);

  /** Elements of `region`; `undefined`: they are absent. */
  async function add(region: Region, elements: Chunk | undefined, options?: CallOptions): Promise<void> {
    for (const index of chunksInRegion(coarser.info, region)) {
      const chunk = chunkWaitingAt(index);
      const place = chunkRegion(coarser.info, index);
      const common = intersection(place, region);
      chunk.isStored ||= elements !== undefined;
      copyRegion(
        {
          chunk: elements ?? filledChunk(dataType, region.shape, fillValue),
          start: difference(common.start, region.start),
        },
        { chunk: chunk.elements, start: difference(common.start, place.start) },
        common.shape,
      );
      chunk.missing -= elementCount(common.shape);
      if (chunk.missing === 0) await write(index, chunk, options);
    }
  }

  function chunkWaitingAt(index: ChunkIndex): WaitingChunk {
    const known = waiting.get(index.join());
    if (known) return known;
    const elements = memory.take(chunkShape);
    const missing = elementCount(chunkExtent(coarser.info, index));
    if (missing < elementCount(chunkShape)) setElements(dataType, elements.data, fillValue);
    const chunk = { elements, missing, isStored: false };
    waiting.set(index.join(), chunk);
    return chunk;
  }

  async function write(
    index: ChunkIndex,
    { elements, isStored }: WaitingChunk,
    options?: CallOptions,
  ): Promise<void> {
    waiting.delete(index.join());
    if (!isStored) await coarser.skipChunk?.(index, options);
    else if (writeCoarser) await writeCoarser(index, wholeOf(elements), options);
    else await coarser.writeChunk(index, elements, options);
    memory.give(elements);
    onChunk(index, isStored ? "written" : "absent");
  }

  function shrunkRegion(index: ChunkIndex): Region {
    const { start, shape } = chunkRegion(finer.info, index);
    return {
      start: start.map((first, axis) => first / factors[axis]!),
      shape: downsampledShape(shape, factors),
    };
  }

  return {
    info: finer.info,
    async writeChunk(index, chunk, options) {
      // Before the chunk is given away.
      const shrunk = downsample(resizeChunk(chunk, chunkExtent(finer.info, index)), factors, method);
      await finer.writeChunk(index, chunk, options);
      await add(shrunkRegion(index), shrunk, options);
    },
    ...(writePart && {
      async writePart(index: ChunkIndex, part: ChunkPart, options?: CallOptions) {
        const { start } = part.region;
        const inside = partAsChunk({ ...part, region: { start, shape: chunkExtent(finer.info, index) } });
        const shrunk = downsample(inside, factors, method);
        await writePart(index, part, options);
        await add(shrunkRegion(index), shrunk, options);
      },
    }),
    async writeEncodedChunk(index) {
      throw new TypeError(`Cannot shrink chunk [${index}]: its elements are needed`);
    },
    async skipChunk(index, options) {
      await finer.skipChunk?.(index, options);
      await add(shrunkRegion(index), undefined, options);
    },
    close: () => finer.close(),
  };
}

function wholeOf(chunk: Chunk): ChunkPart {
  return { chunk, region: { start: chunk.shape.map(() => 0), shape: chunk.shape } };
}

interface WaitingChunk {
  readonly elements: Chunk;
  /** Elements yet to come. */
  missing: number;
  isStored: boolean;
}

/**
 * Bytes of chunks of `coarser`, or of its shards, that may wait for others while `finer` is written in its order;
 * infinitely many where windows reach over the edges of chunks, or chunks may have any lengths.
 */
export function waitingBytes(finer: ArrayInfo, coarser: ArrayInfo, factors: Shape): number {
  const isWhole = finer.chunkShape.every(
    (length, axis) => length % factors[axis]! === 0 || length >= finer.shape[axis]!,
  );
  if (!isWhole || finer.edgeLengths) return Number.POSITIVE_INFINITY;
  const { shape, dataType } = coarser;
  const [unit, finerUnit] = [coarser, finer].map(({ shardShape, chunkShape }) => shardShape ?? chunkShape);
  const counts = gridShape({ shape, chunkShape: unit! });
  // From the first axis along which one takes several of those below, all along the axes behind it are begun.
  const first = unit!.findIndex(
    (length, axis) => Math.min(length * factors[axis]!, finer.shape[axis]!) > finerUnit![axis]!,
  );
  const begun = first < 0 ? 1 : elementCount(counts.slice(first + 1));
  return begun * elementCount(unit!) * nominalByteSize(dataType);
}

function difference(a: readonly number[], b: readonly number[]): readonly number[] {
  return a.map((value, axis) => value - b[axis]!);
}
