import { readFileSync } from "node:fs";
import { inThreadCoder } from "@chunkwright/codecs";
import type { ChunkCoder } from "@chunkwright/core";
import { createWorkerPool } from "@chunkwright/workers";
import { registerWorkers } from "@chunkwright/workers/zarrita";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AbsolutePath, create, get, open, registry, root, set } from "zarrita";
import { bundleWorker } from "./worker-bundle.ts";

/** Hierarchies of zarr-python and tensorstore, and what those read in them. */
const FIXTURES = new URL("../../zarr/test/fixtures/", import.meta.url);
/** Left out are shards whose index comes first or behind a transpose, which zarrita does not read, and order F. */
const FILES = ["v2_compressors", "v2_filters", "v3_compressors", "v3_shards"];
const LEFT_OUT = ["start", "transposed", "delta_shuffle"];

interface Fixture {
  readonly documents: { readonly [key: string]: string };
  readonly chunks: { readonly [key: string]: string };
  readonly arrays: readonly { readonly path: string; readonly dataType: string; readonly elements: string }[];
}

let pool: ReturnType<typeof createWorkerPool>;
let decoded = 0;

beforeAll(async () => {
  const workerUrl = await bundleWorker("unruly-worker-node.ts");
  pool = createWorkerPool({ size: 2, workerUrl });
  const counting: ChunkCoder = {
    ...pool,
    decode(encoded, options) {
      decoded += 1;
      return pool.decode(encoded, options);
    },
  };
  registerWorkers(registry, counting);
});
afterAll(() => pool.close());

function readFixture(name: string): Fixture {
  return JSON.parse(readFileSync(new URL(`${name}.json`, FIXTURES), "utf8"));
}

function storeOf({ documents, chunks }: Fixture) {
  const values = new Map<string, Uint8Array>();
  for (const [key, text] of Object.entries(documents)) values.set(`/${key}`, new TextEncoder().encode(text));
  for (const [key, text] of Object.entries(chunks)) values.set(`/${key}`, Buffer.from(text, "base64"));
  return {
    get: async (key: AbsolutePath) => values.get(key),
    async getRange(key: AbsolutePath, range: { offset: number; length: number } | { suffixLength: number }) {
      if ("suffixLength" in range) return values.get(key)?.slice(-range.suffixLength);
      return values.get(key)?.slice(range.offset, range.offset + range.length);
    },
  };
}

describe("registerWorkers()", () => {
  test.each(FILES)("zarrita reads %s in workers as the reference does", async (name) => {
    const fixture = readFixture(name);
    const store = storeOf(fixture);
    for (const { path, elements } of fixture.arrays) {
      if (LEFT_OUT.includes(path)) continue;
      const { data } = await get(await open(root(store).resolve(path), { kind: "array" }));
      const { buffer, byteOffset, byteLength } = data as Uint8Array;
      expect(Buffer.from(buffer, byteOffset, byteLength).toString("base64"), path).toBe(elements);
    }
  });

  test("compressors run in the pool", async () => {
    const store = new Map<AbsolutePath, Uint8Array>();
    const array = await create(root(store), {
      dtype: "uint16",
      shape: [6, 8],
      chunkShape: [3, 4],
      codecs: [
        { name: "bytes", configuration: { endian: "little" } },
        {
          name: "blosc",
          configuration: { cname: "lz4", clevel: 5, shuffle: "shuffle", typesize: 2, blocksize: 0 },
        },
        { name: "crc32c", configuration: {} },
      ],
    });
    const data = Uint16Array.from({ length: 48 }, (_, i) => i * 3);
    await set(array, null, { data, shape: [6, 8], stride: [8, 1] });
    decoded = 0;
    expect((await get(array)).data).toEqual(data);
    expect(decoded).toBe(4);
    // What the workers encoded is what the calling thread would have.
    const bytes = new Uint8Array(store.get("/c/0/0")!);
    const codecs = [
      { name: "bytes", configuration: { endian: "little" } },
      {
        name: "blosc",
        configuration: { cname: "lz4", clevel: 5, shuffle: "shuffle", typesize: 2, blocksize: 0 },
      },
      { name: "crc32c" },
    ];
    const chunk = await inThreadCoder.decode({ bytes, dataType: "uint16", shape: [3, 4], codecs });
    expect([...chunk.data]).toEqual([0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19].map((i) => i * 3));
  });

  test("a damaged chunk rejects with the error of its codec", async () => {
    const file = readFixture("v3_compressors");
    const [[key] = [""]] = Object.entries(file.chunks).filter(([name]) => name.startsWith("blosc/"));
    const damaged = { ...file, chunks: { ...file.chunks, [key]: "AAAA" } };
    const array = await open(root(storeOf(damaged)).resolve("blosc"), { kind: "array" });
    await expect(get(array)).rejects.toMatchObject({
      name: "CodecPipelineError",
      cause: { name: "StorageError", code: "codec" },
    });
  });
});
