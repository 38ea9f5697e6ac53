import {
  type ArrayInfo,
  type CodecSpec,
  chunkIndices,
  filledChunk,
  gridShape,
  type JsonObject,
  readRegion,
  writeArray,
} from "@chunkwright/core";
import { type MemoryStore, memoryStore } from "@chunkwright/stores/memory";
import { chunkOf, collect, recordingStore, sampleArray, writeSample } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import {
  createZarr,
  createZarrArray,
  openZarr,
  type ZarrArray,
  type ZarrFormat,
  type ZarrGroup,
} from "../src/index.ts";
import { arrayInfo, DATA_TYPES, hexOf } from "./sample.ts";

const LITTLE: CodecSpec = { name: "bytes", configuration: { endian: "little" } };
const GZIP: CodecSpec = { name: "gzip", configuration: { level: 1 } };
const FORMATS: readonly ZarrFormat[] = [2, 3];

async function keysOf(store: MemoryStore, prefix = ""): Promise<string[]> {
  const keys: string[] = [];
  for await (const { kind, key } of store.list(prefix)) {
    if (kind === "key") keys.push(key);
    else keys.push(...(await keysOf(store, key)));
  }
  return keys.sort();
}

async function documentAt(store: MemoryStore, key: string): Promise<JsonObject> {
  const bytes = await store.get(key);
  if (!bytes) throw new Error(`${key} is not there`);
  return JSON.parse(new TextDecoder().decode(bytes)) as JsonObject;
}

async function reopened(store: MemoryStore, path = ""): Promise<ZarrArray> {
  const node = await openZarr(store, path);
  if (node?.kind !== "array") throw new Error("no array");
  return node;
}

async function elementsOf(array: ZarrArray): Promise<string> {
  const { shape } = array.info;
  return hexOf(await readRegion(array, { start: shape.map(() => 0), shape }));
}

