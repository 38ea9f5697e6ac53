import { type ArrayInfo, bytesOf, chunkIndices, createChunk, gridShape, readRegion } from "@chunkwright/core";
import { memoryStore } from "@chunkwright/stores/memory";
import { recordingStore } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { createZarrArray, openZarr } from "../src/index.ts";

const CHUNKS: ArrayInfo = {
  dataType: "uint8",
  shape: [8, 8],
  chunkShape: [2, 2],
  fillValue: 9,
  codecs: [{ name: "bytes" }],
  attributes: {},
};

/** An array whose chunk [y, x] holds 10 y + x, without the absent ones. */
async function written(info: ArrayInfo, absent: readonly string[] = []) {
  const store = memoryStore();
  const sink = await createZarrArray(store, "", info, { zarrFormat: 3 });
  for (const index of chunkIndices(gridShape(info))) {
    if (absent.includes(index.join())) continue;
    const chunk = createChunk("uint8", info.chunkShape);
    chunk.data.fill(10 * index[0]! + index[1]!);
    await sink.writeChunk(index, chunk);
  }
  await sink.close();
  const recording = recordingStore(store);
  const array = await openZarr(recording);
  if (array?.kind !== "array") throw new TypeError("no array was written");
  recording.reset();
  return { array, recording };
}

const ALL = { start: [0, 0], shape: [8, 8] };

describe("readRegion() of a Zarr array", () => {
  it("asks for each chunk once where each is a value", async () => {
    const { array, recording } = await written(CHUNKS, ["0,1"]);
    const { data } = await readRegion(array, ALL);
    expect([...bytesOf(data).subarray(0, 8)]).toEqual([0, 0, 9, 9, 2, 2, 3, 3]);
    expect(recording.calls).toHaveLength(16);
    expect(new Set(recording.calls.map(({ operation }) => operation))).toEqual(new Set(["get"]));
  });

  it("asks twice for a shard: for its index, and for all chunks in it", async () => {
    const { array, recording } = await written({ ...CHUNKS, shardShape: [4, 8] }, ["2,0"]);
    const { data } = await readRegion(array, ALL);
    expect([...bytesOf(data).subarray(32, 40)]).toEqual([9, 9, 21, 21, 22, 22, 23, 23]);
    expect(recording.calls).toHaveLength(4);
    recording.reset();
    await readRegion(array, { start: [0, 2], shape: [4, 4] });
    // The index is known, and the gap between the two rows of chunks is small.
    expect(recording.calls.map(({ operation, key }) => `${operation} ${key}`)).toEqual(["getRange c/0/0"]);
  });

  it("leaves gaps out that are not worth fetching", async () => {
    const { array, recording } = await written({ ...CHUNKS, shardShape: [8, 8] });
    await readRegion(array, { start: [0, 0], shape: [4, 2] }, { maxGapBytes: 0 });
    expect(recording.calls).toHaveLength(3);
    expect(recording.byteLength).toBe(2 * 4 + 16 * 16 + 4);
  });

  it("needs the index of a shard once, however many shards lie beside it", async () => {
    const wide = { ...CHUNKS, shape: [4, 2 * 80], shardShape: [4, 2] };
    const { array, recording } = await written(wide);
    await readRegion(array, { start: [0, 0], shape: [4, 160] }, { concurrency: 4 });
    expect(recording.calls).toHaveLength(2 * 80);
  });
});
