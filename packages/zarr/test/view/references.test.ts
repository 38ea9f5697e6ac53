import { readFileSync } from "node:fs";
import {
  type ArrayInfo,
  type CodecSpec,
  type Group,
  type Json,
  type JsonObject,
  type LocatedChunkSource,
  readRegion,
} from "@chunkwright/core";
import { memoryStore } from "@chunkwright/stores/memory";
import { arraySource, collect, counting, recordingStore, writeSample } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { get, open, root } from "zarrita";
import { createZarr, openZarr, type ZarrFormat } from "../../src/index.ts";
import {
  asZarritaStore,
  holdsReferences,
  referenceStore,
  viewStore,
  writeReferences,
} from "../../src/view/index.ts";
import { parseReferences } from "../../src/view/parse-references.ts";
import { arrayInfo, hexOf } from "../sample.ts";

const LITTLE: CodecSpec = { name: "bytes", configuration: { endian: "little" } };
const GZIP: CodecSpec = { name: "gzip", configuration: { level: 1 } };

async function sampleStore(change: Partial<ArrayInfo> = {}) {
  const store = memoryStore();
  const sink = await createZarr(store, { zarrFormat: 3, attributes: { title: "A" } });
  const array = await sink.createArray("deep/image", arrayInfo("uint16", [LITTLE, GZIP], change));
  const hex = hexOf(await writeSample(array));
  await array.close();
  await sink.close();
  const hierarchy = await openZarr(store);
  if (hierarchy?.kind !== "group") throw new Error("The root is a group");
  return { store, hierarchy, hex };
}

/** Chunks of 4 elements in a file; the last is cut. */
function fileSource(): LocatedChunkSource {
  const source = arraySource(counting([10]), [4], ([at]) => at === 1);
  return {
    ...source,
    async locateChunk([at = 0]) {
      if (at === 1) return undefined;
      return { key: "a b.bin", offset: 16 + 8 * at, length: 8, shape: [at === 2 ? 2 : 4], codecs: [LITTLE] };
    },
  };
}

describe("writeReferences()", () => {
  it("names the place of every chunk and inlines the documents", async () => {
    const { version, refs } = await writeReferences(fileSource(), {
      urlOf: (key) => `{{u}}/${encodeURI(key)}`,
    });
    expect(version).toBe(1);
    expect(Object.keys(refs)).toEqual(["zarr.json", "c/0", "c/2"]);
    expect(JSON.parse(String(refs["zarr.json"]))).toMatchObject({ shape: [10], data_type: "uint16" });
    expect(refs["c/0"]).toEqual(["{{u}}/a%20b.bin", 16, 8]);
    // What is cut at the edge cannot be referred to: it is padded and inlined.
    expect(refs["c/2"]).toMatch(/^base64:CAAJ/);
  });

  it.each([2, 3] as const)("writes documents of version %i that read as the source", async (zarrFormat) => {
    const { store, hierarchy, hex } = await sampleStore({ chunkShape: [2, 5], shardShape: [4, 10] });
    const document: Json = JSON.parse(JSON.stringify(await writeReferences(hierarchy, { zarrFormat })));
    const references = referenceStore(document, { targets: store });
    const array = await openZarr(references, "deep/image");
    if (array?.kind !== "array") throw new Error("deep/image is an array");
    expect(array.zarrFormat).toBe<ZarrFormat>(zarrFormat);
    expect(hexOf(await readRegion(array, { start: [0, 0], shape: [7, 10] }))).toBe(hex);
    const { data } = await get(
      await open(root(asZarritaStore(references)).resolve("deep/image"), { kind: "array" }),
    );
    expect(Buffer.from((data as Uint16Array).buffer).toString("hex")).toBe(hex);
  });

  it("refuses arrays whose chunks lie nowhere, as those assembled from a rectilinear grid", async () => {
    const { hierarchy } = await sampleStore({
      chunkShape: [4, 5],
      edgeLengths: [
        [4, 3],
        [5, 5],
      ],
    });
    await expect(writeReferences(hierarchy)).rejects.toMatchObject({ code: "unsupported" });
  });

  it("refuses arrays of more chunks than a document can name", async () => {
    const source = fileSource();
    const huge = { ...source, info: { ...source.info, shape: [2 ** 40] } };
    await expect(writeReferences(huge)).rejects.toMatchObject({ code: "unsupported" });
  });

  it("asks for the sizes of values that are chunks as a whole, and leaves out those that are not there", async () => {
    const { store, hierarchy } = await sampleStore();
    await store.delete("deep/image/c/1/1");
    await expect(writeReferences(hierarchy)).rejects.toThrow(/its size is unknown/);
    const { refs } = await writeReferences(hierarchy, { sizeOf: (key) => store.size(key) });
    expect(Object.entries(refs).filter(([key]) => key.includes("/c/"))).toEqual([
      ["deep/image/c/0/0", ["deep/image/c/0/0"]],
      ["deep/image/c/0/1", ["deep/image/c/0/1"]],
      ["deep/image/c/1/0", ["deep/image/c/1/0"]],
    ]);
  });

  it("gives a length to what begins behind a header", async () => {
    const source: LocatedChunkSource = {
      ...fileSource(),
      locateChunk: async () => ({ key: "a", offset: 6, shape: [4], codecs: [LITTLE] }),
    };
    const { refs } = await writeReferences(source, { sizeOf: async () => 14 });
    expect(refs["c/0"]).toEqual(["a", 6, 8]);
    await expect(writeReferences(source, { sizeOf: async () => 4 })).rejects.toMatchObject({
      code: "invalid-data",
    });
  });

  it("refuses pipelines that Zarr does not have, and groups that cannot be listed", async () => {
    const source = fileSource();
    const foreign = { ...source, info: { ...source.info, codecs: [LITTLE, { name: "tiff.lzw" }] } };
    await expect(writeReferences(foreign)).rejects.toMatchObject({
      code: "unsupported",
      message: "Cannot refer to the root: chunks encoded by tiff.lzw",
    });
    const unlisted = { kind: "group", attributes: {}, list: undefined, open: async () => undefined } as const;
    await expect(writeReferences(unlisted)).rejects.toMatchObject({ code: "unsupported" });
  });
});