describe.each(FORMATS)("createZarrArray() in version %i", (zarrFormat) => {
  it.each(DATA_TYPES)("round-trips %s with every kind of fill value", async (dataType) => {
    const store = memoryStore();
    for (const [i, fillValue] of fillValues(dataType).entries()) {
      const info = arrayInfo(dataType, [LITTLE, GZIP], { fillValue, attributes: { i } });
      const sink = await createZarrArray(store, `a${i}`, info, { zarrFormat });
      const whole = await writeSample(sink);
      await sink.close();
      const array = await reopened(store, `a${i}`);
      expect(array.info).toEqual(sink.info);
      expect(array.info.fillValue).toEqual(fillValue);
      expect(array.info.attributes).toEqual({ i });
      expect(await elementsOf(array)).toBe(hexOf(whole));
    }
  });

  it.each([
    ["a scalar", { shape: [], chunkShape: [] }],
    ["an empty axis", { shape: [0, 3], chunkShape: [2, 2] }],
    [
      "five axes",
      { shape: [2, 1, 3, 4, 5], chunkShape: [1, 1, 2, 3, 5], dimensionNames: ["t", "c", "z", "y", "x"] },
    ],
  ])("round-trips %s", async (_, change: Partial<ArrayInfo>) => {
    const store = memoryStore();
    const sink = await createZarrArray(store, "", arrayInfo("int32", [LITTLE], change), { zarrFormat });
    const whole = await writeSample(sink);
    await sink.close();
    const array = await reopened(store);
    expect(array.info.dimensionNames).toEqual(change.dimensionNames);
    expect(await elementsOf(array)).toBe(hexOf(whole));
  });

  it("writes dimension names although an attribute says others", async () => {
    const store = memoryStore();
    const change = {
      shape: [2],
      chunkShape: [2],
      dimensionNames: ["t"],
      attributes: { _ARRAY_DIMENSIONS: ["time"] },
    };
    const sink = await createZarrArray(store, "", arrayInfo("int32", [LITTLE], change), { zarrFormat });
    await sink.close();
    expect((await reopened(store)).info.dimensionNames).toEqual(["t"]);
  });

  it("takes whole arrays as it takes their chunks, and leaves them as they are", async () => {
    const info = arrayInfo("uint16", [LITTLE, GZIP], { shape: [7, 11] });
    const shards = { ...info, shardShape: [8, 10] };
    for (const [change, skipFillChunks] of [
      [info, false],
      [info, true],
      ...(zarrFormat === 3 ? ([[shards, false]] as const) : []),
    ] as const) {
      const whole = sampleArray(change);
      const [parts, chunks] = [memoryStore(), memoryStore()];
      const options = { zarrFormat, skipFillChunks };
      const sink = await createZarrArray(parts, "", change, options);
      await writeArray(sink, whole);
      await sink.close();
      expect(whole).toEqual(sampleArray(change));
      const other = await createZarrArray(chunks, "", change, options);
      await writeSample(other);
      await other.close();
      for (const key of await keysOf(chunks))
        expect(await parts.get(key), key).toEqual(await chunks.get(key));
      expect(await keysOf(parts)).toEqual(await keysOf(chunks));
      expect(sink.writePart === undefined).toBe(skipFillChunks);
    }
  });

  it("writes metadata last", async () => {
    const store = memoryStore();
    const sink = await createZarrArray(store, "a", arrayInfo("uint8", [{ name: "bytes" }]), { zarrFormat });
    await writeSample(sink);
    expect(await openZarr(store, "a")).toBeUndefined();
    await sink.close();
    expect((await openZarr(store, "a"))?.zarrFormat).toBe(zarrFormat);
    await expect(writeSample(sink)).rejects.toThrow(TypeError);
  });

  it("stores encoded chunks that decode alike, and no others", async () => {
    const store = memoryStore();
    const info = arrayInfo("uint16", [LITTLE, GZIP]);
    const from = await createZarrArray(store, "from", info, { zarrFormat });
    const whole = await writeSample(from);
    await from.close();
    const source = await reopened(store, "from");
    const sink = await createZarrArray(store, "to", { ...info, chunkShape: [4, 5] }, { zarrFormat });
    const big = { name: "bytes", configuration: { endian: "big" } };
    const other = await createZarrArray(store, "other", { ...info, codecs: [big, GZIP] }, { zarrFormat });
    for (const index of [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]) {
      const encoded = await source.readEncodedChunk(index);
      if (!encoded) throw new Error("written above");
      await expect(other.writeEncodedChunk(index, encoded)).rejects.toThrow(TypeError);
      await sink.writeEncodedChunk(index, encoded);
    }
    await sink.close();
    expect(await elementsOf(await reopened(store, "to"))).toBe(hexOf(whole));
  });

  it("leaves out fill chunks when told to", async () => {
    const store = memoryStore();
    const info = arrayInfo("float32", [LITTLE], { fillValue: 5 });
    const sink = await createZarrArray(store, "", info, { zarrFormat, skipFillChunks: true });
    const whole = sampleArray(info);
    await sink.writeChunk([0, 0], chunkOf(whole, info, [0, 0]));
    whole.data.fill(5 as never);
    await sink.writeChunk([0, 0], chunkOf(whole, info, [0, 0]));
    await sink.writeChunk([0, 1], chunkOf(whole, info, [0, 1]));
    await sink.close();
    expect((await keysOf(store)).filter((key) => /\d$/.test(key))).toEqual([]);
  });

  it("leaves out fill chunks of strings", async () => {
    const store = memoryStore();
    const info: ArrayInfo = {
      dataType: "string",
      shape: [4],
      chunkShape: [2],
      fillValue: "-",
      codecs: [{ name: "vlen-utf8" }],
      attributes: {},
    };
    const sink = await createZarrArray(store, "", info, { zarrFormat, skipFillChunks: true });
    await sink.writeChunk([0], { dataType: "string", shape: [2], data: ["-", "-"] });
    await sink.writeChunk([1], { dataType: "string", shape: [2], data: ["-", "b"] });
    await sink.close();
    const array = await reopened(store);
    expect(await array.readChunk([0])).toBeUndefined();
    expect((await array.readChunk([1]))?.data).toEqual(["-", "b"]);
  });

  it("can be closed again if the store refused its documents", async () => {
    const store = memoryStore();
    const sink = await createZarrArray(store, "", arrayInfo("uint8", [{ name: "bytes" }]), { zarrFormat });
    const { set } = store;
    store.set = async () => Promise.reject(new Error("full"));
    await expect(sink.close()).rejects.toThrow("full");
    store.set = set;
    await sink.close();
    expect((await openZarr(store))?.kind).toBe("array");
  });

  it("refuses chunks of another shape or type and indices outside the grid", async () => {
    const info = arrayInfo("uint8", [{ name: "bytes" }]);
    const sink = await createZarrArray(memoryStore(), "", info, { zarrFormat });
    const chunk = chunkOf(sampleArray(info), info, [0, 0]);
    await expect(sink.writeChunk([2, 0], chunk)).rejects.toThrow(RangeError);
    await expect(sink.writeChunk([0, 0], { ...chunk, shape: [5, 4] })).rejects.toThrow(TypeError);
    await expect(sink.writeChunk([0, 0], { ...chunk, dataType: "bool" } as typeof chunk)).rejects.toThrow(
      TypeError,
    );
  });

  it.each<[string, readonly CodecSpec[]]>([
    ["tiff.lzw", [LITTLE, { name: "tiff.lzw" }]],
    ["frobnicate", [LITTLE, { name: "frobnicate" }]],
  ])("refuses the codec %s", async (name, codecs) => {
    const created = createZarrArray(memoryStore(), "a", arrayInfo("uint8", codecs), { zarrFormat });
    await expect(created).rejects.toMatchObject({
      code: "unsupported",
      message: expect.stringContaining(name),
    });
  });
});

