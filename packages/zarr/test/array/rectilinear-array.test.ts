import { inThreadCoder } from "@chunkwright/codecs";
import {
  type ArrayInfo,
  bytesOf,
  chunkIndices,
  crop,
  gridShape,
  type JsonObject,
  permute,
  readRegion,
} from "@chunkwright/core";
import { type MemoryStore, memoryStore } from "@chunkwright/stores/memory";
import { recordingStore } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { openZarr, type ZarrArray } from "../../src/index.ts";

const CODECS = ["bytes", { name: "gzip", configuration: { level: 1 } }];

function document(
  shape: readonly number[],
  shapes: unknown,
  change: JsonObject = {},
): Uint8Array<ArrayBuffer> {
  const text = JSON.stringify({
    zarr_format: 3,
    node_type: "array",
    shape,
    data_type: "uint8",
    chunk_grid: { name: "rectilinear", configuration: { kind: "inline", chunk_shapes: shapes } },
    chunk_key_encoding: "default",
    fill_value: 200,
    codecs: CODECS,
    ...change,
  });
  return new TextEncoder().encode(text);
}

/** An array of 6 x 7 elements, each its own place, in chunks of the given edges. */
async function stored(
  shapes: readonly unknown[],
  edges: readonly (readonly number[])[],
): Promise<MemoryStore> {
  const store = memoryStore([["zarr.json", document([6, 7], shapes)]]);
  const [rows = [], columns = []] = edges;
  let top = 0;
  for (const [i, height] of rows.entries()) {
    let left = 0;
    for (const [j, width] of columns.entries()) {
      const data = Uint8Array.from({ length: height * width }, (_, at) => {
        return (top + Math.floor(at / width)) * 7 + left + (at % width);
      });
      const codecs = [{ name: "bytes" }, { name: "gzip", configuration: { level: 1 } }];
      const { bytes } = await inThreadCoder.encode(
        { dataType: "uint8", shape: [height, width], data },
        codecs,
      );
      await store.set(`c/${i}/${j}`, bytes);
      left += width;
    }
    top += height;
  }
  return store;
}

async function open(store: Parameters<typeof openZarr>[0]): Promise<ZarrArray> {
  const node = await openZarr(store);
  if (node?.kind !== "array") throw new Error("The root is not an array");
  return node;
}

async function elements(array: ZarrArray): Promise<number[]> {
  const { shape } = array.info;
  return [...bytesOf((await readRegion(array, { start: [0, 0], shape })).data)];
}

const COUNTING = Array.from({ length: 42 }, (_, i) => i);

