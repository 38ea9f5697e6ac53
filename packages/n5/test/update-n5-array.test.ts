import {
  type ArrayInfo,
  type Bytes,
  createChunk,
  elementCount,
  readRegion,
  type Shape,
} from "@chunkwright/core";
import { type MemoryStore, memoryStore } from "@chunkwright/stores/memory";
import { collect, writeSample } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { appendToN5Array, createN5, resizeN5Array, updateN5Array } from "../src/index.ts";
import { openArray } from "./open-array.ts";
import { arrayInfo, BIG, COMPRESSORS } from "./sample.ts";

/** An array of [7, 10] in blocks of [4, 6], every element another small number, with an attribute. */
async function sampleStore(change: Partial<ArrayInfo> = {}): Promise<MemoryStore> {
  const store = memoryStore();
  const sink = await createN5(store);
  const array = await sink.createArray(
    "a",
    arrayInfo("uint8", COMPRESSORS.gzip, { attributes: { who: "I" }, ...change }),
  );
  await writeSample(array);
  await array.close();
  await sink.close();
  return store;
}

/** A chunk of all numbers from `first` on. */
function numbers(shape: Shape, first: number) {
  const data = Uint8Array.from({ length: elementCount(shape) }, (_, i) => first + i);
  return { dataType: "uint8", shape, data } as const;
}

async function elements(store: MemoryStore, shape: Shape): Promise<readonly unknown[]> {
  const { data } = await readRegion(await openArray(store, "a"), { start: [0, 0], shape });
  return [...data];
}

async function blocks(store: MemoryStore): Promise<readonly string[]> {
  const columns = await collect(store.list("a/"));
  const keys = columns
    .filter(({ kind }) => kind === "prefix")
    .map(async ({ key }) => (await collect(store.list(key))).map((block) => block.key));
  return (await Promise.all(keys)).flat().sort();
}

describe("updateN5Array()", () => {
  it("writes chunks and leaves the others, whoever writes at the same time", async () => {
    const store = await sampleStore();
    const before = await elements(store, [7, 10]);
    const sinks = await Promise.all([updateN5Array(store, "a"), updateN5Array(store, "a")]);
    const chunk = (value: number) =>
      ({ dataType: "uint8", shape: [4, 6], data: new Uint8Array(24).fill(value) }) as const;
    await Promise.all([sinks[0].writeChunk([0, 1], chunk(201)), sinks[1].writeChunk([1, 1], chunk(202))]);
    await Promise.all(sinks.map((sink) => sink.close()));
    const expected = before.map((value, i) => (i % 10 < 6 ? value : i < 40 ? 201 : 202));
    expect(await elements(store, [7, 10])).toEqual(expected);
    expect((await openArray(store, "a")).info.attributes).toEqual({ who: "I" });
  });

  it("takes chunks away that become zero, if told to", async () => {
    const store = await sampleStore();
    const sink = await updateN5Array(store, "a", { skipFillChunks: true });
    await sink.writeChunk([1, 1], createChunk("uint8", [4, 6]));
    expect(await blocks(store)).toEqual(["a/0/0", "a/0/1", "a/1/0"]);
  });

  it("rejects with 'not-found' where there is not an array", async () => {
    const store = await sampleStore();
    await expect(updateN5Array(store, "b")).rejects.toMatchObject({ code: "not-found" });
    await expect(updateN5Array(store, "")).rejects.toMatchObject({ code: "not-found" });
  });
});

