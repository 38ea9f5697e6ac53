import { inThreadCoder } from "@chunkwright/codecs";
import { type Chunk, type ChunkPart, chunkOfPart, type EncodedChunk, readRegion } from "@chunkwright/core";
import { arraySource, counting } from "@chunkwright/testkit";
import { createWorkerPool, type WorkerPool, type WorkerPoolOptions } from "@chunkwright/workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { bundleWorker, recordWorkers } from "./worker-bundle.ts";

const script = await bundleWorker("unruly-worker-node.ts");
const pools: WorkerPool[] = [];
const CODECS = [
  { name: "tiff.horizontal_differencing", configuration: { axis: -1 } },
  { name: "bytes", configuration: { endian: "little" } },
  { name: "numcodecs.zlib", configuration: { level: 1 } },
];
const SHAPE = [16, 16];

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
  vi.unstubAllGlobals();
});

function createPool(options: WorkerPoolOptions = {}) {
  const { workers, createWorker } = recordWorkers(script);
  const pool = createWorkerPool({ size: 2, createWorker, ...options });
  pools.push(pool);
  return { pool, workers };
}

const plain = counting([64, 50]);
const shared = await readRegion(
  arraySource(plain, [64, 50]),
  { start: [0, 0], shape: [64, 50] },
  { shared: true },
);

/** The tiles of an image of 64 x 50, those at the right edge 2 wide. */
function parts(chunk: Chunk): ChunkPart[] {
  return [0, 16, 32, 48].flatMap((y) =>
    [0, 16, 32, 48].map((x) => ({ chunk, region: { start: [y, x], shape: [16, Math.min(16, 50 - x)] } })),
  );
}

function encodeAll(pool: WorkerPool, chunk: Chunk): Promise<EncodedChunk[]> {
  return Promise.all(parts(chunk).map((part) => pool.encodePart(part, SHAPE, CODECS)));
}

const expected = await Promise.all(
  parts(plain).map((part) => inThreadCoder.encode(chunkOfPart(part, SHAPE), CODECS)),
);

describe.each([
  ["a plain", plain],
  ["a shared", shared],
])("encodePart() out of %s array", (_name, chunk) => {
  test("makes the chunks that encode() makes, and leaves the array as it is", async () => {
    const before = [...chunk.data];
    expect(await encodeAll(createPool().pool, chunk)).toEqual(expected);
    expect(await encodeAll(createPool({ retries: 0 }).pool, chunk)).toEqual(expected);
    expect([...chunk.data]).toEqual(before);
  });

  test("works in the calling thread where there are no workers", async () => {
    const createWorker = () => {
      throw new Error("no workers today");
    };
    expect(await encodeAll(createPool({ createWorker }).pool, chunk)).toEqual(expected);
    const { encode, decode, decodeInto } = inThreadCoder;
    const fallback = { encode, decode, decodeInto };
    expect(await encodeAll(createPool({ createWorker, fallback }).pool, chunk)).toEqual(expected);
    expect([...chunk.data]).toEqual([...plain.data]);
  });

  test("is sent again when its worker dies", async () => {
    const { pool, workers } = createPool({ size: 1 });
    await pool.encodePart(parts(chunk)[0]!, SHAPE, CODECS);
    const encoding = encodeAll(pool, chunk);
    void workers[0]!.terminate();
    expect(await encoding).toEqual(expected);
    expect(pool.stats.deaths).toBe(1);
  });

  test("refuses parts that do not fit, and settles at an abort", async () => {
    const { pool } = createPool();
    const [part] = parts(chunk);
    await expect(pool.encodePart(part!, [16, 15], CODECS)).rejects.toThrow(RangeError);
    const signal = AbortSignal.abort("enough");
    await expect(pool.encodePart(part!, SHAPE, CODECS, { signal })).rejects.toBe("enough");
  });
});

test("release() takes back the memory of what workers encoded, and of nothing else", async () => {
  const noise = Uint8Array.from({ length: 2 ** 17 }, (_, i) => (i * 2654435761) >>> 13);
  const chunk = { dataType: "uint8", shape: [2 ** 17], data: noise } as const;
  const { pool } = createPool();
  const { bytes } = await pool.encode(chunk, [{ name: "bytes" }]);
  const front = bytes.subarray(0, 2 ** 16);
  pool.release(front);
  expect(front.length).toBe(2 ** 16);
  pool.release(bytes);
  expect(bytes.length).toBe(0);
  expect(noise.length).toBe(2 ** 17);

  const inline = createPool({
    createWorker: () => {
      throw new Error("no workers today");
    },
  }).pool;
  const own = await inline.encode(chunk, [{ name: "bytes" }]);
  inline.release(own.bytes);
  expect(noise.length).toBe(2 ** 17);
});

test("inputs larger than the memory that is kept for them are encoded alike", async () => {
  const { pool } = createPool();
  const large = { dataType: "uint8", shape: [2 ** 24 + 16], data: new Uint8Array(2 ** 24 + 16) } as const;
  const encoded = await pool.encode(large, CODECS.slice(1));
  expect(encoded).toEqual(await inThreadCoder.encode(large, CODECS.slice(1)));
});