it("writeReferences() does not follow a hierarchy that goes round in a circle", async () => {
  const circle: Group = {
    kind: "group",
    attributes: {},
    async *list() {
      yield "again";
    },
    open: async () => circle,
  };
  await expect(writeReferences(circle)).rejects.toMatchObject({ code: "unsupported" });
  const view = viewStore(circle, { consolidated: true });
  expect(JSON.parse(new TextDecoder().decode(await view.get("zarr.json")))).not.toHaveProperty(
    "consolidated_metadata",
  );
});

function generator(dimensions: JsonObject, more: JsonObject = {}): Json {
  return { version: 1, gen: [{ key: "k{{i}}", url: "u", dimensions, ...more }] };
}

describe("referenceStore()", () => {
  const targets = memoryStore([["dir/file", Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7)]]);
  const refs = {
    text: "abc",
    bytes: "base64:/wA=",
    json: { a: 1 },
    "deep/whole": ["{{d}}/file"],
    "deep/part": ["{{ d }}/file", 2, 4],
    gone: ["dir/gone", 0, 1],
  };
  const store = referenceStore({ version: 1, templates: { d: "dir" }, refs }, { targets });

  it("reads what is inlined", async () => {
    expect(await store.get("text")).toEqual(Uint8Array.of(97, 98, 99));
    expect(await store.get("bytes")).toEqual(Uint8Array.of(255, 0));
    expect(new TextDecoder().decode(await store.get("json"))).toBe('{"a":1}');
    expect(await store.getRange("text", { offset: 1, length: 1 })).toEqual(Uint8Array.of(98));
    expect([await store.size("text"), await store.get("no"), await store.size("no")]).toEqual([
      3,
      undefined,
      undefined,
    ]);
  });

  it("reads parts of values, and parts of those", async () => {
    expect(await store.get("deep/part")).toEqual(Uint8Array.of(2, 3, 4, 5));
    expect(await store.getRange("deep/part", { offset: 1, length: 2 })).toEqual(Uint8Array.of(3, 4));
    expect(await store.getRange("deep/part", { suffixLength: 3 })).toEqual(Uint8Array.of(3, 4, 5));
    expect(await store.getRange("deep/whole", { suffixLength: 3 })).toEqual(Uint8Array.of(5, 6, 7));
    expect([await store.size("deep/part"), await store.size("deep/whole")]).toEqual([4, 8]);
    await expect(store.getRange("deep/part", { offset: 2, length: 3 })).rejects.toMatchObject({
      code: "invalid-data",
    });
    await expect(store.get("gone")).rejects.toMatchObject({ code: "not-found" });
  });

  it("tells where parts of values are", async () => {
    expect(await store.locateValue?.("deep/part")).toEqual({
      store: targets,
      key: "dir/file",
      offset: 2,
      length: 4,
    });
    // Whether these are there only the store of references can tell.
    for (const key of ["deep/whole", "text", "no"]) expect(await store.locateValue?.(key)).toBeUndefined();
  });

  it("has chunks that are close together fetched together, and misses those that are gone", async () => {
    const zarray = { zarr_format: 2, shape: [8], chunks: [2], dtype: "|u1", compressor: null };
    const array = { ...zarray, filters: null, fill_value: 9, order: "C" };
    const places = { 0: ["dir/file", 0, 2], 1: ["dir/file", 4, 2], 3: ["dir/file", 2, 2] };
    const recording = recordingStore(targets);
    const open = (more: JsonObject) =>
      openZarr(referenceStore({ ".zarray": array, ...places, ...more }, { targets: recording }));
    const read = async (node: Awaited<ReturnType<typeof open>>) => {
      if (node?.kind !== "array") throw new Error("The root is an array");
      return readRegion(node, { start: [0], shape: [8] });
    };
    expect((await read(await open({}))).data).toEqual(Uint8Array.of(0, 1, 4, 5, 9, 9, 2, 3));
    expect(recording.calls).toMatchObject([{ key: "dir/file", range: { offset: 0, length: 6 } }]);
    await expect(read(await open({ 2: ["dir/gone", 0, 2] }))).rejects.toMatchObject({ code: "not-found" });
    await expect(read(await open({ 2: ["dir/gone"] }))).rejects.toMatchObject({ code: "not-found" });
    await expect(read(await open({ 2: ["dir/file", 7, 2] }))).rejects.toMatchObject({ code: "invalid-data" });
  });

  it("lists", async () => {
    expect(await collect(store.list("deep/"))).toEqual([
      { kind: "key", key: "deep/whole" },
      { kind: "key", key: "deep/part" },
    ]);
    expect((await collect(store.list(""))).map(({ key }) => key)).toContain("deep/");
  });

  it("reads documents of version 0", async () => {
    expect(await referenceStore({ a: "b" }).get("a")).toEqual(Uint8Array.of(98));
  });

  it.each([
    "http://127.0.0.1/a",
    "file:///etc/passwd",
    "/etc/passwd",
    "../up",
    "a/../../up",
    "//host/a",
    "a\\b",
    "",
  ])("asks nobody for %j unless it is allowed", async (url) => {
    const recording = recordingStore(memoryStore());
    const refused = referenceStore({ version: 1, refs: { a: [url, 0, 1] } }, { targets: recording });
    await expect(refused.get("a")).rejects.toMatchObject({ code: "unsupported" });
    expect(recording.calls).toEqual([]);
    const echo = { ...recording, getRange: async () => Uint8Array.of(7) };
    const allowed = referenceStore(
      { version: 1, refs: { a: [url, 0, 1] } },
      { targets: echo, allow: () => true },
    );
    expect(await allowed.get("a")).toEqual(Uint8Array.of(7));
  });

  it("reads nothing but what is inlined without targets", async () => {
    const alone = referenceStore({ version: 1, refs: { a: ["b"], c: "d" } });
    await expect(alone.get("a")).rejects.toMatchObject({ code: "unsupported" });
    expect(await alone.get("c")).toHaveLength(1);
  });

  it.each<[string, Json]>([
    ["a list", []],
    ["another version", { version: 2, refs: {} }],
    ["references that are a list", { version: 1, refs: [] }],
    ["a reference that is a number", { version: 1, refs: { a: 1 } }],
    ["a place without URL", { version: 1, refs: { a: [] } }],
    ["a place of two members", { version: 1, refs: { a: ["u", 1] } }],
    ["a negative offset", { version: 1, refs: { a: ["u", -1, 2] } }],
    ["an offset beyond 2^53", { version: 1, refs: { a: ["u", 2 ** 53 - 1, 2] } }],
    ["base64 that is none", { version: 1, refs: { a: "base64:!" } }],
    ["a template that is a number", { version: 1, templates: { u: 1 }, refs: {} }],
    ["a template that is not there", { version: 1, refs: { a: ["{{u}}"] } }],
    ["a template of a template", { version: 1, templates: { f: "{{g}}", g: "a" }, refs: { a: ["{{f()}}"] } }],
    ["a division by zero", { version: 1, refs: { a: ["{{1 // 0}}"] } }],
    ["a number beyond 2^53", { version: 1, refs: { a: ["{{9007199254740991 + 1}}"] } }],
    [
      "long texts of short ones",
      { version: 1, templates: { u: "a".repeat(999) }, refs: { a: ["{{u}}".repeat(9)] } },
    ],
    ["gen that is not a list", { version: 1, gen: {} }],
    ["a generator that is none", { version: 1, gen: [1] }],
    ["a generator without dimensions", { version: 1, gen: [{ key: "k", url: "u" }] }],
    ["a step of zero", generator({ i: { stop: 2, step: 0 } })],
    ["a dimension that never ends", generator({ i: { start: 0 } })],
    ["a dimension of objects", generator({ i: [{}] })],
    ["an offset without a length", generator({ i: [1] }, { offset: "1" })],
    ["a negative offset of a generator", generator({ i: [1] }, { offset: "{{0-i}}", length: "1" })],
  ])("refuses %s", (_name, document) => {
    expect(() => referenceStore(document)).toThrow(expect.objectContaining({ code: "invalid-data" }));
  });

  it.each<[string, string]>([
    ["filters", "{{c|upper}}"],
    ["attributes", "{{c.__class__}}"],
    ["text that is counted with", "{{c + 1}}"],
    ["templates without their arguments", "{{f}}"],
    ["very long texts, such as those of nothing but opening braces", "{{".repeat(150_000)],
    ["control of white space", "{{-1}}"],
    ["nothing", "{{}}"],
    ["half a sum", "{{1 +}}"],
    ["what nests deep", `{{${"(".repeat(1000)}1${")".repeat(1000)}}}`],
  ])("does not support %s in templates", (_name, url) => {
    const document = { version: 1, templates: { c: "a", f: "{{c}}" }, refs: { a: [url] } };
    expect(() => referenceStore(document)).toThrow(expect.objectContaining({ code: "unsupported" }));
  });

  it("refuses more generated references than memory should hold", () => {
    for (const dimensions of [
      { i: { stop: 2 ** 40 } },
      Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`i${n}`, { stop: 2 }])),
      Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`i${n}`, [0]])),
    ]) {
      const document = generator({ i: [0], ...dimensions });
      expect(() => referenceStore(document)).toThrow(expect.objectContaining({ code: "unsupported" }));
    }
  });

  it("refuses generators that evaluate very many characters", () => {
    const ranges = { x: { stop: 1000 }, y: { stop: 1000 } };
    const generator = { key: `{{${"0*".repeat(2000)}0}}`, url: "u", dimensions: ranges };
    expect(() => referenceStore({ version: 1, gen: [generator] })).toThrow(
      expect.objectContaining({ code: "unsupported" }),
    );
  });

  it("takes references for those of version 1 where only their version is missing", async () => {
    expect(await referenceStore({ refs: { a: "b" } }).get("a")).toEqual(Uint8Array.of(98));
  });
});

