/**
 * A program that writes a Zarr v3 array in shards, for zarr.ts: `write-shards VARIANTS TARGET SIDE SHARD`.
 *
 * @module
 */

import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { argv } from "node:process";
import { type ArrayInfo, type ChunkIndex, chunkIndices, gridShape, mapConcurrently } from "@chunkwright/core";
import { fsStore } from "@chunkwright/stores/fs";
import { createWorkerPool } from "@chunkwright/workers";
import { createZarrArray } from "@chunkwright/zarr";

const CHUNK_SIDE = 64;
const [variantsFile = "", target = "", side = 0, shardSide = 0] = argv
  .slice(2)
  .map((argument, i) => (i < 2 ? argument : Number(argument))) as [string, string, number, number];

const chunkShape = [CHUNK_SIDE, CHUNK_SIDE, CHUNK_SIDE];
const info: ArrayInfo = {
  dataType: "uint16",
  shape: [side, side, side],
  chunkShape,
  shardShape: [shardSide, shardSide, shardSide],
  fillValue: 0,
  codecs: [
    { name: "bytes", configuration: { endian: "little" } },
    { name: "zstd", configuration: { level: 3, checksum: false } },
  ],
  attributes: {},
};

const { buffer, byteOffset, byteLength } = await readFile(variantsFile);
const variants = new Uint16Array(buffer, byteOffset, byteLength / 2);
const length = CHUNK_SIDE ** 3;

/** The variant of a chunk, the same in both programs. */
function elementsAt(index: ChunkIndex): Uint16Array<ArrayBuffer> {
  const sum = index.reduce((total, chunk, axis) => total + chunk * (2 * axis + 1), 0);
  const start = (sum % (variants.length / length)) * length;
  return Uint16Array.from(variants.subarray(start, start + length));
}

const size = availableParallelism();
const coder = createWorkerPool({ size });
const sink = await createZarrArray(fsStore(target), "", info, { zarrFormat: 3, coder });
const perShard = shardSide / CHUNK_SIDE;
for (const shard of chunkIndices(
  gridShape({ shape: info.shape, chunkShape: info.shardShape ?? chunkShape }),
)) {
  await mapConcurrently(
    chunkIndices([perShard, perShard, perShard]),
    async (within) => {
      const index = within.map((chunk, axis) => chunk + shard[axis]! * perShard);
      await sink.writeChunk(index, { dataType: "uint16", shape: chunkShape, data: elementsAt(index) });
    },
    { concurrency: 2 * size },
  );
}
await sink.close();
await coder.close();
