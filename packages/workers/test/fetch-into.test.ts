import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ChunkFetch, CodecSpec, FetchedChunk } from "@chunkwright/core";
import { fsStore } from "@chunkwright/stores/fs";
import { createWorkerPool, type WorkerPoolOptions } from "@chunkwright/workers";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { bundleWorker, recordWorkers } from "./worker-bundle.ts";

const script = await bundleWorker("unruly-worker-node.ts");
const LITTLE: CodecSpec = { name: "bytes", configuration: { endian: "little" } };
let root: string;
let pool: ReturnType<typeof createWorkerPool> | undefined;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "fetch-into-"));
  await writeFile(join(root, "value"), Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
});
afterAll(() => rm(root, { recursive: true }));
afterEach(() => pool?.close());

function open(options: WorkerPoolOptions = {}) {
  pool = createWorkerPool({ size: 1, createWorker: recordWorkers(script).createWorker, ...options });
  return pool;
}

/** Two uint8 elements at `start` of eight in `memory`. */
function chunkInto(memory: ArrayBuffer | SharedArrayBuffer, start: number, codec?: string): FetchedChunk {
  const codecs = codec === undefined ? [LITTLE] : [LITTLE, { name: `test.${codec}` }];
  const region = { start: [start], shape: [2] };
  const target = { buffer: memory, byteOffset: 0, shape: [8], region };
  return { offset: 0, length: 2, shape: [2], codecs, dataType: "uint8", target };
}

function fetchOf(chunks: readonly FetchedChunk[], rest: Partial<ChunkFetch> = {}): ChunkFetch {
  return { origin: fsStore(root).origin!, key: "value", range: { offset: 0, length: 8 }, chunks, ...rest };
}

describe("fetchInto()", () => {
  test("reads a range and puts the chunks in it where they belong", async () => {
    const memory = new SharedArrayBuffer(8);
    const chunks = [
      { ...chunkInto(memory, 6), offset: 3 },
      { ...chunkInto(memory, 0), offset: 5 },
    ];
    expect(await open().fetchInto(fetchOf(chunks, { range: { offset: 3, length: 4 } }))).toBe("written");
    expect([...new Uint8Array(memory)]).toEqual([6, 7, 0, 0, 0, 0, 4, 5]);
  });

  test("reads a whole value, and tells if there is none", async () => {
    const memory = new SharedArrayBuffer(8);
    const { length: _, ...whole } = chunkInto(memory, 0);
    const region = { start: [0], shape: [8] };
    const chunks = [{ ...whole, shape: [8], target: { ...whole.target, region } }];
    const { origin, key } = fetchOf([]);
    expect(await open().fetchInto({ origin, key, chunks })).toBe("written");
    expect([...new Uint8Array(memory)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(await pool?.fetchInto({ origin, key: "other", chunks })).toBe("absent");
  });

  test("refuses memory that is not shared, and stores where there are no workers", async () => {
    expect(await open().fetchInto(fetchOf([chunkInto(new ArrayBuffer(8), 0)]))).toBe("refused");
    await pool?.close();
    const createWorker = () => {
      throw new Error("no workers here");
    };
    const memory = new SharedArrayBuffer(8);
    expect(await open({ createWorker }).fetchInto(fetchOf([chunkInto(memory, 0)]))).toBe("refused");
  });

  test("rejects as the store and the codecs do", async () => {
    const memory = new SharedArrayBuffer(8);
    const beyond = fetchOf([chunkInto(memory, 0)], { range: { offset: 0, length: 9 } });
    await expect(open().fetchInto(beyond)).rejects.toMatchObject({ code: "invalid-data" });
    const unknown = fetchOf([chunkInto(memory, 0, "nowhere")]);
    await expect(pool?.fetchInto(unknown)).rejects.toMatchObject({ code: "unsupported" });
  });

  test("is ended by the time limit where a codec hangs", async () => {
    const memory = new SharedArrayBuffer(8);
    const hanging = open({ timeoutMs: 100 }).fetchInto(fetchOf([chunkInto(memory, 0, "spin")]));
    await expect(hanging).rejects.toMatchObject({
      code: "codec",
      message: "Cannot decode bytes, test.spin: it took longer than 100 ms",
    });
  });

  test("writes nothing after an abort", async () => {
    const memory = new SharedArrayBuffer(8);
    const controller = new AbortController();
    const fetched = open().fetchInto(fetchOf([chunkInto(memory, 0, "sleep")]), controller);
    controller.abort(new Error("enough"));
    await expect(fetched).rejects.toThrow("enough");
    await pool?.close();
    expect([...new Uint8Array(memory)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });
});