it("gives gzip the level that v3 requires, whether it is known or not", async () => {
  const store = memoryStore();
  const codecs = [LITTLE, { name: "gzip" }];
  await (await createZarrArray(store, "a", arrayInfo("uint16", codecs), { zarrFormat: 3 })).close();
  expect(await documentAt(store, "a/zarr.json")).toMatchObject({
    codecs: [LITTLE, { name: "gzip", configuration: { level: 6 } }],
  });
});

describe("createZarrArray() of v2", () => {
  const codecs: readonly CodecSpec[] = [
    { name: "transpose", configuration: { order: [1, 0] } },
    { name: "numcodecs.delta", configuration: { dtype: "<i2", astype: "<i2" } },
    LITTLE,
    { name: "numcodecs.shuffle", configuration: { elementsize: 2 } },
    {
      name: "blosc",
      configuration: { cname: "lz4", clevel: 5, shuffle: "shuffle", typesize: 2, blocksize: 0 },
    },
  ];

  it("turns codecs into order, filters and compressor, and back", async () => {
    const store = memoryStore();
    const sink = await createZarrArray(store, "", arrayInfo("int16", codecs), {
      zarrFormat: 2,
      separator: ".",
    });
    const whole = await writeSample(sink);
    await sink.close();
    expect(await documentAt(store, ".zarray")).toEqual({
      zarr_format: 2,
      shape: [7, 10],
      chunks: [4, 5],
      dtype: "<i2",
      compressor: { id: "blosc", cname: "lz4", clevel: 5, shuffle: 1, blocksize: 0 },
      fill_value: 0,
      order: "F",
      filters: [
        { id: "delta", dtype: "<i2", astype: "<i2" },
        { id: "shuffle", elementsize: 2 },
      ],
      dimension_separator: ".",
    });
    const array = await reopened(store);
    expect(array.info.codecs).toEqual(codecs);
    expect(await elementsOf(array)).toBe(hexOf(whole));
    expect(await keysOf(store)).toEqual([".zarray", "0.0", "0.1", "1.0", "1.1"]);
  });

  it("refuses orders of axes that are neither C nor F", async () => {
    const info = arrayInfo("uint8", [{ name: "transpose", configuration: { order: [0, 2, 1] } }, LITTLE], {
      shape: [2, 2, 2],
      chunkShape: [2, 2, 2],
    });
    const created = createZarrArray(memoryStore(), "", info, { zarrFormat: 2 });
    await expect(created).rejects.toMatchObject({
      code: "unsupported",
      context: { feature: "codec transpose" },
    });
  });

  it("writes a null fill value when told to, and only for zero", async () => {
    const store = memoryStore();
    const options = { zarrFormat: 2, nullFillValue: true } as const;
    await (await createZarrArray(store, "", arrayInfo("uint8", [LITTLE]), options)).close();
    expect(await documentAt(store, ".zarray")).toMatchObject({ fill_value: null });
    const sink = await createZarrArray(store, "", arrayInfo("uint8", [LITTLE]), {
      ...options,
      skipFillChunks: true,
    });
    await sink.writeChunk([0, 0], filledChunk("uint8", [4, 5], 0));
    expect(await store.get("0/0")).toHaveLength(20);
    const one = createZarrArray(store, "", arrayInfo("uint8", [LITTLE], { fillValue: 1 }), options);
    await expect(one).rejects.toThrow(RangeError);
  });
});

