import { type ArrayInfo, type Chunk, type ChunkIndex, type JsonObject, readRegion } from "@chunkwright/core";
import { type MemoryStore, memoryStore } from "@chunkwright/stores/memory";
import { collect, recordingStore } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import {
  appendToZarrArray,
  consolidateZarr,
  createZarr,
  createZarrArray,
  deleteZarrNode,
  openZarr,
  resizeZarrArray,
  updateZarrArray,
  type ZarrArray,
  type ZarrFormat,
} from "../src/index.ts";

const INFO: ArrayInfo = {
  dataType: "uint8",
  shape: [4, 4],
  chunkShape: [2, 2],
  fillValue: 9,
  codecs: [{ name: "bytes" }],
  attributes: { unit: "s" },
};
const SHARDED: ArrayInfo = { ...INFO, shape: [8, 8], shardShape: [4, 4] };

function chunk(...values: number[]): Chunk {
  return { dataType: "uint8", shape: [2, 2], data: Uint8Array.from(values) };
}

async function write(
  store: MemoryStore,
  info: ArrayInfo,
  indices: readonly ChunkIndex[],
  zarrFormat: ZarrFormat = 3,
) {
  const sink = await createZarrArray(store, "a", info, { zarrFormat });
  for (const [i, index] of indices.entries()) await sink.writeChunk(index, chunk(i, i, i, i));
  await sink.close();
}

async function read(store: MemoryStore): Promise<number[][]> {
  const array = (await openZarr(store, "a")) as ZarrArray;
  const { shape } = array.info;
  const { data } = await readRegion(array, { start: [0, 0], shape });
  const [rows = 0, columns = 0] = shape;
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => Number(data[row * columns + column])),
  );
}

describe.each([2, 3] as const)("resizeZarrArray() of v%d", (zarrFormat) => {
  it("cuts off objects and grows into the fill value", async () => {
    const store = memoryStore();
    await write(
      store,
      INFO,
      [
        [0, 0],
        [0, 1],
        [1, 0],
        [1, 1],
      ],
      zarrFormat,
    );
    await resizeZarrArray(store, "a", [2, 3]);
    expect(await read(store)).toEqual([
      [0, 0, 1],
      [0, 0, 1],
    ]);
    await resizeZarrArray(store, "a", [3, 4]);
    expect(await read(store)).toEqual([
      [0, 0, 1, 1],
      [0, 0, 1, 1],
      [9, 9, 9, 9],
    ]);
  });

  it("keeps every other member of the document", async () => {
    const store = memoryStore();
    await write(store, INFO, [], zarrFormat);
    const before = (await openZarr(store, "a"))?.metadata;
    await resizeZarrArray(store, "a", [5, 6]);
    expect((await openZarr(store, "a"))?.metadata).toEqual({ ...before, shape: [5, 6] });
    expect(((await openZarr(store, "a")) as ZarrArray).info.attributes).toEqual(INFO.attributes);
  });

  it.each([[[4]], [[4, -1]], [[4, 0.5]]])("refuses the shape %j", async (shape) => {
    const store = memoryStore();
    await write(store, INFO, [], zarrFormat);
    await expect(resizeZarrArray(store, "a", shape)).rejects.toThrow();
    expect(((await openZarr(store, "a")) as ZarrArray).info.shape).toEqual([4, 4]);
  });

  it("does not find what is not there", async () => {
    await expect(resizeZarrArray(memoryStore(), "a", [1])).rejects.toMatchObject({ code: "not-found" });
  });
});

describe("appendToZarrArray()", () => {
  it.each([INFO, SHARDED])("reads the chunk at the edge before it adds to it", async (info) => {
    const store = memoryStore();
    await write(store, { ...info, shape: [3, 4] }, [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]);
    const data = Uint8Array.from([20, 21, 22, 23, 30, 31, 32, 33]);
    await appendToZarrArray(store, "a", { dataType: "uint8", shape: [2, 4], data });
    expect(await read(store)).toEqual([
      [0, 0, 1, 1],
      [0, 0, 1, 1],
      [2, 2, 3, 3],
      [20, 21, 22, 23],
      [30, 31, 32, 33],
    ]);
  });

  it("grows along any axis, and refuses what does not fit", async () => {
    const store = memoryStore();
    await write(store, { ...INFO, shape: [1, 2] }, [[0, 0]]);
    const one = { dataType: "uint8", shape: [1, 1], data: Uint8Array.of(7) } as const;
    await appendToZarrArray(store, "a", one, { axis: 1 });
    expect(await read(store)).toEqual([[0, 0, 7]]);
    await expect(appendToZarrArray(store, "a", one)).rejects.toThrow(TypeError);
    await expect(appendToZarrArray(store, "a", one, { axis: 2 })).rejects.toThrow(TypeError);
  });
});

