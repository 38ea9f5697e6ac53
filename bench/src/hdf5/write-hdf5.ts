/**
 * Writes an HDF5 file of one dataset, "data".
 *
 * @module
 */

import {
  type ArrayInfo,
  type ChunkCoder,
  type CodecSpec,
  chunkIndices,
  gridShape,
  mapConcurrently,
} from "@chunkwright/core";
import { createHdf5 } from "@chunkwright/hdf5";
import { createFsFile } from "@chunkwright/stores/fs";

export interface Volume {
  readonly shape: readonly number[];
  /** Length of a chunk along each axis. */
  readonly side: number;
  /** Elements of chunks, which the array repeats. */
  readonly chunks: readonly Uint16Array[];
}

/** Chunks are written one by one, or with a pool of workers four of each at a time. */
export async function writeHdf5(
  path: string,
  { shape, side, chunks }: Volume,
  filters: readonly CodecSpec[],
  pool?: { readonly coder: ChunkCoder; readonly workers: number },
): Promise<void> {
  const info: ArrayInfo<"uint16"> = {
    dataType: "uint16",
    shape,
    chunkShape: shape.map(() => side),
    fillValue: 0,
    codecs: [{ name: "bytes", configuration: { endian: "little" } }, ...filters],
    attributes: {},
  };
  const sink = createHdf5(await createFsFile(path), { coder: pool?.coder });
  const array = await sink.createArray("data", info);
  let written = 0;
  await mapConcurrently(
    chunkIndices(gridShape(info)),
    // A sink is given its chunks.
    (index) => {
      const data = Uint16Array.from(chunks[written++ % chunks.length]!);
      return array.writeChunk(index, { dataType: info.dataType, shape: info.chunkShape, data });
    },
    { concurrency: pool ? 4 * pool.workers : 1 },
  );
  await array.close();
  await sink.close();
}