describe("createZarrArray() in shards", () => {
  const SHARDED = arrayInfo("uint16", [LITTLE, GZIP], {
    chunkShape: [2, 3],
    shardShape: [4, 6],
    fillValue: 9,
  });

  it("round-trips, one object for each shard", async () => {
    const store = memoryStore();
    const sink = await createZarrArray(store, "", SHARDED, { zarrFormat: 3 });
    const whole = await writeSample(sink);
    await sink.close();
    expect(await keysOf(store)).toEqual(["c/0/0", "c/0/1", "c/1/0", "c/1/1", "zarr.json"]);
    const array = await reopened(store);
    expect(array.info).toEqual(SHARDED);
    expect(await elementsOf(array)).toBe(hexOf(whole));
  });

  it("stores a shard as soon as its last chunk is there", async () => {
    const store = memoryStore();
    const sink = await createZarrArray(store, "", SHARDED, { zarrFormat: 3 });
    const whole = sampleArray(SHARDED);
    // The array ends in the middle of the last shard: two of its four chunks lie outside.
    for (const index of [
      [2, 2],
      [2, 3],
      [3, 2],
    ])
      await sink.writeChunk(index, chunkOf(whole, SHARDED, index));
    expect(await keysOf(store)).toEqual([]);
    await sink.writeChunk([3, 3], chunkOf(whole, SHARDED, [3, 3]));
    expect(await keysOf(store)).toEqual(["c/1/1"]);
    await expect(sink.writeChunk([2, 2], chunkOf(whole, SHARDED, [2, 2]))).rejects.toThrow(TypeError);
  });

  it("stores incomplete shards when it closes, chunks left out staying absent", async () => {
    const store = memoryStore();
    const sink = await createZarrArray(store, "", SHARDED, { zarrFormat: 3, skipFillChunks: true });
    const whole = sampleArray(SHARDED);
    await sink.writeChunk([0, 1], chunkOf(whole, SHARDED, [0, 1]));
    whole.data.fill(9 as never);
    for (const index of [
      [0, 2],
      [0, 3],
      [1, 2],
      [1, 3],
    ])
      await sink.writeChunk(index, chunkOf(whole, SHARDED, index));
    await sink.close();
    expect(await keysOf(store)).toEqual(["c/0/0", "zarr.json"]);
    const array = await reopened(store);
    expect(await array.readChunk([0, 0])).toBeUndefined();
    expect(await array.readChunk([0, 2])).toBeUndefined();
    expect(await array.readChunk([0, 1])).toBeDefined();
    expect(await array.locateChunk?.([0, 1])).toMatchObject({ key: "c/0/0", offset: 0 });
  });

  it("copies encoded chunks between shards of different shapes", async () => {
    const store = memoryStore();
    const from = await createZarrArray(store, "from", SHARDED, { zarrFormat: 3 });
    const whole = await writeSample(from);
    await from.close();
    const source = await reopened(store, "from");
    const to = await createZarrArray(store, "to", { ...SHARDED, shardShape: [8, 3] }, { zarrFormat: 3 });
    for (const index of chunkIndices(gridShape(SHARDED))) {
      const encoded = await source.readEncodedChunk(index);
      if (encoded) await to.writeEncodedChunk(index, encoded);
    }
    await to.close();
    expect(await elementsOf(await reopened(store, "to"))).toBe(hexOf(whole));
  });

  it("keeps the chunks of a shard that the store refused", async () => {
    const store = memoryStore();
    const { set } = store;
    let refusals = 1;
    store.set = async (...args) => {
      if (refusals-- > 0) throw new Error("full");
      return set(...args);
    };
    const info = arrayInfo("uint8", [{ name: "bytes" }], { chunkShape: [4, 5], shardShape: [8, 10] });
    const sink = await createZarrArray(store, "", info, { zarrFormat: 3 });
    await expect(writeSample(sink)).rejects.toThrow("full");
    await sink.close();
    expect(await elementsOf(await reopened(store))).toBe(hexOf(sampleArray(info)));
  });

  it("reads each index once", async () => {
    const store = memoryStore();
    const sink = await createZarrArray(store, "", SHARDED, { zarrFormat: 3 });
    await writeSample(sink);
    await sink.close();
    const recording = recordingStore(store);
    const array = (await openZarr(recording)) as ZarrArray;
    recording.reset();
    await Promise.all([array.readChunk([0, 0]), array.readChunk([0, 1]), array.readChunk([1, 0])]);
    expect(recording.calls.filter(({ operation }) => operation === "getRange")).toHaveLength(4);
  });

  it.each<[string, Partial<ArrayInfo>, ZarrFormat, string]>([
    ["in version 2", {}, 2, "unsupported"],
    ["that chunks do not divide", { shardShape: [4, 7] }, 3, "invalid-data"],
    ["of another rank", { shardShape: [4] }, 3, "invalid-data"],
  ])("refuses shards %s", async (_, change, zarrFormat, code) => {
    const created = createZarrArray(memoryStore(), "", { ...SHARDED, ...change }, { zarrFormat });
    await expect(created).rejects.toMatchObject({ code });
  });
});

