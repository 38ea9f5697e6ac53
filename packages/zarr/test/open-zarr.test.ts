import {
  bytesOf,
  type ChunkSource,
  fillElements,
  type Json,
  type JsonObject,
  parseJson,
  printJsonDocument,
  readRegion,
} from "@chunkwright/core";
import { memoryStore } from "@chunkwright/stores/memory";
import { collect, recordingStore } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { openZarr, type ZarrArray, type ZarrGroup } from "../src/index.ts";
import { FIXTURES, fixtureStore, readFixture } from "./fixture.ts";

async function elementsOf(source: ChunkSource): Promise<string> {
  const { shape } = source.info;
  const { data } = await readRegion(source, { start: shape.map(() => 0), shape });
  return Buffer.from(bytesOf(data)).toString("base64");
}

async function openArrayAt(name: string, path: string): Promise<ZarrArray> {
  const node = await openZarr(fixtureStore(readFixture(name)), path);
  if (node?.kind !== "array") throw new Error(`${path} is not an array`);
  return node;
}

async function openGroupAt(store: Parameters<typeof openZarr>[0], path = ""): Promise<ZarrGroup> {
  const node = await openZarr(store, path);
  if (node?.kind !== "group") throw new Error(`${path} is not a group`);
  return node;
}

function storeOf(documents: { readonly [key: string]: unknown }) {
  return memoryStore(
    Object.entries(documents).map(([key, value]) => [key, new TextEncoder().encode(JSON.stringify(value))]),
  );
}

