import {
  type ArrayInfo,
  bytesOf,
  createChunk,
  type JsonObject,
  type WritableStore,
  writeArray,
} from "@chunkwright/core";
import { type MemoryStore, memoryStore } from "@chunkwright/stores/memory";
import { sampleArray, writeSample } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { createN5, openN5 } from "../src/index.ts";
import { elementsOf, openArray } from "./open-array.ts";
import { arrayInfo, BIG, CARRIED, COMPRESSORS, DATA_TYPES } from "./sample.ts";

async function textOf(store: MemoryStore, key: string): Promise<unknown> {
  return JSON.parse(new TextDecoder().decode(await store.get(key)));
}

describe("createN5()", () => {
  it.each(DATA_TYPES)("writes %s so that it reads back, in every compression", async (dataType) => {
    const store = memoryStore();
    const sink = await createN5(store);
    for (const [name, compressor] of Object.entries(COMPRESSORS)) {
      const array = await sink.createArray(name, arrayInfo(dataType, compressor));
      const whole = await writeSample(array);
      await array.close();
      const read = await openArray(store, name);
      expect(read.info, name).toEqual(array.info);
      expect((await elementsOf(read)).equals(bytesOf(whole.data)), name).toBe(true);
    }
    await sink.close();
  });

  it.each(CARRIED)("carries %s by numbers that N5 has, in every compression", async (dataType) => {
    const store = memoryStore();
    const sink = await createN5(store);
    for (const [name, compressor] of Object.entries(COMPRESSORS)) {
      const change = { dimensionNames: ["y", "x"], attributes: { a: 1 } };
      const array = await sink.createArray(name, arrayInfo(dataType, compressor, change));
      const whole = await writeSample(array);
      await array.close();
      const read = await openArray(store, name);
      expect(read.info, name).toEqual(array.info);
      expect(read.info, name).toMatchObject({ dataType, shape: [7, 10], chunkShape: [4, 6], ...change });
      expect((await elementsOf(read)).equals(bytesOf(whole.data)), name).toBe(true);
    }
    await sink.close();
  });

  it("takes whole arrays as it takes their chunks, and leaves them as they are", async () => {
    const store = memoryStore();
    const sink = await createN5(store);
    for (const dataType of ["uint16", "complex64"] as const) {
      const info = arrayInfo(dataType, COMPRESSORS.gzip);
      const whole = sampleArray(info);
      const parts = await sink.createArray(`${dataType}-parts`, info);
      await writeArray(parts, whole);
      await parts.close();
      expect(whole).toEqual(sampleArray(info));
      const chunks = await sink.createArray(`${dataType}-chunks`, info);
      await writeSample(chunks);
      await chunks.close();
      for (const block of ["0/0", "1/0", "0/1", "1/1"].map((at) =>
        dataType === "uint16" ? at : `0/${at}`,
      )) {
        const expected = await store.get(`${dataType}-chunks/${block}`);
        expect(expected, block).toBeDefined();
        expect(await store.get(`${dataType}-parts/${block}`), block).toEqual(expected);
      }
    }
  });

  it("copies encoded chunks of what is carried", async () => {
    const store = memoryStore();
    const sink = await createN5(store);
    const from = await sink.createArray("from", arrayInfo("complex64", COMPRESSORS.zstd));
    const whole = await writeSample(from);
    await from.close();
    const read = await openArray(store, "from");
    const to = await sink.createArray("to", read.info);
    await to.writeEncodedChunk([0, 0], (await read.readEncodedChunk([0, 0]))!);
    await to.close();
    expect(await read.locateChunk([1, 1])).toMatchObject({ key: "from/0/1/1", shape: [3, 4] });
    const { data } = (await (await openArray(store, "to")).readChunk([0, 0]))!;
    expect(data.slice(0, 12)).toEqual(whole.data.slice(0, 12));
  });

  it("shows the numbers alone where they no longer fit what they are said to carry", async () => {
    const store = memoryStore();
    const sink = await createN5(store);
    await (await sink.createArray("a", arrayInfo("complex64", undefined))).close();
    const document = (await textOf(store, "a/attributes.json")) as JsonObject;
    expect(document).toMatchObject({ dataType: "float32", dimensions: [2, 10, 7], blockSize: [2, 6, 4] });
    const other = { ...document, dimensions: [3, 10, 7] };
    await store.set("a/attributes.json", new TextEncoder().encode(JSON.stringify(other)));
    expect((await openArray(store, "a")).info).toMatchObject({ dataType: "float32", shape: [7, 10, 3] });
  });

  it("writes documents as N5 has them, axes turned, the root's last", async () => {
    const store = memoryStore();
    const keys: string[] = [];
    const recording: WritableStore = {
      delete: (key) => store.delete(key),
      set(key, value) {
        keys.push(key);
        return store.set(key, value);
      },
    };
    const sink = await createN5(recording, { attributes: { title: "t" } });
    await sink.createGroup("a", { b: [1] });
    const info = arrayInfo("uint16", COMPRESSORS.blosc, {
      dimensionNames: ["y", "x"],
      attributes: { units: ["nm", "um"] },
    });
    const array = await sink.createArray("a/b/c", info);
    await array.writeChunk([1, 1], createChunk("uint16", [4, 6]));
    await array.close();
    await sink.close();
    expect(keys).toEqual([
      "a/b/c/1/1",
      "a/b/c/attributes.json",
      "a/b/attributes.json",
      "a/attributes.json",
      "attributes.json",
    ]);
    expect(await textOf(store, "attributes.json")).toEqual({ n5: "2.0.0", title: "t" });
    expect(await textOf(store, "a/attributes.json")).toEqual({ b: [1] });
    expect(await textOf(store, "a/b/attributes.json")).toEqual({});
    expect(await textOf(store, "a/b/c/attributes.json")).toEqual({
      units: ["nm", "um"],
      dimensions: [10, 7],
      blockSize: [6, 4],
      dataType: "uint16",
      compression: { type: "blosc", cname: "lz4", clevel: 5, shuffle: 1, blocksize: 0 },
      axes: ["x", "y"],
    });
    const read = await openArray(store, "a/b/c");
    expect([read.info.dimensionNames, read.info.attributes]).toEqual([["y", "x"], { units: ["nm", "um"] }]);
  });

  it("keeps attributes whose names are N5's, out of the way of readers", async () => {
    const store = memoryStore();
    const theirs = { n5: "mine", dimensions: "small", blockSize: [1], codecs: null, axes: ["p", "q"], a: 1 };
    const sink = await createN5(store, { attributes: theirs });
    const array = await sink.createArray("a", arrayInfo("uint8", undefined, { attributes: theirs }));
    await array.close();
    await sink.close();
    const { n5: _, axes, a, ...moved } = theirs;
    expect(await textOf(store, "attributes.json")).toEqual({
      n5: "2.0.0",
      axes,
      a,
      _chunkwright: { attributes: { n5: "mine", ...moved } },
    });
    expect(await textOf(store, "a/attributes.json")).toMatchObject({
      dimensions: [10, 7],
      blockSize: [6, 4],
    });
    const read = await openArray(store, "a");
    expect(read.info.attributes).toEqual(theirs);
    expect(read.info.dimensionNames).toBeUndefined();
    const group = await openN5(store);
    expect(group?.kind === "group" && group.attributes).toEqual(theirs);
  });

  it("leaves attributes of groups alone that make no dataset of them", async () => {
    const store = memoryStore();
    const sink = await createN5(store, { attributes: { dataType: "uint8" } });
    await sink.close();
    expect(await textOf(store, "attributes.json")).toEqual({ n5: "2.0.0", dataType: "uint8" });
  });

  it.each([[["x", "x"]], [["", "x"]], [[null, "x"]], [[null, null]], [["y", "x"]]])(
    "keeps the names %j of axes",
    async (dimensionNames) => {
      const store = memoryStore();
      const sink = await createN5(store);
      const attributes = { axes: ["p", "q"] };
      const array = await sink.createArray(
        "a",
        arrayInfo("complex64", undefined, { dimensionNames, attributes }),
      );
      await array.close();
      expect((await openArray(store, "a")).info).toMatchObject({ dimensionNames, attributes });
    },
  );

  it("believes axes that have been named since", async () => {
    const store = memoryStore();
    const sink = await createN5(store);
    const array = await sink.createArray("a", arrayInfo("uint8", undefined, { dimensionNames: ["", "x"] }));
    await array.close();
    const document = await textOf(store, "a/attributes.json");
    const named = JSON.stringify({ ...(document as object), axes: ["u", "v"] });
    await store.set("a/attributes.json", new TextEncoder().encode(named));
    expect((await openArray(store, "a")).info.dimensionNames).toEqual(["v", "u"]);
  });

  it("puts the version into an array at the root, where it is not an attribute", async () => {
    const store = memoryStore();
    const sink = await createN5(store, { path: "image.n5" });
    const array = await sink.createArray("", arrayInfo("uint8", undefined));
    await array.close();
    await sink.close();
    expect(await textOf(store, "image.n5/attributes.json")).toMatchObject({ n5: "2.0.0", blockSize: [6, 4] });
    expect((await openArray(store, "image.n5")).info.attributes).toEqual({});
  });

  it("crops blocks at the edge as n5-java does, and stores encoded chunks as they are", async () => {
    const store = memoryStore();
    const sink = await createN5(store);
    const info = arrayInfo("uint8", undefined);
    const array = await sink.createArray("a", info);
    const chunk = createChunk("uint8", [4, 6]);
    chunk.data.fill(1);
    await array.writeChunk([1, 1], chunk);
    expect((await store.get("a/1/1"))?.join()).toBe(`0,0,0,2,0,0,0,4,0,0,0,3${",1".repeat(12)}`);
    const bytes = new Uint8Array(24).fill(2);
    await array.writeEncodedChunk([1, 1], { bytes, dataType: "uint8", shape: [4, 6], codecs: [BIG] });
    expect((await store.get("a/1/1"))?.join()).toBe(`0,0,0,2,0,0,0,6,0,0,0,4${",2".repeat(24)}`);
  });

  it("writes strings as n5-java does, with the number of their bytes", async () => {
    const store = memoryStore();
    const sink = await createN5(store, { skipFillChunks: true });
    for (const [name, compressor] of Object.entries(COMPRESSORS)) {
      const info = arrayInfo("string", compressor, {
        chunkShape: [4, 5],
        codecs: compressor ? [{ name: "n5.strings" }, compressor] : [{ name: "n5.strings" }],
      });
      const array = await sink.createArray(name, info);
      const chunk = createChunk("string", [4, 5]);
      await array.writeChunk([0, 0], chunk);
      expect(await store.get(`${name}/0/0`)).toBeUndefined();
      chunk.data.fill("\u00e9", 0, 2);
      await array.writeChunk([0, 0], chunk);
      await array.close();
      const block = await store.get(`${name}/0/0`);
      expect(block?.subarray(0, 16).join(), name).toBe("0,1,0,2,0,0,0,5,0,0,0,4,0,0,0,24");
      const read = await openArray(store, name);
      expect((await read.readChunk([0, 0]))?.data, name).toEqual(chunk.data);
      const encoded = await read.readEncodedChunk([0, 0]);
      const copy = await sink.createArray(`${name}-copy`, info);
      await copy.writeEncodedChunk([0, 0], encoded!);
      expect(await store.get(`${name}-copy/0/0`), name).toEqual(block);
    }
  });

  it("writes objects as n5-java does, one a block, by the dimensions that they came with", async () => {
    const store = memoryStore();
    const sink = await createN5(store, { skipFillChunks: true });
    const grid = { dimensions: [5, 3], blockSize: [2, 2] };
    for (const [name, compressor] of Object.entries(COMPRESSORS)) {
      const info = arrayInfo("bytes", compressor, {
        shape: [2, 3],
        chunkShape: [1, 1],
        codecs: compressor ? [{ name: "n5.object" }, compressor] : [{ name: "n5.object" }],
        attributes: { n5: grid, who: "I" },
      });
      const array = await sink.createArray(name, info);
      expect(array.info.attributes, name).toEqual(info.attributes);
      const data = [Uint8Array.of(4, 5, 6)];
      await array.writeChunk([1, 2], { dataType: "bytes", shape: [1, 1], data });
      await array.writeChunk([0, 0], { dataType: "bytes", shape: [1, 1], data: [new Uint8Array(0)] });
      await array.close();
      expect(await textOf(store, `${name}/attributes.json`)).toMatchObject({
        ...grid,
        dataType: "object",
        who: "I",
      });
      expect(await store.get(`${name}/0/0`)).toBeUndefined();
      const block = await store.get(`${name}/2/1`);
      expect(block?.subarray(0, 6).join(), name).toBe("0,2,0,0,0,3");
      if (!compressor) expect(block?.subarray(6).join()).toBe("4,5,6");
      const read = await openArray(store, name);
      expect((await read.readChunk([1, 2]))?.data, name).toEqual([Uint8Array.of(4, 5, 6)]);
      const copy = await sink.createArray(`${name}-copy`, info);
      await copy.writeEncodedChunk([1, 2], (await read.readEncodedChunk([1, 2]))!);
      expect(await store.get(`${name}-copy/2/1`), name).toEqual(block);
    }
  });

  it.each<[string, ArrayInfo["attributes"]]>([
    ["none", {}],
    ["those of another shape", { n5: { dimensions: [9, 3], blockSize: [2, 2] } }],
    ["those that are none", { n5: { dimensions: [5, 3], blockSize: [2, 0] } }],
  ])("gives objects blocks of one where the attributes have %s", async (_, attributes) => {
    const store = memoryStore();
    const sink = await createN5(store);
    const codecs = [{ name: "n5.object" }];
    const change = { shape: [2, 3], chunkShape: [1, 1], codecs, attributes };
    await (await sink.createArray("a", arrayInfo("bytes", undefined, change))).close();
    expect(await textOf(store, "a/attributes.json")).toMatchObject({ dimensions: [3, 2], blockSize: [1, 1] });
    const several = arrayInfo("bytes", undefined, { ...change, chunkShape: [1, 3] });
    await expect(sink.createArray("b", several)).rejects.toThrow("N5 has no blocks of [1,3] objects");
  });

  it("keeps what elements mean beyond what N5 can say", async () => {
    const store = memoryStore();
    const sink = await createN5(store);
    const logicalType = { name: "numpy.datetime64", configuration: { unit: "ms", scale_factor: 1 } };
    const array = await sink.createArray("a", arrayInfo("int64", undefined, { logicalType }));
    await array.close();
    const { info } = await openArray(store, "a");
    expect([info.logicalType, info.attributes]).toEqual([logicalType, {}]);
  });

  it("leaves out chunks of zeroes if told to, whatever their padding", async () => {
    const store = memoryStore([["a/1/1", new Uint8Array(1)]]);
    const sink = await createN5(store, { skipFillChunks: true });
    const array = await sink.createArray("a", arrayInfo("uint8", undefined));
    const chunk = createChunk("uint8", [4, 6]);
    chunk.data[23] = 1;
    await array.writeChunk([1, 1], chunk);
    expect(await store.get("a/1/1")).toBeUndefined();
    chunk.data[0] = 1;
    await array.writeChunk([1, 1], chunk);
    expect(await store.get("a/1/1")).toBeDefined();
  });

  it.each<[string, Partial<ArrayInfo>, string]>([
    ["a data type that nothing in N5 carries", { dataType: "json", fillValue: null }, "data type json"],
    ["another fill value than 0", { fillValue: 5 }, "fill value 5"],
    ["shards", { shardShape: [8, 12] }, "shards"],
    [
      "little-endian elements",
      { codecs: [{ name: "bytes", configuration: { endian: "little" } }] },
      "little-endian",
    ],
    [
      "a filter",
      { codecs: [{ name: "transpose", configuration: { order: [1, 0] } }, BIG] },
      "codec transpose",
    ],
    ["an unknown compressor", { codecs: [BIG, { name: "numcodecs.lz4" }] }, "codec numcodecs.lz4"],
    [
      "LZMA that is no .xz",
      { codecs: [BIG, { name: "numcodecs.lzma", configuration: { format: 3 } }] },
      "LZMA in format 3",
    ],
    ["two compressors", { codecs: [BIG, { name: "gzip" }, { name: "crc32c" }] }, "codec crc32c"],
  ])("refuses %s", async (_, change, fact) => {
    const sink = await createN5(memoryStore());
    await expect(sink.createArray("a", arrayInfo("uint16", undefined, change))).rejects.toMatchObject({
      code: "unsupported",
      message: expect.stringContaining(fact),
    });
  });

  it("says what a caller does wrong", async () => {
    const sink = await createN5(memoryStore());
    const array = await sink.createArray("a", arrayInfo("uint8", undefined));
    await expect(sink.createGroup("a", {})).rejects.toMatchObject({ code: "exists" });
    await expect(sink.createArray("a/b", arrayInfo("uint8", undefined))).rejects.toThrow(RangeError);
    await expect(array.writeChunk([0, 0], createChunk("uint8", [4, 5]))).rejects.toThrow(TypeError);
    await expect(array.writeChunk([2, 0], createChunk("uint8", [4, 6]))).rejects.toThrow(RangeError);
    await expect(sink.close()).rejects.toThrow("array a is still open");
    await array.close();
    await expect(array.writeChunk([0, 0], createChunk("uint8", [4, 6]))).rejects.toThrow("is closed");
    await sink.close();
  });
});