describe("createZarrArray() with a key encoding", () => {
  it.each([
    ["default", "/", "c/1/0"],
    ["default", ".", "c.1.0"],
    ["v2", "/", "1/0"],
    ["v2", ".", "1.0"],
  ] as const)("%s and %s stores chunks under such keys", async (keyEncoding, separator, key) => {
    const store = memoryStore();
    const options = { zarrFormat: 3, keyEncoding, separator } as const;
    const sink = await createZarrArray(store, "", arrayInfo("uint8", [{ name: "bytes" }]), options);
    await writeSample(sink);
    await sink.close();
    expect(await store.get(key)).toHaveLength(20);
    expect(await elementsOf(await reopened(store))).toBe(hexOf(sampleArray(sink.info)));
  });
});

describe("A damaged shard", () => {
  const info = arrayInfo("uint16", [LITTLE], { chunkShape: [4, 5], shardShape: [8, 10] });

  async function damaged(
    change: (shard: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>,
  ): Promise<ZarrArray> {
    const store = memoryStore();
    const sink = await createZarrArray(store, "", info, { zarrFormat: 3 });
    await writeSample(sink);
    await sink.close();
    const shard = await store.get("c/0/0");
    if (!shard) throw new Error("written above");
    await store.set("c/0/0", change(shard));
    return reopened(store);
  }

  it.each([0, 1, 10, 67])("of %i bytes is refused", async (byteLength) => {
    const array = await damaged((shard) => shard.slice(0, byteLength));
    await expect(array.readChunk([0, 0])).rejects.toMatchObject({ code: "invalid-data" });
  });

  it("with a wrong bit in its index is refused", async () => {
    const array = await damaged((shard) => {
      shard[shard.length - 20]! ^= 4;
      return shard;
    });
    await expect(array.readChunk([0, 0])).rejects.toMatchObject({ code: "codec" });
  });

  it("cut short at its start is refused", async () => {
    const array = await damaged((shard) => shard.slice(160));
    await expect(array.readChunk([1, 1])).rejects.toMatchObject({ name: "StorageError" });
  });
});

describe.each(FORMATS)("createZarr() in version %i", (zarrFormat) => {
  async function written(store: MemoryStore, consolidated: boolean, path = ""): Promise<void> {
    const sink = await createZarr(store, { zarrFormat, consolidated, path, attributes: { name: "root" } });
    await sink.createGroup("labels", { labels: ["cells"] });
    const array = await sink.createArray(
      "labels/cells/0",
      arrayInfo("int64", [LITTLE], { fillValue: -(2n ** 60n) - 1n }),
    );
    await writeSample(array);
    await array.close();
    await sink.close();
  }

  it("writes groups with their attributes, and those on the way to an array", async () => {
    const store = memoryStore();
    await written(store, false);
    const root = (await openZarr(store)) as ZarrGroup;
    expect(root.attributes).toEqual({ name: "root" });
    expect(await root.open("labels")).toMatchObject({ attributes: { labels: ["cells"] } });
    expect(await root.open("labels/cells")).toMatchObject({ kind: "group", attributes: {} });
    expect(await collect(root.list?.() ?? ([][Symbol.iterator]() as never))).toEqual(["labels"]);
    expect(((await root.open("labels/cells/0")) as ZarrArray).info.fillValue).toBe(-(2n ** 60n) - 1n);
  });

  it("consolidates metadata when told to", async () => {
    const store = memoryStore();
    await written(store, true, "deep/image.zarr");
    const { get, getRange, size } = store;
    const recording = recordingStore({ get, getRange, size });
    const root = (await openZarr(recording, "deep/image.zarr")) as ZarrGroup;
    recording.reset();
    const array = (await root.open("labels/cells/0")) as ZarrArray;
    expect(array.info.fillValue).toBe(-(2n ** 60n) - 1n);
    expect(recording.calls).toEqual([]);
    expect(await array.readChunk([0, 0])).toBeDefined();
  });

  it("writes the root's document after all others", async () => {
    const order: string[] = [];
    const store = memoryStore();
    const { set } = store;
    store.set = async (key, value) => {
      order.push(key);
      return set(key, value);
    };
    await written(store, true);
    expect(order.at(-1)).toBe(zarrFormat === 3 ? "zarr.json" : ".zgroup");
    expect(order.findIndex((key) => /labels\/cells\/(zarr.json|.zgroup)/.test(key))).toBeGreaterThan(
      order.findIndex((key) => /cells\/0\/(zarr.json|.zarray)/.test(key)),
    );
  });

  it("refuses to create a path twice, or below an array", async () => {
    const sink = await createZarr(memoryStore(), { zarrFormat });
    await sink.createArray("a", arrayInfo("uint8", [LITTLE]));
    await expect(sink.createGroup("a", {})).rejects.toMatchObject({ code: "exists" });
    await expect(sink.createGroup("a/b", {})).rejects.toThrow(RangeError);
    await sink.createGroup("g/h", {});
    await expect(sink.createArray("g", arrayInfo("uint8", [LITTLE]))).rejects.toThrow(RangeError);
    await expect(sink.createGroup("../x", {})).rejects.toMatchObject({ code: "invalid-data" });
    await expect(sink.close()).rejects.toThrow(TypeError);
  });

  it("leaves the root to an array that stands there", async () => {
    for (const zarrFormat of FORMATS) {
      const store = memoryStore();
      const sink = await createZarr(store, { zarrFormat });
      const array = await sink.createArray("", arrayInfo("uint8", [{ name: "bytes" }]));
      await array.close();
      await sink.close();
      expect((await openZarr(store, ""))?.kind).toBe("array");
    }
  });

  it("takes the root's attributes late", async () => {
    const store = memoryStore();
    const sink = await createZarr(store, { zarrFormat });
    await sink.createGroup("", { late: true });
    await sink.close();
    expect(await openZarr(store)).toMatchObject({ kind: "group", attributes: { late: true } });
  });
});

function fillValues(dataType: (typeof DATA_TYPES)[number]): ArrayInfo["fillValue"][] {
  switch (dataType) {
    case "bool":
      return [false, true];
    case "int64":
      return [0n, -(2n ** 63n), 2n ** 53n + 1n];
    case "uint64":
      return [0n, 2n ** 64n - 1n];
    case "complex64":
    case "complex128":
      return [
        [0, 0],
        [Number.NaN, Number.NEGATIVE_INFINITY],
        [-0, 1.5],
      ];
    case "float16":
    case "float32":
    case "float64":
      return [0, -0, 0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    default:
      return [0, dataType.startsWith("u") ? 255 : -128];
  }
}

it("says of an array that cannot be that it cannot be written", async () => {
  const info = arrayInfo("uint8", [LITTLE], { fillValue: "x" as never });
  await expect(createZarrArray(memoryStore(), "a", info, { zarrFormat: 3 })).rejects.toThrow(
    /^Cannot write a\/zarr.json: /,
  );
});