describe.each(FIXTURES)("openZarr() over %s", (name) => {
  const fixture = readFixture(name);
  it.each(fixture.arrays.map((array) => [array.path, array] as const))("reads %s", async (path, expected) => {
    const array = await openArrayAt(name, path);
    const { dataType, shape, chunkShape, fillValue, attributes } = array.info;
    expect({ dataType, shape, chunkShape }).toEqual({
      dataType: expected.dataType,
      shape: expected.shape,
      chunkShape: expected.chunkShape,
    });
    expect(attributes).toEqual(expected.attributes);
    if (expected.fill !== null) {
      const fill = bytesOf(fillElements(dataType, 1, fillValue));
      expect(Buffer.from(fill).toString("base64")).toBe(expected.fill);
    }
    expect(await elementsOf(array)).toBe(expected.elements);
  });

  it("keeps every document whole", async () => {
    const store = fixtureStore(fixture);
    for (const key of Object.keys(fixture.documents)) {
      const [path, name] = [key.replace(/\/?[^/]*$/, ""), key.replace(/^.*\//, "")];
      if (name === ".zattrs" || name === ".zmetadata") continue;
      const node = await openZarr(store, path);
      const bytes = await store.get(key);
      expect(node && parseJson(printJsonDocument(node.metadata), key)).toEqual(
        bytes && parseJson(bytes, key),
      );
    }
  });
});

describe("openZarr()", () => {
  it("answers undefined where there is neither version", async () => {
    expect(await openZarr(memoryStore(), "nowhere")).toBeUndefined();
  });

  it("looks for one version alone when told to", async () => {
    const store = fixtureStore(readFixture("v3_keys"));
    expect(await openZarr(store, "", { zarrFormat: 2 })).toBeUndefined();
    expect((await openZarr(store, "", { zarrFormat: 3 }))?.zarrFormat).toBe(3);
  });

  it("prefers v3 where both versions are", async () => {
    const store = storeOf({
      "zarr.json": { zarr_format: 3, node_type: "group" },
      ".zgroup": { zarr_format: 2 },
    });
    expect((await openZarr(store))?.zarrFormat).toBe(3);
  });

  it("asks for one document of v3 and no more", async () => {
    const store = recordingStore(fixtureStore(readFixture("v3_keys")));
    await openZarr(store, "default_dot");
    expect(store.calls).toEqual([{ operation: "get", key: "default_dot/zarr.json" }]);
  });

  it.each(["a//b", "../a", "a/./b", "...", "//"])("refuses the path %s", async (path) => {
    await expect(openZarr(memoryStore(), path)).rejects.toMatchObject({ code: "invalid-data" });
  });

  it("takes a slash at either end of a path", async () => {
    const store = fixtureStore(readFixture("v3_consolidated"));
    expect(await openZarr(store, "/plate/A/")).toMatchObject({ kind: "group", path: "plate/A" });
  });

  it("keeps dimension names with gaps", async () => {
    expect((await openArrayAt("v3_keys", "v2_dot")).info.dimensionNames).toEqual(["y", null]);
  });

  it("reads absent chunks as undefined and locates them all the same", async () => {
    const array = await openArrayAt("v3_shapes", "absent");
    expect(await array.readChunk([0, 0])).toBeUndefined();
    expect(await array.locateChunk?.([0, 1])).toMatchObject({
      key: "absent/c/0/1",
      offset: 0,
      shape: [2, 2],
    });
  });

  it("refuses an index outside the grid", async () => {
    const array = await openArrayAt("v3_shapes", "ragged");
    await expect(array.readChunk([3, 0, 0])).rejects.toThrow(RangeError);
  });

  it("says which chunk cannot be decoded", async () => {
    const fixture = readFixture("v3_keys");
    const store = fixtureStore({ ...fixture, chunks: { ...fixture.chunks, "default_dot/c.0.0": "AA==" } });
    const array = (await openZarr(store, "default_dot")) as ZarrArray;
    await expect(array.readChunk([0, 0])).rejects.toMatchObject({
      code: "codec",
      context: { index: [0, 0] },
    });
  });

  it("rejects with the signal's reason when aborted", async () => {
    const reason = new Error("enough");
    const signal = AbortSignal.abort(reason);
    await expect(openZarr(memoryStore(), "", { signal })).rejects.toBe(reason);
    const array = await openArrayAt("v3_shards", "end");
    await expect(array.readChunk([0, 0], { signal })).rejects.toBe(reason);
  });
});

describe.each(["v3_consolidated", "v2_consolidated"])("A group of %s", (name) => {
  it("opens and lists what is below it without another request", async () => {
    const { get, getRange, size } = fixtureStore(readFixture(name));
    const store = recordingStore({ get, getRange, size });
    const root = await openGroupAt(store);
    store.reset();
    if (!root.list) throw new Error("a consolidated group lists");
    expect((await collect(root.list())).sort()).toEqual(["bare", "plate"]);
    const inner = await root.open("plate/A");
    expect(inner).toMatchObject({ kind: "group", path: "plate/A" });
    expect(await (inner as ZarrGroup).open("0")).toMatchObject({ kind: "array", path: "plate/A/0" });
    expect((await root.open("plate"))?.kind).toBe("group");
    expect(((await root.open("plate")) as ZarrGroup).attributes).toEqual({ rows: [1, 2] });
    expect(await root.open("missing")).toBeUndefined();
    expect(store.calls).toEqual([]);
  });

  it("asks the store for every document when told to", async () => {
    const store = recordingStore(fixtureStore(readFixture(name)));
    const root = await openZarr(store, "", { consolidated: false });
    store.reset();
    await (root as ZarrGroup).open("plate");
    expect(store.calls.length).toBeGreaterThan(0);
  });

  it("lists through the store without it", async () => {
    const root = await openZarr(fixtureStore(readFixture(name)), "", { consolidated: false });
    const { list } = root as ZarrGroup;
    expect((await collect(list?.() ?? fail())).sort()).toEqual(["bare", "plate"]);
  });
});

function fail(): never {
  throw new Error("nothing lists");
}

describe("Consolidated metadata", () => {
  const GROUP = { zarr_format: 3, node_type: "group" };
  const root = (metadata: JsonObject) => ({
    "zarr.json": { ...GROUP, consolidated_metadata: { kind: "inline", must_understand: false, metadata } },
  });

  it.each(["", "/", ".", "..", "../a", "a/../b", "a//b", "/a", "a/"])(
    "of the path %j is refused",
    async (path) => {
      const code = "invalid-data";
      await expect(openZarr(storeOf(root({ [path]: GROUP })))).rejects.toMatchObject({ code });
      const all = { zarr_consolidated_format: 1, metadata: { [`${path}/.zgroup`]: { zarr_format: 2 } } };
      if (path === "") return;
      await expect(
        openZarr(storeOf({ ".zgroup": { zarr_format: 2 }, ".zmetadata": all })),
      ).rejects.toMatchObject({ code });
    },
  );

  it("that holds the whole hierarchy again in a child leads no deeper than it says", async () => {
    const { "zarr.json": inner } = root({ a: GROUP });
    const { "zarr.json": middle } = root({ a: inner });
    const group = await openGroupAt(storeOf(root({ a: middle })));
    const child = await group.open("a");
    if (child?.kind !== "group" || !child.list) throw new Error("a is a group that lists");
    expect(await collect(child.list())).toEqual([]);
    expect(await child.open("a")).toBeUndefined();
  });

  it.each([null, [], "documents", 3])("of %j is refused", async (metadata) => {
    const document = {
      ...GROUP,
      consolidated_metadata: { kind: "inline", must_understand: false, metadata },
    };
    await expect(openZarr(storeOf({ "zarr.json": document }))).rejects.toMatchObject({
      code: "invalid-data",
    });
  });
});

it("A group lists names that begin with two underscores, as those of AnnData's categories", async () => {
  const group = { zarr_format: 2 };
  const { list } = await openGroupAt(storeOf({ ".zgroup": group, "__categories/.zgroup": group }));
  expect(await collect(list?.() ?? fail())).toEqual(["__categories"]);
});

it.each<[string, string, string]>([
  ["zarr.json", '{"zarr_format":3,"node_type":"group","attributes":[]}', "attributes"],
  ["zarr.json", '{"zarr_format":2,"node_type":"group"}', "zarr_format"],
  ["zarr.json", '{"node_type":"group"}', "zarr_format"],
  ["zarr.json", '{"zarr_format":3}', "node_type"],
  ["zarr.json", "[]", "node_type"],
  ["zarr.json", '{"zarr_format":3,"node_type":"group"', "zarr.json"],
  ["zarr.json", "", "zarr.json"],
  ["zarr.json", "[".repeat(100_000), "zarr.json"],
  [".zgroup", '{"zarr_format":3}', "zarr_format"],
  [".zgroup", "{}", "zarr_format"],
  [".zgroup", "null", "not an object"],
  [".zgroup", '{"zarr_format":2', ".zgroup"],
  [".zarray", "\xff\xfe", ".zarray"],
])("The document %s, if it is %.60j, is refused for its %s", async (key, text, fact) => {
  const store = memoryStore([[key, new Uint8Array(Buffer.from(text, "latin1"))]]);
  await expect(openZarr(store)).rejects.toMatchObject({
    code: "invalid-data",
    message: expect.stringContaining(fact),
  });
});

it("A group over a store that cannot list has no list", async () => {
  const { get, getRange, size } = fixtureStore(readFixture("v3_keys"));
  expect((await openGroupAt({ get, getRange, size })).list).toBeUndefined();
});

const ARRAY_V3: JsonObject = {
  zarr_format: 3,
  node_type: "array",
  shape: [4],
  data_type: "uint8",
  chunk_grid: { name: "regular", configuration: { chunk_shape: [2] } },
  chunk_key_encoding: "default",
  fill_value: 0,
  codecs: ["bytes"],
};
const ARRAY_V2: JsonObject = {
  zarr_format: 2,
  shape: [4],
  chunks: [2],
  dtype: "|u1",
  compressor: null,
  fill_value: 0,
  order: "C",
  filters: null,
};
const shard = (configuration: JsonObject) => ({
  codecs: [
    {
      name: "sharding_indexed",
      configuration: { chunk_shape: [1], codecs: ["bytes"], index_codecs: ["bytes"], ...configuration },
    },
  ],
});

function record(...fields: readonly (readonly [Json, Json])[]): JsonObject {
  return {
    name: "struct",
    configuration: { fields: fields.map(([name, data_type]) => ({ name, data_type })) },
  };
}

function nestedRecord(depth: number): Json {
  return depth === 0 ? "int8" : record(["a", nestedRecord(depth - 1)]);
}

describe("openZarr() of a v3 array", () => {
  it("keeps integers of attributes exact", async () => {
    const text = `${JSON.stringify(ARRAY_V3).slice(0, -1)},"attributes":{"fill_value":18446744073709551615}}`;
    const store = memoryStore([["zarr.json", new TextEncoder().encode(text)]]);
    expect(((await openZarr(store)) as ZarrArray).info.attributes).toEqual({ fill_value: 2n ** 64n - 1n });
  });

  it("leaves out codecs and storage transformers that need not be understood", async () => {
    const document = {
      ...ARRAY_V3,
      codecs: [{ name: "hint", must_understand: false }, "bytes"],
      storage_transformers: [{ name: "cache", must_understand: false }],
    };
    const array = (await openZarr(storeOf({ "zarr.json": document }))) as ZarrArray;
    expect(array.info.codecs).toEqual([{ name: "bytes" }]);
  });

  it("takes bare names for extensions", async () => {
    expect(await openZarr(storeOf({ "zarr.json": ARRAY_V3 }))).toMatchObject({ kind: "array" });
  });

  it.each<[string, JsonObject]>([
    ["an unknown member that may be ignored", { extra: { must_understand: false } }],
    [
      "the codec name endian",
      { data_type: "uint16", codecs: [{ name: "endian", configuration: { endian: "big" } }] },
    ],
    [
      "numcodecs' own blosc",
      { codecs: ["bytes", { name: "numcodecs.blosc", configuration: { shuffle: -1 } }] },
    ],
    ["a data type as an object", { data_type: { name: "int8" } }],
    ["an empty list of storage transformers", { storage_transformers: [] }],
    ["no dimension names as null", { dimension_names: null }],
  ])("takes %s", async (_, change) => {
    expect((await openZarr(storeOf({ "zarr.json": { ...ARRAY_V3, ...change } })))?.kind).toBe("array");
  });

  it.each<[string, unknown]>([
    ["uint16", 0],
    ["float32", 0],
    ["int64", 0n],
  ])(
    "takes for little-endian and zero what zarrita writes where it is told neither: %s",
    async (dataType, zero) => {
      const document = { ...ARRAY_V3, data_type: dataType, codecs: [], fill_value: null };
      const array = (await openZarr(storeOf({ "zarr.json": document }))) as ZarrArray;
      expect(array.info.codecs).toEqual([{ name: "bytes", configuration: { endian: "little" } }]);
      expect(array.info.fillValue).toBe(zero);
    },
  );

  it.each<[string, JsonObject, string]>([
    ["shape", { shape: [-1] }, "invalid-data"],
    ["shape", { shape: [1.5] }, "invalid-data"],
    ["shape", { shape: "4" }, "invalid-data"],
    ["shape", { shape: Array(33).fill(1) }, "invalid-data"],
    ["shape", { shape: [2 ** 53] }, "invalid-data"],
    ["chunk_shape", { chunk_grid: { name: "regular", configuration: { chunk_shape: [0] } } }, "invalid-data"],
    [
      "chunk_shape",
      { chunk_grid: { name: "regular", configuration: { chunk_shape: [2, 2] } } },
      "invalid-data",
    ],
    ["chunk_shape", { chunk_grid: { name: "regular" } }, "invalid-data"],
    ["bytes", { chunk_grid: { name: "regular", configuration: { chunk_shape: [2 ** 40] } } }, "unsupported"],
    ["rectilinear", { chunk_grid: { name: "rectilinear", configuration: {} } }, "unsupported"],
    ["chunk_grid", { chunk_grid: 5 }, "invalid-data"],
    [
      "separator",
      { chunk_key_encoding: { name: "default", configuration: { separator: "_" } } },
      "invalid-data",
    ],
    ["suffix", { chunk_key_encoding: { name: "suffix" } }, "unsupported"],
    ["float7", { data_type: "float7" }, "unsupported"],
    ["string", { data_type: "string" }, "invalid-data"],
    ["r16", { data_type: "r16" }, "invalid-data"],
    ["r12", { data_type: "r12" }, "unsupported"],
    ["json", { data_type: "json" }, "unsupported"],
    [
      "scale_factor",
      { data_type: { name: "numpy.datetime64", configuration: { unit: "s", scale_factor: 0 } } },
      "invalid-data",
    ],
    [
      "fortnight",
      { data_type: { name: "numpy.timedelta64", configuration: { unit: "fortnight", scale_factor: 1 } } },
      "invalid-data",
    ],
    [
      "length_bytes",
      { data_type: { name: "fixed_length_utf32", configuration: { length_bytes: 6 } } },
      "invalid-data",
    ],
    ["fields", { data_type: { name: "struct", configuration: {} } }, "invalid-data"],
    ["two fields", { data_type: record(["a", "int8"], ["a", "int8"]) }, "invalid-data"],
    ["no fixed size", { data_type: record(["a", "string"]) }, "invalid-data"],
    ["without a name", { data_type: record([3, "int8"]) }, "invalid-data"],
    ["fill_value", { data_type: record(["a", "int8"]), fill_value: { a: 1, b: 2 } }, "invalid-data"],
    ["levels deep", { data_type: nestedRecord(10) }, "unsupported"],
    ["fill_value", { fill_value: 256 }, "invalid-data"],
    ["fill_value", { fill_value: "NaN" }, "invalid-data"],
    ["fill_value", { data_type: "complex64", fill_value: null }, "invalid-data"],
    ["codecs", { codecs: {} }, "invalid-data"],
    ["codecs[0]", { codecs: [{ configuration: {} }] }, "invalid-data"],
    ["codecs[0]", { codecs: [{ name: "bytes", configuration: 3 }] }, "invalid-data"],
    ["gzip", { codecs: ["gzip"] }, "invalid-data"],
    ["frobnicate", { codecs: ["bytes", "frobnicate"] }, "unsupported"],
    [
      "transpose",
      { codecs: [{ name: "transpose", configuration: { order: [1] } }, "bytes"] },
      "invalid-data",
    ],
    ["attributes", { attributes: [] }, "invalid-data"],
    ["dimension_names", { dimension_names: ["x", "y"] }, "invalid-data"],
    ["cache", { storage_transformers: ["cache"] }, "unsupported"],
    ["extra", { extra: { must_understand: true } }, "unsupported"],
    ["frobnicate", { codecs: ["bytes", { name: "frobnicate", must_understand: true }] }, "unsupported"],
    ["shape", { shape: [2 ** 53] }, "invalid-data"],
    [
      "a chunk of",
      { shape: [4], chunk_grid: { name: "regular", configuration: { chunk_shape: [2 ** 52] } } },
      "unsupported",
    ],
    ["extra", { extra: 1 }, "unsupported"],
    ["zarr_format", { zarr_format: 4 }, "invalid-data"],
    ["node_type", { node_type: "table" }, "invalid-data"],
    ["divide", shard({ chunk_shape: [3] }), "invalid-data"],
    ["index_location", shard({ index_location: "middle" }), "invalid-data"],
    ["index_codecs", shard({ index_codecs: 3 }), "invalid-data"],
    ["gzip", shard({ index_codecs: ["bytes", "gzip"] }), "unsupported"],
    [
      "shard index",
      { chunk_grid: { name: "regular", configuration: { chunk_shape: [2 ** 30] } }, ...shard({}) },
      "unsupported",
    ],
  ])("names %s where it is wrong", async (name, change, code) => {
    const opened = openZarr(storeOf({ "a/zarr.json": { ...ARRAY_V3, ...change } }), "a");
    await expect(opened).rejects.toMatchObject({ code, message: expect.stringContaining(name) });
    await expect(opened).rejects.toMatchObject({ message: expect.stringContaining("a/zarr.json") });
  });

  it.each(Object.keys(ARRAY_V3))("names the missing member %s", async (member) => {
    const { [member]: _, ...rest } = ARRAY_V3;
    await expect(openZarr(storeOf({ "zarr.json": rest }))).rejects.toMatchObject({
      code: "invalid-data",
      message: expect.stringContaining(member),
    });
  });
});

describe("openZarr() of a v2 array", () => {
  it("asks for all documents that there may be at once, whether or not they matter", async () => {
    const array = { zarr_format: 2, shape: [1], chunks: [1], dtype: "|u1", order: "C", fill_value: 0 };
    const broken = { ".zattrs": { a: 1 }, ".zmetadata": "broken", ".zgroup": "broken" };
    const store = storeOf({ ".zarray": { ...array, compressor: null, filters: null }, ...broken });
    const asked: string[] = [];
    let answer = (): void => {};
    const all = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const node = await openZarr({
      ...store,
      async get(key, options) {
        asked.push(key);
        if (key === ".zmetadata") answer();
        if (key !== "zarr.json") await all;
        return store.get(key, options);
      },
    });
    expect(node).toMatchObject({ kind: "array", info: { attributes: { a: 1 } } });
    expect(asked).toEqual(["zarr.json", ".zarray", ".zgroup", ".zattrs", ".zmetadata"]);
  });

  it.each<[string, JsonObject, string]>([
    ["shape", { shape: [-1] }, "invalid-data"],
    ["shape", { shape: [2 ** 53] }, "invalid-data"],
    ["shape", { shape: "4" }, "invalid-data"],
    ["shape", { shape: Array(33).fill(1) }, "invalid-data"],
    ["chunks", { chunks: [0] }, "invalid-data"],
    ["chunks", { chunks: [] }, "invalid-data"],
    ["bytes", { chunks: [2 ** 40] }, "unsupported"],
    ["zarr_format", { zarr_format: 3 }, "invalid-data"],
    ["codec for objects", { dtype: "|O" }, "invalid-data"],
    ["pickled", { dtype: "|O", filters: [{ id: "pickle" }] }, "unsupported"],
    ["categorize", { dtype: "|O", filters: [{ id: "categorize" }] }, "invalid-data"],
    ["dtype <f16", { dtype: "<f16" }, "unsupported"],
    ["<U0", { dtype: "<U0" }, "invalid-data"],
    ["|U7", { dtype: "|U7" }, "invalid-data"],
    ["fortnight", { dtype: "<M8[fortnight]" }, "invalid-data"],
    ["field", { dtype: [["a"]] }, "invalid-data"],
    ["shape", { dtype: [["a", "<i4", [-1]]] }, "invalid-data"],
    ["elements", { dtype: [["a", "<i4", [1e9]]] }, "unsupported"],
    ["a record of", { dtype: [["a", [["b", [["c", "<i4", [60000]]], [60000]]], [60000]]] }, "unsupported"],
    ["dtype", { dtype: "uint8" }, "invalid-data"],
    ["dtype", { dtype: "|u2" }, "invalid-data"],
    ["dtype", { dtype: 3 }, "invalid-data"],
    ["compressor", { compressor: "gzip" }, "invalid-data"],
    ["frobnicate", { compressor: { id: "frobnicate" } }, "unsupported"],
    ["filters", { filters: {} }, "invalid-data"],
    ["filters[0]", { filters: [3] }, "invalid-data"],
    ["delta", { filters: [{ id: "delta", dtype: "<i2" }] }, "unsupported"],
    ["order", { order: "A" }, "invalid-data"],
    ["dimension_separator", { dimension_separator: "-" }, "invalid-data"],
    ["fill_value", { fill_value: "no number" }, "invalid-data"],
  ])("names %s where it is wrong", async (name, change, code) => {
    const opened = openZarr(storeOf({ ".zarray": { ...ARRAY_V2, ...change } }));
    await expect(opened).rejects.toMatchObject({ code, message: expect.stringContaining(name) });
  });

  it.each(["shape", "chunks", "dtype", "compressor", "fill_value", "order"])(
    "names the missing member %s",
    async (member) => {
      const { [member]: _, ...rest } = ARRAY_V2;
      await expect(openZarr(storeOf({ ".zarray": rest }))).rejects.toMatchObject({
        code: "invalid-data",
        message: expect.stringContaining(member),
      });
    },
  );

  it("refuses attributes that are not an object", async () => {
    await expect(openZarr(storeOf({ ".zarray": ARRAY_V2, ".zattrs": [] }))).rejects.toMatchObject({
      code: "invalid-data",
      message: expect.stringContaining(".zattrs"),
    });
  });

  it("opens groups of WEBKNOSSOS, which state the version as text", async () => {
    const store = storeOf({ ".zgroup": { zarr_format: "2" }, "1/.zarray": ARRAY_V2 });
    const root = await openZarr(store);
    if (root?.kind !== "group") throw new Error("The root is a group");
    expect(root.metadata).toEqual({ zarr_format: 2 });
    expect((await root.open("1"))?.kind).toBe("array");
  });

  it("takes dimension names from xarray's attribute", async () => {
    const store = storeOf({ ".zarray": ARRAY_V2, ".zattrs": { _ARRAY_DIMENSIONS: ["x"] } });
    expect(((await openZarr(store)) as ZarrArray).info).toMatchObject({ dimensionNames: ["x"] });
  });
});
