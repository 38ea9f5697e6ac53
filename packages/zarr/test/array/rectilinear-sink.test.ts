import {
  type ArrayInfo,
  bytesOf,
  type CodecSpec,
  chunkIndices,
  filledChunk,
  gridShape,
  readRegion,
  type Shape,
} from "@chunkwright/core";
import { type MemoryStore, memoryStore } from "@chunkwright/stores/memory";
import { chunkOf, sampleArray, writeSample } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import {
  appendToZarrArray,
  createZarrArray,
  openZarr,
  resizeZarrArray,
  updateZarrArray,
  type ZarrArray,
  type ZarrArrayOptions,
} from "../../src/index.ts";
import { arrayInfo, hexOf } from "../sample.ts";

const LITTLE: CodecSpec = { name: "bytes", configuration: { endian: "little" } };
const GZIP: CodecSpec = { name: "gzip", configuration: { level: 1 } };
const V3: ZarrArrayOptions = { zarrFormat: 3 };

/** 11 x 10 elements in chunks of these lengths. */
function rectilinear(edgeLengths: readonly Shape[], change: Partial<ArrayInfo> = {}): ArrayInfo {
  const chunkShape = edgeLengths.map((lengths) => Math.max(...lengths));
  return arrayInfo("uint16", [LITTLE, GZIP], { shape: [11, 10], chunkShape, edgeLengths, ...change });
}

async function opened(store: Parameters<typeof openZarr>[0]): Promise<ZarrArray> {
  const node = await openZarr(store);
  if (node?.kind !== "array") throw new Error("The root is not an array");
  return node;
}

async function hexOfAll(array: ZarrArray): Promise<string> {
  const { shape } = array.info;
  return hexOf(await readRegion(array, { start: shape.map(() => 0), shape }));
}

async function gridOf(store: MemoryStore): Promise<unknown> {
  return JSON.parse(new TextDecoder().decode(await store.get("zarr.json"))).chunk_grid;
}

const GRIDS: readonly (readonly [edges: readonly Shape[], shapes: unknown])[] = [
  [
    [
      [1, 2, 3, 5],
      [3, 3, 4],
    ],
    [
      [1, 2, 3, 5],
      [[3, 2], 4],
    ],
  ],
  [
    [[4, 4, 3], [10]],
    [[[4, 2], 3], [10]],
  ],
  [
    [
      [2, 6, 6],
      [1, 1, 1, 1, 6],
    ],
    [
      [2, [6, 2]],
      [[1, 4], 6],
    ],
  ],
];