describe("updateZarrArray()", () => {
  it("leaves other chunks of a shard as they are, and reads the shard once", async () => {
    const store = memoryStore();
    await write(store, SHARDED, [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]);
    const { calls, ...reads } = recordingStore(store);
    const written: string[] = [];
    const set: MemoryStore["set"] = (key, bytes) => {
      written.push(key);
      return store.set(key, bytes);
    };
    const sink = await updateZarrArray({ ...store, ...reads, set }, "a");
    await sink.writeChunk([1, 0], chunk(8, 8, 8, 8));
    await sink.writeChunk([3, 3], chunk(5, 5, 5, 5));
    await sink.close();
    const shards = ["a/c/0/0", "a/c/1/1"];
    expect(calls.filter(({ key }) => key !== "a/zarr.json")).toEqual(
      shards.map((key) => ({ operation: "get", key })),
    );
    expect(written).toEqual(shards);
    const array = (await openZarr(store, "a")) as ZarrArray;
    const values = await Promise.all(
      [
        [0, 0],
        [0, 1],
        [1, 0],
        [1, 1],
        [2, 2],
        [3, 3],
      ].map(async (index) => (await array.readChunk(index))?.data[0]),
    );
    expect(values).toEqual([0, 1, 8, 3, undefined, 5]);
  });

  it("lets sinks write distinct shards at once, and says where two would share one", async () => {
    const store = memoryStore();
    await write(store, SHARDED, []);
    const [first, second] = await Promise.all([updateZarrArray(store, "a"), updateZarrArray(store, "a")]);
    await first.writeChunk([0, 0], chunk(1, 1, 1, 1));
    await second.writeChunk([2, 0], chunk(2, 2, 2, 2));
    await expect(second.writeChunk([1, 1], chunk(3, 3, 3, 3))).rejects.toThrow(
      /shard a\/c\/0\/0: another sink/,
    );
    await first.close();
    await second.writeChunk([1, 1], chunk(3, 3, 3, 3));
    await second.close();
    const array = (await openZarr(store, "a")) as ZarrArray;
    expect((await array.readChunk([0, 0]))?.data[0]).toBe(1);
    expect((await array.readChunk([1, 1]))?.data[0]).toBe(3);
    expect((await array.readChunk([2, 0]))?.data[0]).toBe(2);
  });

  it("does not find what is not there", async () => {
    await expect(updateZarrArray(memoryStore(), "a")).rejects.toMatchObject({ code: "not-found" });
  });
});

describe.each([2, 3] as const)("a hierarchy of v%d", (zarrFormat) => {
  async function hierarchy(): Promise<MemoryStore> {
    const store = memoryStore();
    const sink = await createZarr(store, { zarrFormat, attributes: { title: "A" }, consolidated: true });
    for (const path of ["g/a", "g/b", "c"]) {
      const array = await sink.createArray(path, INFO);
      await array.writeChunk([0, 0], chunk(1, 1, 1, 1));
      await array.close();
    }
    await sink.close();
    return store;
  }

  async function tree(store: MemoryStore, consolidated: boolean): Promise<unknown> {
    const root = await openZarr(store, "", { consolidated });
    if (root?.kind !== "group") return undefined;
    const g = await root.open("g");
    const a = await root.open("g/a");
    return [root.attributes, g?.kind, a?.kind === "array" && a.info.shape] satisfies (JsonObject | unknown)[];
  }

  it("loses a group with all below it", async () => {
    const store = await hierarchy();
    await deleteZarrNode(store, "g");
    expect(await collect(store.list("g/"))).toEqual([]);
    await consolidateZarr(store);
    expect(await tree(store, true)).toEqual([{ title: "A" }, undefined, false]);
    await expect(deleteZarrNode(store, "g")).rejects.toMatchObject({ code: "not-found" });
  });

  it("has its consolidated metadata renewed after a change", async () => {
    const store = await hierarchy();
    await resizeZarrArray(store, "g/a", [6, 6]);
    expect(await tree(store, true)).toEqual([{ title: "A" }, "group", [4, 4]]);
    await consolidateZarr(store);
    expect(await tree(store, true)).toEqual([{ title: "A" }, "group", [6, 6]]);
    expect(await tree(store, false)).toEqual([{ title: "A" }, "group", [6, 6]]);
    await consolidateZarr(store, "g");
    expect((await openZarr(store, "g"))?.kind).toBe("group");
    await expect(consolidateZarr(store, "c")).rejects.toMatchObject({ code: "not-found" });
  });
});