describe("openZarr() of a rectilinear grid", () => {
  it.each<[readonly unknown[], readonly (readonly number[])[], readonly number[]]>([
    [
      [
        [1, 2, 3],
        [[3, 2], 1],
      ],
      [
        [1, 2, 3],
        [3, 3, 1],
      ],
      [3, 3],
    ],
    [
      [[[1, 3], 3], 4],
      [
        [1, 1, 1, 3],
        [4, 4],
      ],
      [3, 4],
    ],
    [
      [[[4, 2]], [7]],
      [[4, 4], [7]],
      [4, 7],
    ],
    [
      [[6], [2, 5, 4, 4]],
      [[6], [2, 5]],
      [6, 5],
    ],
  ])("reads the edges %j", async (shapes, edges, chunkShape) => {
    const array = await open(await stored(shapes, edges));
    expect(array.info.chunkShape).toEqual(chunkShape);
    expect(await elements(array)).toEqual(COUNTING);
  });

  it("gives chunks out encoded, as they are where one is stored alone", async () => {
    const store = await stored(
      [
        [3, 3],
        [3, 3, 1],
      ],
      [
        [3, 3],
        [3, 3, 1],
      ],
    );
    const array = await open(store);
    const info: ArrayInfo = array.info;
    expect((await array.readEncodedChunk([1, 0]))?.bytes).toEqual(await store.get("c/1/0"));
    for (const index of chunkIndices(gridShape(info))) {
      const encoded = await array.readEncodedChunk(index);
      const whole = await array.readChunk(index);
      expect(encoded && (await inThreadCoder.decode(encoded))).toEqual(whole);
    }
  });

  it("says how long stored chunks are, which views of it leave out", async () => {
    const array = await open(await stored([[1, 2, 3], [7]], [[1, 2, 3], [7]]));
    expect(array.info.edgeLengths).toEqual([[1, 2, 3], [7]]);
    expect(permute(array, [1, 0]).info).not.toHaveProperty("edgeLengths");
    expect(crop(array, [3, 7]).info).not.toHaveProperty("edgeLengths");
  });

  it("is a regular one where all chunks are alike", async () => {
    const store = await stored(
      [[[3, 2]], 4],
      [
        [3, 3],
        [4, 4],
      ],
    );
    const array = await open(store);
    expect(await array.locateChunk?.([1, 1])).toMatchObject({ key: "c/1/1", shape: [3, 4] });
    expect(await elements(array)).toEqual(COUNTING);
  });

  it("reads absent chunks as the fill value, and as undefined where all are", async () => {
    const store = await stored([[2, 4], [7]], [[2, 4], [7]]);
    await store.delete("c/1/0");
    const array = await open(store);
    expect((await elements(array)).slice(13, 16)).toEqual([13, 200, 200]);
    expect(await array.readChunk([1, 0])).toBeUndefined();
  });

  it("asks for a stored chunk once", async () => {
    const store = recordingStore(await stored([[1, 2, 3], [7]], [[1, 2, 3], [7]]));
    const array = await open(store);
    const opening = store.calls.length;
    expect(await elements(array)).toEqual(COUNTING);
    expect(
      store.calls
        .slice(opening)
        .map(({ key }) => key)
        .sort(),
    ).toEqual(["c/0/0", "c/1/0", "c/2/0"]);
  });

  it("refuses what it has no room or no place for", async () => {
    const store = await stored([[2, 4], [7]], [[2, 4], [7]]);
    const array = await open(store);
    expect(array.locateChunk).toBeUndefined();
    await expect(array.readChunk([2, 0])).rejects.toThrow(RangeError);
    await store.set("c/0/0", Uint8Array.of(1, 2, 3));
    const error = { code: "codec", context: { index: [0, 0] } };
    await expect((await open(store)).readChunk([0, 0])).rejects.toMatchObject(error);
  });

  it.each<[unknown, string, string]>([
    [[[2, 4]], "chunk_shapes", "invalid-data"],
    [[[2, 3], [7]], "ends at 5", "invalid-data"],
    [[[0, 6], [7]], "neither a length nor a run", "invalid-data"],
    [[[-1, 7], [7]], "neither a length nor a run", "invalid-data"],
    [[[[6]], [7]], "neither a length nor a run", "invalid-data"],
    [["6", [7]], "neither a length nor a run", "invalid-data"],
    [[0, [7]], "neither a length nor a run", "invalid-data"],
    [[null, [7]], "neither a length nor a run", "invalid-data"],
    [{}, "chunk_shapes", "invalid-data"],
  ])("refuses the edges %j", async (shapes, fact, code) => {
    const store = memoryStore([["zarr.json", document([6, 7], shapes)]]);
    await expect(openZarr(store)).rejects.toMatchObject({ code, message: expect.stringContaining(fact) });
  });

  it("refuses grids of very many chunks without listing them", async () => {
    const store = memoryStore([["zarr.json", document([2 ** 52], [[[1, 2 ** 52]]])]]);
    await expect(openZarr(store)).rejects.toMatchObject({ code: "unsupported" });
  });

  it("refuses to put a chunk together from very many, without listing them", async () => {
    const edges = [30_000, [1, 30_000]];
    const array = await open(memoryStore([["zarr.json", document([60_000, 60_000], [edges, edges])]]));
    await expect(array.readChunk([1, 1])).rejects.toMatchObject({
      code: "unsupported",
      message: "Cannot go through a chunk put together from 900000000 of a rectilinear grid",
    });
    expect(await array.readChunk([0, 0])).toBeUndefined();
  });

  it("refuses shards that do not hold whole chunks", async () => {
    const sharding = { chunk_shape: [2, 7], codecs: ["bytes"], index_codecs: CODECS.slice(0, 1) };
    const codecs = [{ name: "sharding_indexed", configuration: sharding }];
    const store = memoryStore([["zarr.json", document([6, 7], [[2, 1, 3, 2], 7], { codecs })]]);
    await expect(openZarr(store)).rejects.toMatchObject({
      code: "invalid-data",
      message: expect.stringContaining("do not divide"),
    });
  });
});
