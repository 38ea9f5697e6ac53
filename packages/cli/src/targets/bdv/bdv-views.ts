/**
 * The views of one level of an image as BigDataViewer's datasets, one a time point and channel.
 *
 * @module
 */

import {
  type ArrayInfo,
  type Chunk,
  type ChunkSink,
  type ChunkSource,
  stack,
  stackSink,
} from "@chunkwright/core";
import type { Hdf5Sink } from "@chunkwright/hdf5";
import { asUnsigned, type BdvImagePlan, cellsPath } from "@chunkwright/ome";

export interface LevelViews {
  /** Axes t, c, z, y, x. */
  readonly sink: ChunkSink;
  /** Whether the view has been created: missing ones are once they get pixels. */
  has(timePoint: number, channel: number): boolean;
  /** Creates a view without pixels. */
  create(timePoint: number, channel: number): Promise<void>;
  /** A report, once the sink is closed; `undefined` if there is no view at all. */
  reopen(): ChunkSource | undefined;
}

/** `info` is of all views together. */
export async function createViews(
  hdf5: Hdf5Sink,
  { timepoints, setups, storedType }: BdvImagePlan,
  level: number,
  info: ArrayInfo,
): Promise<LevelViews> {
  const viewInfo: ArrayInfo = {
    ...info,
    dataType: storedType,
    shape: info.shape.slice(2),
    chunkShape: info.chunkShape.slice(2),
  };
  const pathOf = (t: number, c: number) => cellsPath(timepoints[t]!, setups[c]!.id, level);
  const created = new Map<string, Promise<ChunkSink>>();

  function sinkOf(t: number, c: number): Promise<ChunkSink> {
    const path = pathOf(t, c);
    const sink = created.get(path) ?? hdf5.createArray(path, viewInfo, { layout: "chunked" });
    created.set(path, sink);
    return sink;
  }

  for (const [t, timepoint] of timepoints.entries()) {
    for (const [c, { missing }] of setups.entries()) if (!missing.includes(timepoint)) await sinkOf(t, c);
  }

  const views = stackSink({
    info,
    lenientFormat: "hdf5",
    axes: 2,
    sinkAt: ([t = 0, c = 0]) => ({
      info: { ...viewInfo, dataType: info.dataType },
      writeChunk: async (index, chunk, options) =>
        (await sinkOf(t, c)).writeChunk(index, storedChunk(chunk, storedType), options),
      writeEncodedChunk: async (index, encoded, options) =>
        (await sinkOf(t, c)).writeEncodedChunk(index, { ...encoded, dataType: storedType }, options),
      close: async () => (await created.get(pathOf(t, c)))?.close(),
    }),
  });

  return {
    sink: views,
    has: (t, c) => created.has(pathOf(t, c)),
    create: async (t, c) => (await sinkOf(t, c)).close(),
    reopen() {
      const open = (path: string) => {
        const source = hdf5.reopen(path);
        return storedType === info.dataType ? source : asUnsigned(source);
      };
      const [first] = created.keys();
      if (first === undefined) return undefined;
      return stack({
        shape: info.shape.slice(0, 2),
        template: open(first),
        open: async ([t = 0, c = 0]) => (created.has(pathOf(t, c)) ? open(pathOf(t, c)) : undefined),
      });
    },
  };
}

/** uint16 elements as the int16 ones of the same bits. */
function storedChunk(chunk: Chunk, storedType: ArrayInfo["dataType"]): Chunk {
  if (chunk.dataType !== "uint16" || storedType !== "int16") return chunk;
  const { buffer, byteOffset, length } = chunk.data;
  return { dataType: "int16", shape: chunk.shape, data: new Int16Array(buffer, byteOffset, length) };
}
