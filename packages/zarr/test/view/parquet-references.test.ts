import { readdirSync, readFileSync } from "node:fs";
import { type CodecSpec, type Json, readRegion } from "@chunkwright/core";
import { type MemoryStore, memoryStore } from "@chunkwright/stores/memory";
import { arraySource, collect, counting, recordingStore, writeSample } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { createZarr, openZarr } from "../../src/index.ts";
import {
  parquetReferenceStore,
  type ReferenceStore,
  writeParquetReferences,
  writeReferences,
} from "../../src/view/index.ts";
import { arrayInfo, hexOf } from "../sample.ts";

const FOLDER = new URL("../fixtures/references/", import.meta.url);
const LITTLE: CodecSpec = { name: "bytes", configuration: { endian: "little" } };

interface Fixture {
  readonly target: string;
  readonly values: Readonly<Record<string, string>>;
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(base64, "base64"));
}

function fixture(name: string) {
  const { target, values } = JSON.parse(readFileSync(new URL(name, FOLDER), "utf8")) as Fixture;
  const store = memoryStore(Object.entries(values).map(([key, value]) => [key, bytesOf(value)] as const));
  return { store, targets: memoryStore([["data.bin", bytesOf(target)]]) };
}

async function elements(references: ReferenceStore, path: string): Promise<number[]> {
  const array = await openZarr(references, path);
  if (array?.kind !== "array") throw new Error(`${path} is an array`);
  const { shape } = array.info;
  const { data } = await readRegion(array, { start: shape.map(() => 0), shape });
  return [...(data as Uint16Array)];
}

describe.each(readdirSync(FOLDER).filter((file) => file.endsWith(".json")))(
  "parquetReferenceStore() over %s",
  (name) => {
    it("reads places, whole values, inlined ones and the fill value", async () => {
      const { store, targets } = fixture(name);
      const references = await parquetReferenceStore(store, { targets });
      const image = Array.from({ length: 35 }, (_, i) => (Math.floor(i / 5) === 3 ? 9 : i));
      expect(await elements(references, "deep/image")).toEqual(image);
      expect((await elements(references, "whole")).slice(2)).toEqual(Array.from({ length: 35 }, (_, i) => i));
      const root = await openZarr(references);
      expect(root).toMatchObject({ kind: "group", attributes: { title: "A" } });
    });

    it("lists documents, and the chunks that are referred to", async () => {
      const { store, targets } = fixture(name);
      const references = await parquetReferenceStore(store, { targets });
      const keys = async (prefix: string) => (await collect(references.list(prefix))).map(({ key }) => key);
      expect((await keys("")).sort()).toEqual([".zattrs", ".zgroup", "deep/", "whole/"]);
      expect(await keys("deep/image/")).toEqual([
        "deep/image/.zarray",
        ...[0, 1, 2, 4, 5, 6].map((row) => `deep/image/${row}.0`),
      ]);
    });

    it("reads a file once, when one of its chunks is wanted", async () => {
      const { store, targets } = fixture(name);
      const recording = recordingStore(store);
      const references = await parquetReferenceStore(recording, { targets });
      for (const row of [4, 5, 6]) await references.get(`deep/image/${row}.0`);
      expect(recording.calls.map(({ key }) => key)).toEqual([".zmetadata", "deep/image/refs.1.parq"]);
    });
  },
);

