import { type ArrayInfo, type CodecSpec, chunkIndices, gridShape, readRegion } from "@chunkwright/core";
import { memoryStore } from "@chunkwright/stores/memory";
import { chunkOf, recordingStore, sampleArray, writeSample } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import {
  createZarrArray,
  openZarr,
  type ShardingOptions,
  updateZarrArray,
  type ZarrArray,
} from "../src/index.ts";
import { arrayInfo, hexOf } from "./sample.ts";

const LITTLE: CodecSpec = { name: "bytes", configuration: { endian: "little" } };
const turn = (order: readonly number[]): CodecSpec => ({ name: "transpose", configuration: { order } });
const SHAPES: Pick<ArrayInfo, "shape" | "chunkShape" | "shardShape"> = {
  shape: [9, 10, 11],
  chunkShape: [2, 1, 2],
  shardShape: [4, 4, 8],
};

/** Each with the number of indices on the way to a chunk. */
const LAYOUTS: readonly (readonly [name: string, sharding: ShardingOptions, indices: number])[] = [
  ["an index at the end", {}, 1],
  ["an index at the start", { indexLocation: "start" }, 1],
  ["no checksum", { checksum: false }, 1],
  ["shards inside", { innerShards: [[4, 2, 4]] }, 2],
  [
    "shards inside shards inside",
    {
      innerShards: [
        [4, 4, 4],
        [2, 2, 4],
      ],
      indexLocation: "start",
    },
    3,
  ],
  ["turned axes", { order: [1, 2, 0] }, 1],
  ["turned axes and shards inside", { order: [2, 0, 1], innerShards: [[4, 2, 4]], checksum: false }, 2],
];

async function openRoot(store: Parameters<typeof openZarr>[0]): Promise<ZarrArray> {
  const node = await openZarr(store);
  if (node?.kind !== "array") throw new Error("The root is not an array");
  return node;
}

describe.each(LAYOUTS)("Shards with %s", (_, sharding, indices) => {
  const own = sharding.order ? [turn(sharding.order)] : [];
  const info = arrayInfo("uint16", [...own, turn([2, 1, 0]), LITTLE, { name: "crc32c" }], SHAPES);

  it("read as they were written", async () => {
    const store = memoryStore();
    const sink = await createZarrArray(store, "", info, { zarrFormat: 3, sharding });
    const whole = await writeSample(sink);
    await sink.close();
    const array = await openRoot(store);
    expect(array.info).toEqual(sink.info);
    expect(hexOf(await readRegion(array, { start: [0, 0, 0], shape: SHAPES.shape }))).toBe(hexOf(whole));
  });

  it("take a request for each index and one for the chunk, then one for its neighbour", async () => {
    const store = memoryStore();
    const sink = await createZarrArray(store, "", info, { zarrFormat: 3, sharding });
    await writeSample(sink);
    await sink.close();
    const recording = recordingStore(store);
    const array = await openRoot(recording);
    recording.reset();
    await array.readChunk([1, 1, 0]);
    expect(recording.calls).toHaveLength(indices + 1);
    await array.readChunk([1, 1, 1]);
    expect(recording.calls).toHaveLength(indices + 2);
  });

  it("keep what an update does not write", async () => {
    const store = memoryStore();
    await (await createZarrArray(store, "", info, { zarrFormat: 3, sharding })).close();
    const whole = sampleArray(info);
    for (const parity of [0, 1]) {
      const sink = await updateZarrArray(store, "");
      for (const index of chunkIndices(gridShape(info))) {
        const sum = index.reduce((total, chunk) => total + chunk, 0);
        if (sum % 2 === parity) await sink.writeChunk(index, chunkOf(whole, info, index));
      }
      await sink.close();
    }
    const array = await openRoot(store);
    expect(hexOf(await readRegion(array, { start: [0, 0, 0], shape: SHAPES.shape }))).toBe(hexOf(whole));
  });
});

it("createZarrArray() refuses shards whose axes have another order than their chunks", async () => {
  const info = arrayInfo("uint16", [LITTLE], SHAPES);
  const created = createZarrArray(memoryStore(), "", info, { zarrFormat: 3, sharding: { order: [2, 1, 0] } });
  await expect(created).rejects.toMatchObject({ code: "unsupported" });
});

it("createZarrArray() refuses inner shards that chunks do not divide", async () => {
  const info = arrayInfo("uint16", [LITTLE], SHAPES);
  const sharding = { innerShards: [[4, 4, 3]] };
  const created = createZarrArray(memoryStore(), "", info, { zarrFormat: 3, sharding });
  await expect(created).rejects.toMatchObject({ code: "invalid-data" });
});
