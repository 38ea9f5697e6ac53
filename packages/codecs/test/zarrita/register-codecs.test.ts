import { codecTable, inThreadCoder } from "@chunkwright/codecs";
import { registerCodecs, type ZarritaCodecEntry } from "@chunkwright/codecs/zarrita";
import { bytesOf, type CodecSpec, isStorageError } from "@chunkwright/core";
import { beforeAll, describe, expect, test } from "vitest";
import { create, get, open, registry, root, set } from "zarrita";
import { type Hierarchy, hierarchies, mapStore } from "./hierarchy-fixture.ts";

const LITTLE: CodecSpec = { name: "bytes", configuration: { endian: "little" } };

/** What zarrita's own codecs read right, before ours took their place. */
const readable = new Set<string>();
const ownStore = mapStore();

beforeAll(async () => {
  for (const hierarchy of hierarchies) {
    for (const { path, elements } of hierarchy.arrays) {
      const own = await readElements(hierarchy.store, path).catch(() => undefined);
      if (own === elements) readable.add(`${hierarchy.name}/${path}`);
    }
  }
  for (const name of ["blosc", "zstd", "lz4"]) await writeRamp(ownStore, name, { name, configuration: {} });
  registerCodecs(registry);
});

describe.each(hierarchies)("$name", ({ name, store, arrays }) => {
  test.each(arrays)(
    "zarrita reads $path with our codecs if it reads it at all",
    async ({ path, elements }) => {
      const read = readElements(store, path);
      if (readable.has(`${name}/${path}`)) expect(await read).toBe(elements);
      else await read.catch(() => undefined);
    },
  );
});

test("zarrita can read most of the fixtures", () => {
  expect(readable.size).toBeGreaterThan(45);
});

test.each(["blosc", "zstd", "lz4"])("our %s reads what zarrita's own wrote", async (name) => {
  expect(await readElements(ownStore, name)).toBe(rampElements());
});

test.each<CodecSpec>([
  { name: "blosc", configuration: { cname: "zstd", clevel: 3, shuffle: "bitshuffle", typesize: 2 } },
  { name: "blosc", configuration: { cname: "lz4", clevel: 5, shuffle: 1 } },
  { name: "zstd", configuration: { level: 1, checksum: true } },
  { name: "gzip", configuration: { level: 6 } },
  { name: "lz4" },
  { name: "zlib", configuration: { level: 1 } },
  { name: "crc32c" },
  { name: "numcodecs.shuffle", configuration: { elementsize: 2 } },
])("zarrita writes with $name what our coder and zarrita read", async (codec) => {
  const store = mapStore();
  await writeRamp(store, "array", codec);
  expect(await readElements(store, "array")).toBe(rampElements());
  const name = codecTable.has(codec.name) ? codec.name : `numcodecs.${codec.name}`;
  const chunk = await inThreadCoder.decode({
    bytes: new Uint8Array(store.map.get("/array/c/0/0")!),
    dataType: "uint16",
    shape: [4, 4],
    codecs: [LITTLE, { ...codec, name }],
  });
  expect([...(chunk.data as Uint16Array)].slice(0, 8)).toEqual([0, 7, 14, 21, 42, 49, 56, 63]);
});

test("blosc takes the element size from the array", async () => {
  const store = mapStore();
  await writeRamp(store, "array", { name: "blosc", configuration: {} });
  expect(store.map.get("/array/c/0/0")?.[3]).toBe(2);
});

test("damaged chunks are CodecPipelineErrors with the StorageError as their cause", async () => {
  const store = mapStore();
  await writeRamp(store, "array", { name: "crc32c" });
  store.map.get("/array/c/0/0")![0]! ^= 1;
  const error = await readElements(store, "array").catch((error: Error) => error);
  expect(error).toMatchObject({ name: "CodecPipelineError", cause: { code: "codec" } });
  expect(isStorageError((error as Error).cause, "codec")).toBe(true);
});

test.each([
  ["too few bytes", [3, 3]],
  ["too many bytes", [5, 5]],
])("a chunk with %s for its array is an error, not other pixels", async (_what, chunkShape) => {
  const store = mapStore();
  await writeRamp(store, "array", { name: "zstd", configuration: {} });
  const metadata = JSON.parse(new TextDecoder().decode(store.map.get("/array/zarr.json")));
  metadata.chunk_grid.configuration.chunk_shape = chunkShape;
  store.map.set("/array/zarr.json", new TextEncoder().encode(JSON.stringify(metadata)));
  await expect(readElements(store, "array")).rejects.toMatchObject({ cause: { code: "codec" } });
});