describe("createZarrArray() of a rectilinear grid", () => {
  it.each(GRIDS)("writes chunks of the lengths %j", async (edges, shapes) => {
    const store = memoryStore();
    const sink = await createZarrArray(store, "", rectilinear(edges), V3);
    const whole = await writeSample(sink);
    await sink.close();
    expect(await gridOf(store)).toEqual({
      name: "rectilinear",
      configuration: { kind: "inline", chunk_shapes: shapes },
    });
    const array = await opened(store);
    expect(array.info).toEqual(sink.info);
    expect(await hexOfAll(array)).toBe(hexOf(whole));
  });

  it.each<[string, Partial<ZarrArrayOptions>]>([
    ["at their end", {}],
    ["at their start, without a checksum", { sharding: { indexLocation: "start", checksum: false } }],
    ["and further shards inside", { sharding: { innerShards: [[2, 4]] } }],
    ["and axes in another order", { sharding: { order: [1, 0] } }],
  ])("writes shards that differ in size, with an index %s", async (_, options) => {
    const edges = [
      [2, 6, 4],
      [8, 4],
    ];
    const order = options.sharding?.order;
    const codecs = [...(order ? [{ name: "transpose", configuration: { order } }] : []), LITTLE, GZIP];
    const info = rectilinear(edges, { codecs, chunkShape: [2, 2], shardShape: [6, 8] });
    const store = memoryStore();
    const sink = await createZarrArray(store, "", info, { ...V3, ...options });
    const whole = await writeSample(sink, ([row]) => row === 0);
    await sink.close();
    expect(await store.get("c/0/0")).toBeUndefined();
    const array = await opened(store);
    expect(array.info).toMatchObject({ chunkShape: [2, 2], shardShape: [6, 8], edgeLengths: edges });
    expect((await hexOfAll(array)).slice(80)).toBe(hexOf(whole).slice(80));
    expect(await array.locateChunk?.([1, 3])).toMatchObject({ key: "c/1/0" });
    expect(await array.locateChunk?.([5, 4])).toMatchObject({ key: "c/2/1" });
  });

  it("copies encoded chunks that are stored alone, and cuts others", async () => {
    const info = rectilinear(GRIDS[0]![0]);
    const [store, copy] = [memoryStore(), memoryStore()];
    const sink = await createZarrArray(store, "", info, V3);
    await writeSample(sink);
    await sink.close();
    const source = await opened(store);
    const target = await createZarrArray(copy, "", info, V3);
    for (const index of chunkIndices(gridShape(info)))
      await target.writeEncodedChunk(index, (await source.readEncodedChunk(index))!);
    await target.close();
    expect(await hexOfAll(await opened(copy))).toBe(await hexOfAll(source));
  });

  it("leaves out chunks of which every part is skipped or the fill value", async () => {
    const info = rectilinear(GRIDS[1]![0], { fillValue: 7 });
    const store = memoryStore();
    const sink = await createZarrArray(store, "", info, { ...V3, skipFillChunks: true });
    await sink.skipChunk?.([0, 0]);
    await sink.writeChunk([1, 0], filledChunk("uint16", [4, 10], 7));
    await sink.writeChunk([2, 0], chunkOf(sampleArray(info), info, [2, 0]));
    await sink.close();
    expect(await store.get("c/0/0")).toBeUndefined();
    expect(await store.get("c/1/0")).toBeUndefined();
    expect(await store.get("c/2/0")).toBeDefined();
  });

  it("stores what is there when it closes, and tries again what could not be stored", async () => {
    const info = rectilinear(GRIDS[2]![0], { fillValue: 7 });
    const memory = memoryStore();
    let isBroken = true;
    const store = {
      ...memory,
      async set(...given: Parameters<MemoryStore["set"]>) {
        if (isBroken && given[0] === "c/0/4") throw new Error("full");
        await memory.set(...given);
      },
    };
    const sink = await createZarrArray(store, "", info, V3);
    await sink.writeChunk([0, 0], chunkOf(sampleArray(info), info, [0, 0]));
    await expect(sink.close()).rejects.toThrow("full");
    isBroken = false;
    await sink.close();
    const { data } = await readRegion(await opened(memory), { start: [0, 0], shape: [11, 10] });
    const expected = bytesOf(sampleArray(info).data);
    // The first six of ten columns of the first six rows were given.
    expect(bytesOf(data).slice(0, 12)).toEqual(expected.slice(0, 12));
    expect([...(data as Uint16Array).slice(6, 10)]).toEqual([7, 7, 7, 7]);
    expect([...(data as Uint16Array).slice(60, 70)]).toEqual(Array(10).fill(7));
  });

  it("refuses a chunk behind one that is complete, and lengths that do not fit the array", async () => {
    const info = rectilinear(GRIDS[1]![0]);
    const sink = await createZarrArray(memoryStore(), "", info, V3);
    const chunk = () => filledChunk("uint16", [4, 10], 1);
    await sink.writeChunk([0, 0], chunk());
    await expect(sink.writeChunk([0, 0], chunk())).rejects.toThrow(TypeError);
    const create = (change: Partial<ArrayInfo>) =>
      createZarrArray(memoryStore(), "", { ...info, ...change }, V3);
    await expect(create({ edgeLengths: [[4, 4], [10]] })).rejects.toMatchObject({ code: "invalid-data" });
    await expect(create({ edgeLengths: [[4, 4, 4]] })).rejects.toMatchObject({ code: "invalid-data" });
    await expect(create({ edgeLengths: [[6, 5], [10]] })).rejects.toThrow(RangeError);
    await expect(create({ chunkShape: [3, 4], shardShape: [4, 10] })).rejects.toMatchObject({
      code: "invalid-data",
    });
  });

  it("makes a regular grid of it in version 2", async () => {
    const store = memoryStore();
    const sink = await createZarrArray(store, "", rectilinear(GRIDS[0]![0]), { zarrFormat: 2 });
    expect(sink.info.edgeLengths).toBeUndefined();
    const whole = await writeSample(sink);
    await sink.close();
    const array = await opened(store);
    expect(array.info.chunkShape).toEqual([5, 4]);
    expect(await hexOfAll(array)).toBe(hexOf(whole));
  });
});

