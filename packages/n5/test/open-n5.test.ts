import { gzipSync } from "node:zlib";
import { createCoder } from "@chunkwright/codecs";
import { type JsonObject, readRegion, StorageError } from "@chunkwright/core";
import { memoryStore } from "@chunkwright/stores/memory";
import { collect, recordingStore } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { openN5 } from "../src/index.ts";
import { FIXTURES, fixtureStore, readFixture } from "./fixture.ts";
import { elementsOf, openArray, storeOf } from "./open-array.ts";

const RAW = { dimensions: [3, 2], blockSize: [2, 2], dataType: "uint8", compression: { type: "raw" } };
const HEADER = [0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2];

describe("openN5()", () => {
  it.each(FIXTURES)("reads %s as its writer does", async (name) => {
    const fixture = readFixture(name);
    const store = fixtureStore(fixture);
    for (const { path, dataType, shape, elements } of fixture.arrays) {
      const array = await openArray(store, path);
      expect([array.info.dataType, array.info.shape], path).toEqual([dataType, shape]);
      expect((await elementsOf(array)).toString("base64"), path).toBe(elements);
    }
  });

  it("turns the axes and keeps what is not N5's own", async () => {
    const { info, metadata } = await openArray(fixtureStore(readFixture("tensorstore_compressions")), "gzip");
    expect(info).toEqual({
      dataType: "int16",
      shape: [5, 7],
      chunkShape: [3, 4],
      fillValue: 0,
      codecs: [
        { name: "bytes", configuration: { endian: "big" } },
        { name: "gzip", configuration: { level: -1 } },
      ],
      dimensionNames: ["y", "x"],
      attributes: { units: ["nm", "um"], resolution: [4, 2] },
    });
    expect(metadata.dimensions).toEqual([7, 5]);
  });

  it("lists groups, with and without attributes", async () => {
    const root = await openN5(fixtureStore(readFixture("java")));
    if (root?.kind !== "group") throw new Error("The root is a group");
    expect(root.attributes).toEqual({ title: "as Java writes" });
    expect(root.metadata).toEqual({ n5: "4.0.0", title: "as Java writes" });
    expect((await collect(root.list!())).sort()).toEqual(
      ["cropped", "grown", "lz4", "mixed", "sparse", "varlength", "version0"].sort(),
    );
    const version0 = await root.open("version0");
    if (version0?.kind !== "group") throw new Error("version0 is a group");
    expect([version0.attributes, version0.metadata]).toEqual([{}, undefined]);
    expect((await collect(version0.list!())).length).toBe(5);
    expect((await version0.open("raw"))?.kind).toBe("array");
    expect(await root.open("absent")).toBeUndefined();
  });

  it("finds nothing in an empty store", async () => {
    expect(await openN5(memoryStore())).toBeUndefined();
  });

  it("takes BigStitcher's setups for groups, though they repeat what their datasets have", async () => {
    const setup = {
      ...RAW,
      downsamplingFactors: [
        [1, 1],
        [2, 2],
      ],
    };
    expect((await openN5(storeOf(setup)))?.kind).toBe("group");
    expect((await openN5(storeOf({ ...RAW, downsamplingFactors: [2, 2] })))?.kind).toBe("array");
  });

  it("says where blocks lie, in one small request", async () => {
    const store = recordingStore(fixtureStore(readFixture("java")));
    const array = await openArray(store, "varlength");
    expect(await array.locateChunk([1, 0])).toEqual({
      key: "varlength/0/1",
      offset: 16,
      shape: [2, 4],
      codecs: array.info.codecs,
    });
    expect(store.calls.slice(1)).toMatchObject([
      { operation: "getRange", key: "varlength/0/1", range: { offset: 0, length: 12 } },
    ]);
    const sparse = await openArray(store, "sparse");
    expect(await sparse.locateChunk([0, 0])).toBeUndefined();
  });

  it.each(["cropped", "mixed", "varlength", "lz4"])(
    "reads a region of %s by one whole value a chunk, decoded in place",
    async (name) => {
      const fixture = readFixture("java");
      const store = recordingStore(fixtureStore(fixture));
      const coder = createCoder();
      const decode = () => Promise.reject(new Error("decoded in place"));
      const array = await openN5(store, name, { coder: { ...coder, decode } });
      if (array?.kind !== "array") throw new Error(`${name} is an array`);
      store.reset();
      const elements = fixture.arrays.find(({ path }) => path === name)?.elements;
      expect((await elementsOf(array)).toString("base64")).toBe(elements);
      const calls = ["0/0", "0/1", "1/0", "1/1"].map((key) => ({ operation: "get", key: `${name}/${key}` }));
      expect(store.calls).toHaveLength(4);
      expect(store.calls).toEqual(expect.arrayContaining(calls));
    },
  );

  it("gives encoded chunks the shape of their block, and decoded ones that of all chunks", async () => {
    const mixed = await openArray(fixtureStore(readFixture("java")), "mixed");
    const shapes = [];
    for (const index of [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]) {
      shapes.push((await mixed.readEncodedChunk(index))?.shape);
      expect((await mixed.readChunk(index))?.shape).toEqual([3, 4]);
    }
    expect(shapes).toEqual([
      [3, 4],
      [3, 3],
      [3, 4],
      [3, 3],
    ]);
  });

  it("reads an array without axes as tensorstore writes it", async () => {
    const attributes = { dimensions: [], blockSize: [], dataType: "uint16", compression: { type: "raw" } };
    const array = await openArray(storeOf(attributes, { "0": [0, 0, 0, 0, 0, 7] }));
    expect((await array.readChunk([]))?.data).toEqual(Uint16Array.of(7));
  });

  it.each<[string, JsonObject, string]>([
    ["dimensions that are missing", { dimensions: null }, '"dimensions" is null, not a list of integers'],
    ["negative dimensions", { dimensions: [3, -2] }, '"dimensions" holds -2'],
    ["dimensions beyond 2^53", { dimensions: [2 ** 53, 2] }, '"dimensions" holds 9007199254740992'],
    ["an empty block", { blockSize: [2, 0] }, '"blockSize" holds 0'],
    ["a block of other rank", { blockSize: [2] }, '"blockSize" has 1 axes where "dimensions" has 2'],
    ["too many axes", { dimensions: new Array(33).fill(1) }, '"dimensions" has 33 axes, over 32'],
    ["an unknown data type", { dataType: "uint24" }, '"dataType" is "uint24"'],
    ["no compression", { compression: 5 }, '"compression" is 5, not an object with a type'],
    ["a bad option", { compression: { type: "gzip", level: 10 } }, "level is 10"],
  ])("rejects with 'invalid-data' for %s", async (_, change, fact) => {
    const error = await openN5(storeOf({ ...RAW, ...change })).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StorageError);
    expect(error).toMatchObject({ code: "invalid-data", message: expect.stringContaining(fact) });
  });

  it.each(["dimensions", "blockSize", "dataType", "compression"])(
    "rejects a dataset without %s",
    async (name) => {
      const { [name]: _, ...rest } = RAW as JsonObject;
      await expect(openN5(storeOf(rest))).rejects.toMatchObject({ code: "invalid-data" });
    },
  );

  it.each<[JsonObject, string]>([
    [{ compression: { type: "snappy" } }, "compression snappy"],
    [{ codecs: [{ name: "sharding_indexed" }] }, "a dataset with codecs or shards"],
    [{ blockSize: [65536, 65536] }, "a block of 4294967296 bytes"],
    [{ n5: "5.0.0" }, "version 5.0.0"],
  ])("refuses %o by name", async (change, feature) => {
    await expect(openN5(storeOf({ ...RAW, ...change }))).rejects.toMatchObject({
      code: "unsupported",
      context: { format: "n5", feature },
    });
  });

  it("refuses arrays whose codec the table lacks", async () => {
    const codecs = new Map();
    await expect(
      openN5(storeOf(RAW), "", { codecs, coder: createCoder({ table: codecs }) }),
    ).rejects.toMatchObject({
      code: "unsupported",
    });
  });

  it.each<[string, readonly number[], string]>([
    ["an empty one", [], "it has 0 bytes"],
    ["one cut in its header", HEADER.slice(0, 9), "its header alone takes 12"],
    ["one of another mode", [0, 7, ...HEADER.slice(2)], "its mode is 7"],
    ["one of other rank", [0, 0, 255, 255, ...HEADER.slice(4)], "it has 65535 dimensions, its dataset has 2"],
    ["one larger than its chunk", [...HEADER.slice(0, 4), 255, 255, 255, 255, 0, 0, 0, 2], "4294967295,2"],
    ["one of nothing", [...HEADER.slice(0, 4), 0, 0, 0, 0, 0, 0, 0, 2], "0,2"],
    ["one cut in its count", [0, 1, ...HEADER.slice(2)], "its number of elements is cut off"],
    ["one with too few values", [...HEADER, 1, 2, 3], "3 bytes are stored, 4 were expected"],
    ["one with too many values", [...HEADER, 1, 2, 3, 4, 5], "5 bytes are stored, 4 were expected"],
  ])("rejects a damaged block: %s", async (_, block, fact) => {
    const array = await openArray(storeOf(RAW, { "0/0": block }));
    const error = await array.readChunk([0, 0]).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      name: "StorageError",
      code: expect.stringMatching(/invalid-data|codec/),
      message: expect.stringContaining(fact),
    });
  });

  it("refuses blocks of values that are not a grid, and of objects among numbers", async () => {
    const blocks = {
      "0/0": [0, 2, 0, 0, 0, 4, 1, 2, 3, 4],
      "1/0": [0, 1, ...HEADER.slice(2), 0, 0, 0, 9, 1],
    };
    const array = await openArray(storeOf(RAW, blocks));
    await expect(array.readChunk([0, 0])).rejects.toMatchObject({ code: "unsupported" });
    await expect(array.readChunk([0, 1])).rejects.toMatchObject({ code: "unsupported" });
  });

  it("reads strings as n5-java writes them, their bytes counted", async () => {
    const texts = [...Buffer.from("a\0\0\u00e9\0b c\0")];
    const block = [0, 1, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, texts.length, ...texts];
    const array = await openArray(storeOf({ ...RAW, dataType: "string" }, { "0/0": block }));
    expect(array.info.fillValue).toBe("");
    expect(await array.readChunk([0, 0])).toEqual({
      dataType: "string",
      shape: [2, 2],
      data: ["a", "", "\u00e9", "b c"],
    });
    expect((await readRegion(array, { start: [0, 1], shape: [2, 2] })).data).toEqual(["", "", "b c", ""]);
  });

  describe("of objects", () => {
    const DOCUMENT = { ...RAW, dimensions: [5, 3], dataType: "object" };
    const OBJECT = [0, 2, 0, 0, 0, 3, 7, 8, 9];

    it("reads each block as one value, whatever its length", async () => {
      const array = await openArray(storeOf(DOCUMENT, { "2/1": OBJECT, "0/0": [0, 2, 0, 0, 0, 0] }));
      expect(array.info).toEqual({
        dataType: "bytes",
        shape: [2, 3],
        chunkShape: [1, 1],
        fillValue: new Uint8Array(0),
        codecs: [{ name: "n5.object" }],
        attributes: { n5: { dimensions: [5, 3], blockSize: [2, 2] } },
      });
      const { data } = await readRegion(array, { start: [0, 0], shape: [2, 3] });
      const empty = new Uint8Array(0);
      expect(data).toEqual([empty, empty, empty, empty, empty, Uint8Array.of(7, 8, 9)]);
      expect(await array.locateChunk([1, 2])).toMatchObject({ key: "2/1", offset: 6, shape: [1, 1] });
    });

    it("reads compressed ones, whose length counts before compression", async () => {
      const value = new Uint8Array(1000).fill(3);
      const block = [0, 2, 0, 0, 3, 232, ...gzipSync(value)];
      const array = await openArray(
        storeOf({ ...DOCUMENT, compression: { type: "gzip" } }, { "1/0": block }),
      );
      expect((await array.readChunk([0, 1]))?.data).toEqual([value]);
    });

    it.each<[string, JsonObject, readonly number[], string]>([
      ["in another mode", {}, [...HEADER, 1, 2, 3, 4], "a block of mode 0 for elements of bytes"],
      ["cut off", {}, OBJECT.slice(0, 8), "its object takes 2 bytes, not 3"],
      ["cut in its header", {}, OBJECT.slice(0, 5), "its header alone takes 6"],
      [
        "of another length when decoded",
        { compression: { type: "gzip" } },
        [...OBJECT.slice(0, 6), ...gzipSync(Uint8Array.of(1))],
        "its object takes 1 bytes, not 3",
      ],
    ])("refuses one %s", async (_, change, block, fact) => {
      const array = await openArray(storeOf({ ...DOCUMENT, ...change }, { "0/0": block }));
      await expect(array.readChunk([0, 0])).rejects.toThrow(fact);
    });
  });

  it("does not follow paths out of the hierarchy", async () => {
    await expect(openN5(memoryStore(), "../a")).rejects.toMatchObject({ code: "invalid-data" });
  });
});