describe("writeParquetReferences()", () => {
  async function written(recordSize?: number) {
    const source = memoryStore();
    const sink = await createZarr(source, { zarrFormat: 3, attributes: { title: "A" } });
    const info = arrayInfo("uint16", [LITTLE], { chunkShape: [2, 5], shardShape: [4, 10] });
    const array = await sink.createArray("deep/image", info);
    const whole = await writeSample(array, ([row]) => row === 1);
    await array.close();
    const scalar = arrayInfo("uint16", [LITTLE], { shape: [], chunkShape: [] });
    const lone = await sink.createArray("scalar", scalar);
    await lone.writeChunk([], { dataType: "uint16", shape: [], data: Uint16Array.of(42) });
    await lone.close();
    await sink.close();
    const store = memoryStore();
    const root = (await openZarr(source))!;
    const sizeOf = (key: string) => source.size(key);
    await writeParquetReferences(root, store, { path: "refs.parq", recordSize, sizeOf });
    return { store, source, root, whole };
  }

  it.each([undefined, 3, 1])("writes in files of %j rows what reads as the source", async (recordSize) => {
    const { store, source, root } = await written(recordSize);
    const references = await parquetReferenceStore(store, { path: "refs.parq", targets: source });
    const array = await openZarr(references, "deep/image");
    if (array?.kind !== "array" || root.kind !== "group") throw new Error("deep/image is an array");
    const own = await root.open("deep/image");
    if (own?.kind !== "array") throw new Error("deep/image is an array");
    const region = { start: [0, 0], shape: [7, 10] };
    expect(hexOf(await readRegion(array, region))).toBe(hexOf(await readRegion(own, region)));
    expect(await elements(references, "scalar")).toEqual([42]);
    expect(((await openZarr(references)) as typeof root).attributes).toEqual({ title: "A" });
  });

  it("writes no file for chunks that are not stored", async () => {
    const { store } = await written(2);
    expect((await collect(store.list("refs.parq/deep/image/"))).map(({ key }) => key)).toEqual(
      [0, 2, 3].map((record) => `refs.parq/deep/image/refs.${record}.parq`),
    );
  });

  it("refers to the same places as writeReferences()", async () => {
    const { store, source, root } = await written();
    const references = await parquetReferenceStore(store, { path: "refs.parq" });
    const { refs } = await writeReferences(root, { zarrFormat: 2, sizeOf: (key) => source.size(key) });
    const chunks = Object.entries(refs).filter(
      ([key]) => key.startsWith("deep/image/") && !key.includes(".z"),
    );
    expect(chunks.length).toBe(6);
    for (const [key, reference] of chunks) {
      const [url, offset, length] = reference as [string, number, number];
      expect(await references.size(key)).toBe(length);
      await expect(references.get(key)).rejects.toMatchObject({ message: expect.stringContaining(url) });
      expect(await source.getRange(url, { offset, length })).toHaveLength(length);
    }
  });

  it("refuses a lone array", async () => {
    const source = arraySource(counting([4]), [2]);
    await expect(writeParquetReferences(source, memoryStore())).rejects.toMatchObject({
      code: "unsupported",
    });
  });
});

describe("parquetReferenceStore() refuses", () => {
  const zarray = { zarr_format: 2, shape: [4], chunks: [2], dtype: "|u1", compressor: null, fill_value: 0 };

  function storeOf(content: Json, file?: Uint8Array<ArrayBuffer>): MemoryStore {
    const text = new TextEncoder().encode(JSON.stringify(content));
    return memoryStore([[".zmetadata", text], ...(file ? [["a/refs.0.parq", file] as const] : [])]);
  }

  it.each<Json>([
    [],
    {},
    { metadata: {}, record_size: 0 },
    { metadata: {}, record_size: "4" },
    { metadata: { "a/.zarray": {} }, record_size: 4 },
    { metadata: { "a/.zarray": { ...zarray, order: "C", shape: [-1] } }, record_size: 4 },
  ])("the metadata %j", async (content) => {
    await expect(parquetReferenceStore(storeOf(content))).rejects.toMatchObject({ code: "invalid-data" });
  });

  it("a folder without references", async () => {
    await expect(parquetReferenceStore(memoryStore())).rejects.toMatchObject({ code: "not-found" });
  });

  it("files that are not Parquet, and those of more rows than their metadata say", async () => {
    const metadata = { "a/.zarray": { ...zarray, order: "C" } };
    const { store } = fixture("pyarrow.json");
    const file = (await store.get("deep/image/refs.0.parq"))!;
    const broken = [
      [storeOf({ metadata, record_size: 4 }, Uint8Array.of(1, 2, 3)), "a/refs.0.parq"],
      [storeOf({ metadata, record_size: 4 }, file.slice(0, -30)), "a/refs.0.parq"],
      [storeOf({ metadata, record_size: 3 }, file), "4 rows"],
    ] as const;
    for (const [given, fact] of broken) {
      const references = await parquetReferenceStore(given);
      await expect(references.get("a/0")).rejects.toMatchObject({
        code: "invalid-data",
        message: expect.stringContaining(fact),
      });
    }
  });

  it("damaged files with a typed error, or reads other places", async () => {
    const metadata = { "a/.zarray": { ...zarray, order: "C" } };
    const { store } = fixture("fastparquet.json");
    const file = (await store.get("deep/image/refs.0.parq"))!;
    for (let at = 0; at < file.length; at += 7) {
      const damaged = file.slice();
      damaged[at]! ^= 0x55;
      const references = await parquetReferenceStore(storeOf({ metadata, record_size: 4 }, damaged), {
        targets: memoryStore([["data.bin", new Uint8Array(74)]]),
      });
      const outcome = await references.get("a/0").catch((error: unknown) => error);
      if (outcome instanceof Error) expect(outcome).toMatchObject({ code: expect.any(String) });
    }
  });
});