describe("resizeN5Array()", () => {
  it("deletes blocks that are cut off, and keeps what the document says", async () => {
    const store = await sampleStore();
    const before = await elements(store, [7, 10]);
    await resizeN5Array(store, "a", [5, 6]);
    expect(await blocks(store)).toEqual(["a/0/0", "a/0/1"]);
    expect(await elements(store, [5, 6])).toEqual(before.filter((_, i) => i % 10 < 6 && i < 50));
    const { info, metadata } = await openArray(store, "a");
    expect([info.shape, info.attributes, metadata.compression]).toEqual([
      [5, 6],
      { who: "I" },
      { type: "gzip", level: 1, useZlib: false },
    ]);
  });

  it("shrinks and grows what numbers carry", async () => {
    const store = await sampleStore({ dataType: "complex64", codecs: [BIG], fillValue: [0, 0] });
    const before = await elements(store, [7, 10]);
    await resizeN5Array(store, "a", [5, 6]);
    expect(await elements(store, [5, 6])).toEqual(before.filter((_, i) => i % 20 < 12 && i < 100));
    await resizeN5Array(store, "a", [7, 6]);
    expect(await elements(store, [5, 6])).toEqual(before.filter((_, i) => i % 20 < 12 && i < 100));
    expect((await openArray(store, "a")).info).toMatchObject({ dataType: "complex64", shape: [7, 6] });
  });

  it("writes cropped blocks again once the array grows, and no others", async () => {
    const store = await sampleStore();
    const before = await elements(store, [7, 10]);
    const set = async (key: string, value: Bytes) => {
      written.push(key);
      await store.set(key, value);
    };
    const written: string[] = [];
    await resizeN5Array({ ...store, set }, "a", [9, 14]);
    expect(written.sort()).toEqual(["a/0/1", "a/1/0", "a/1/1", "a/attributes.json"]);
    expect((await openArray(store, "a").then((array) => array.readEncodedChunk([1, 1])))?.shape).toEqual([
      4, 6,
    ]);
    const grown = Array.from({ length: 9 * 14 }, (_, i) => {
      const [y, x] = [Math.floor(i / 14), i % 14];
      return y < 7 && x < 10 ? before[10 * y + x] : 0;
    });
    expect(await elements(store, [9, 14])).toEqual(grown);
  });

  it("counts objects by block", async () => {
    const grid = { dimensions: [5, 3], blockSize: [2, 2] };
    const store = memoryStore();
    const sink = await createN5(store);
    const codecs = [{ name: "n5.object" }];
    const info = arrayInfo("bytes", undefined, {
      shape: [2, 3],
      chunkShape: [1, 1],
      codecs,
      attributes: { n5: grid },
    });
    const array = await sink.createArray("a", info);
    for (const index of [
      [0, 0],
      [1, 2],
    ]) {
      await array.writeChunk(index, { dataType: "bytes", shape: [1, 1], data: [Uint8Array.of(1)] });
    }
    await array.close();
    await sink.close();
    await resizeN5Array(store, "a", [2, 2]);
    expect(await blocks(store)).toEqual(["a/0/0"]);
    const { metadata } = await openArray(store, "a");
    expect([metadata.dimensions, metadata.blockSize]).toEqual([
      [4, 4],
      [2, 2],
    ]);
  });

  it.each([[[7]], [[-1, 10]], [[2.5, 10]], [[7, 2 ** 53]]])("refuses the shape %j", async (shape) => {
    const store = await sampleStore();
    await expect(resizeN5Array(store, "a", shape)).rejects.toThrow();
    expect(await elements(store, [7, 10])).toHaveLength(70);
  });
});

describe("appendToN5Array()", () => {
  it("fills up the block at the edge", async () => {
    const store = await sampleStore();
    const before = await elements(store, [7, 10]);
    const added = numbers([3, 10], 100);
    await appendToN5Array(store, "a", added);
    expect(await elements(store, [10, 10])).toEqual([...before, ...added.data]);
    const column = numbers([10, 1], 150);
    await appendToN5Array(store, "a", column, { axis: 1 });
    const all = await elements(store, [10, 11]);
    expect(all.filter((_, i) => i % 11 === 10)).toEqual([...column.data]);
    expect(all.filter((_, i) => i % 11 !== 10)).toEqual([...before, ...added.data]);
  });

  it("refuses what is of another type or shape", async () => {
    const store = await sampleStore();
    await expect(appendToN5Array(store, "a", createChunk("uint16", [1, 10]))).rejects.toThrow(TypeError);
    await expect(appendToN5Array(store, "a", createChunk("uint8", [1, 9]))).rejects.toThrow(TypeError);
    await expect(appendToN5Array(store, "a", createChunk("uint8", [7, 1]), { axis: 2 })).rejects.toThrow(
      TypeError,
    );
  });
});