describe("updateZarrArray() of a rectilinear grid", () => {
  it("keeps what is stored beside the chunks that are given", async () => {
    const info = rectilinear(GRIDS[2]![0]);
    const store = memoryStore();
    const created = await createZarrArray(store, "", info, V3);
    const whole = await writeSample(created);
    await created.close();
    const sink = await updateZarrArray(store, "");
    await sink.writeChunk([1, 1], filledChunk("uint16", [6, 6], 500));
    await sink.close();
    const { data } = await readRegion(await opened(store), { start: [0, 0], shape: [11, 10] });
    const expected = Array.from(whole.data as Uint16Array, (value, i) =>
      i >= 60 && i % 10 >= 6 ? 500 : value,
    );
    expect([...(data as Uint16Array)]).toEqual(expected);
  });

  it("takes chunks of sharded arrays, shard by shard", async () => {
    const edges = [[2, 6, 4], [10]];
    const store = memoryStore();
    const info = rectilinear(edges, { chunkShape: [2, 5], shardShape: [6, 10] });
    const created = await createZarrArray(store, "", info, V3);
    const whole = await writeSample(created);
    await created.close();
    const sink = await updateZarrArray(store, "");
    await sink.writeChunk([2, 1], filledChunk("uint16", [2, 5], 500));
    await sink.close();
    const { data } = await readRegion(await opened(store), { start: [0, 0], shape: [11, 10] });
    const isNew = (i: number) => i >= 40 && i < 60 && i % 10 >= 5;
    expect([...(data as Uint16Array)]).toEqual(
      Array.from(whole.data as Uint16Array, (value, i) => (isNew(i) ? 500 : value)),
    );
  });
});

describe("resizeZarrArray() and appendToZarrArray() of a rectilinear grid", () => {
  async function stored(change: Partial<ArrayInfo> = {}) {
    const store = memoryStore();
    const sink = await createZarrArray(store, "", rectilinear([[4, 7], [10]], change), V3);
    const whole = await writeSample(sink);
    await sink.close();
    return { store, whole };
  }

  it("cuts chunks off, and adds one", async () => {
    const { store, whole } = await stored();
    await resizeZarrArray(store, "", [4, 10]);
    expect(await store.get("c/1/0")).toBeUndefined();
    await resizeZarrArray(store, "", [13, 10]);
    expect(await gridOf(store)).toMatchObject({ configuration: { chunk_shapes: [[4, 7, 2], [10]] } });
    expect((await hexOfAll(await opened(store))).slice(0, 160)).toBe(hexOf(whole).slice(0, 160));
  });

  it("adds whole chunks to shards", async () => {
    const { store } = await stored({
      edgeLengths: [[4, 8], [10]],
      chunkShape: [2, 10],
      shardShape: [8, 10],
    });
    await resizeZarrArray(store, "", [15, 10]);
    expect(await gridOf(store)).toMatchObject({ configuration: { chunk_shapes: [[4, 8, 4], [10]] } });
  });

  it("appends elements in a chunk of their own", async () => {
    const { store, whole } = await stored();
    const added = sampleArray({ dataType: "uint16", shape: [3, 10] });
    await appendToZarrArray(store, "", added);
    expect(await gridOf(store)).toMatchObject({ configuration: { chunk_shapes: [[4, 7, 3], [10]] } });
    expect(await hexOfAll(await opened(store))).toBe(hexOf(whole) + hexOf(added));
  });
});