interface Expanded {
  readonly document: Json;
  readonly places: Readonly<Record<string, readonly [url: string, offset?: number, length?: number]>>;
}

it("parseReferences() makes of templates and generators what fsspec makes of them", () => {
  const file = new URL("../fixtures/reference-documents/expanded.json", import.meta.url);
  const expanded: readonly Expanded[] = JSON.parse(readFileSync(file, "utf8"));
  for (const { document, places } of expanded) {
    const parsed = [...parseReferences(document)].filter(([, { kind }]) => kind !== "inline");
    const expected = Object.entries(places).map(([key, [url, offset, length]]) => [
      key,
      offset === undefined ? { kind: "whole", url } : { kind: "part", url, offset, length },
    ]);
    expect(parsed).toEqual(expected);
  }
});

describe("holdsReferences()", () => {
  it("goes by members", () => {
    const documents: Json[] = [{ refs: {} }, { ".zgroup": "{}" }, { "a/b/.zarray": {} }, { "zarr.json": "" }];
    expect(documents.map(holdsReferences)).toEqual([true, true, true, true]);
    const others: Json[] = [
      {},
      [],
      "refs",
      { refs: [] },
      { "a.zarray": 1 },
      { zarr_format: 3, node_type: "group" },
    ];
    expect(others.map(holdsReferences)).toEqual(others.map(() => false));
  });
});