test("chunks in the store are not changed", async () => {
  const store = mapStore();
  const codecs: CodecSpec[] = [{ name: "numcodecs.shuffle" }, { name: "crc32c" }];
  await writeRamp(store, "array", ...codecs);
  const before = store.map.get("/array/c/0/0")!.slice();
  await readElements(store, "array");
  expect(store.map.get("/array/c/0/0")).toEqual(before);
});

test("codecs of fixed size state their encoded size, others do not", async () => {
  const meta = { dataType: "uint64", shape: [4, 2] };
  expect((await entry("crc32c")).fromConfig(undefined, meta).computeEncodedSize?.(64)).toBe(68);
  expect((await entry("numcodecs.shuffle")).fromConfig({}, meta).computeEncodedSize?.(64)).toBe(64);
  expect((await entry("zstd")).fromConfig({ level: 1 }, meta).computeEncodedSize).toBeUndefined();
});

test.each([
  [{ data_type: "uint32" }, 4],
  [{ dataType: "v2:U5", shape: [2], codecs: [] }, 20],
  [{ dataType: "v2:S3", shape: [2], codecs: [] }, 3],
  [{ dataType: "string", shape: [2], codecs: [] }, 1],
  [undefined, 1],
])("of metadata %j blosc takes elements of %i bytes", async (meta, elementSize) => {
  const codec = (await entry("numcodecs.blosc")).fromConfig({ id: "blosc", cname: "lz4", clevel: 1 }, meta);
  const bytes = new Uint8Array(40).fill(7);
  const encoded = (await codec.encode(bytes)) as Uint8Array;
  expect(encoded[3]).toBe(elementSize);
  expect(await codec.decode(encoded)).toEqual(bytes);
});

test("codecs take bytes over shared memory", async () => {
  const codec = (await entry("zstd")).fromConfig(
    { level: 1 },
    { dataType: "uint8", shape: [64], codecs: [] },
  );
  const shared = new Uint8Array(new SharedArrayBuffer(64)).fill(3);
  expect(await codec.decode(await codec.encode(shared))).toEqual(new Uint8Array(64).fill(3));
});

test.each([
  [{ level: "high" }, "invalid-data"],
  [{ strength: 1 }, "unsupported"],
  ["level 1", "invalid-data"],
])("the configuration %j is an error at once", async (configuration, code) => {
  const { fromConfig } = await entry("zstd");
  expect(() => fromConfig(configuration, {})).toThrow(expect.objectContaining({ code }));
});

test("a given table is registered by name, and zarrita keeps bytes and transpose", () => {
  const map = new Map<string, () => Promise<ZarritaCodecEntry>>();
  const table = new Map([["example.zstd", codecTable.get("zstd")!], ...codecTable]);
  registerCodecs(map, { table });
  expect(map.has("example.zstd")).toBe(true);
  expect(map.has("bytes") || map.has("transpose")).toBe(false);
});

test("zarrita's own decoders of bytes are not loaded", async () => {
  const map = new Map<string, () => Promise<ZarritaCodecEntry>>();
  map.set("blosc", () => Promise.reject(new Error("loaded")));
  registerCodecs(map);
  expect((await map.get("blosc")!()).fromConfig({}).kind).toBe("bytes_to_bytes");
});

async function entry(name: string): Promise<ZarritaCodecEntry> {
  const map = new Map<string, () => Promise<ZarritaCodecEntry>>();
  registerCodecs(map);
  return map.get(name)!();
}

async function writeRamp(store: Hierarchy["store"], path: string, ...codecs: readonly CodecSpec[]) {
  const array = await create(root(store).resolve(path), {
    dtype: "uint16",
    shape: [6, 6],
    chunkShape: [4, 4],
    codecs: [LITTLE, ...codecs] as { name: string; configuration: Record<string, unknown> }[],
  });
  await set(array, null, { data: ramp(), shape: [6, 6], stride: [6, 1] });
}

function ramp(): Uint16Array<ArrayBuffer> {
  return Uint16Array.from({ length: 36 }, (_, i) => i * 7);
}

function rampElements(): string {
  return Buffer.from(bytesOf(ramp())).toString("base64");
}

/** All elements in the order in which memory has them, in base64. */
async function readElements(store: Hierarchy["store"], path: string): Promise<string> {
  const array = await open(root(store).resolve(path), { kind: "array" });
  const { data } = await get(array);
  const { buffer, byteOffset, byteLength } = data as Uint8Array;
  return Buffer.from(new Uint8Array(buffer, byteOffset, byteLength)).toString("base64");
}
