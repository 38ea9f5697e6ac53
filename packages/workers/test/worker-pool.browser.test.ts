/// <reference types="vite/client" />
import { inThreadCoder } from "@chunkwright/codecs";
import { bytesOf, type EncodedChunk } from "@chunkwright/core";
import { createWorkerPool, type WorkerPool, type WorkerPoolOptions } from "@chunkwright/workers";
import { afterEach, describe, expect, test } from "vitest";

interface Fixture extends Omit<EncodedChunk, "bytes"> {
  readonly encoded: string;
}

const fixtures = import.meta.glob<string>("../../codecs/test/fixtures/*.json", {
  query: "?raw",
  import: "default",
  eager: true,
});

const pools: WorkerPool[] = [];
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

function createPool(options: WorkerPoolOptions = {}): WorkerPool {
  const pool = createWorkerPool({ size: 2, createWorker: unrulyWorker, ...options });
  pools.push(pool);
  return pool;
}

function unrulyWorker(): Worker {
  return new Worker(new URL("./unruly-worker-browser.ts", import.meta.url), { type: "module" });
}

/** Four bytes, passed through the test codec of that name. */
function chunkOf(codec?: string): EncodedChunk {
  const codecs = [{ name: "bytes" }, ...(codec ? [{ name: `test.${codec}` }] : [])];
  return { dataType: "uint8", shape: [4], codecs, bytes: Uint8Array.of(1, 2, 3, 4) };
}

test("the pool starts its own workers", async () => {
  const pool = createWorkerPool({ size: 2 });
  pools.push(pool);
  expect([...(await pool.decode(chunkOf())).data]).toEqual([1, 2, 3, 4]);
  expect(pool.stats).toMatchObject({ workers: 1, inlineCause: undefined });
});

test("every fixture decodes as in-thread: transferred, into plain and into shared memory", async () => {
  expect(globalThis.crossOriginIsolated).toBe(true);
  const pool = createPool();
  for (const [file, text] of Object.entries(fixtures)) {
    const { encoded, ...rest }: Fixture = JSON.parse(text);
    const chunk = () => ({ ...rest, bytes: fromBase64(encoded) });
    const expected = await inThreadCoder.decode(chunk());
    expect(await pool.decode(chunk()), file).toEqual(expected);
    // Elements of any length have no memory to be written into.
    if (Array.isArray(expected.data)) continue;
    const { shape, data } = expected;
    for (const Memory of [ArrayBuffer, SharedArrayBuffer]) {
      const buffer = new Memory(bytesOf(data).byteLength);
      const region = { start: shape.map(() => 0), shape };
      await pool.decodeInto(chunk(), { buffer, byteOffset: 0, shape, region });
      expect(new Uint8Array(buffer), file).toEqual(bytesOf(data));
    }
  }
  expect(pool.stats.deaths).toBe(0);
});

describe("calls that do not end", () => {
  test("settle when they are aborted, and leave shared memory alone", async () => {
    const pool = createPool({ size: 1, timeoutMs: 300 });
    await pool.decode(chunkOf());
    const controller = new AbortController();
    const target = {
      buffer: new SharedArrayBuffer(4),
      byteOffset: 0,
      shape: [4],
      region: { start: [0], shape: [4] },
    };
    const calls = Promise.allSettled(
      ["spin", "wait"].map((codec) => pool.decodeInto(chunkOf(codec), target, { signal: controller.signal })),
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
    const start = performance.now();
    controller.abort("enough");
    const aborted = { status: "rejected", reason: "enough" };
    expect(await calls).toEqual([aborted, aborted]);
    expect(performance.now() - start).toBeLessThan(50);
    await pool.decode(chunkOf());
    expect([...new Uint8Array(target.buffer)]).toEqual([0, 0, 0, 0]);
  });

  test("are ended when they exceed their limit", async () => {
    const pool = createPool({ timeoutMs: 200 });
    await expect(pool.decode(chunkOf("spin"))).rejects.toMatchObject({
      code: "codec",
      message: "Cannot decode bytes, test.spin: it took longer than 200 ms",
    });
    await pool.decode(chunkOf());
  });
});

test("errors keep their code, context and cause", async () => {
  await expect(createPool().decode(chunkOf("fail"))).rejects.toMatchObject({
    name: "StorageError",
    code: "codec",
    context: { codec: "test.fail", direction: "decode" },
    cause: { name: "RangeError", message: "no such luck", cause: "a stone" },
  });
});

test("the calling thread does the work where the workers' script is missing", async () => {
  const pool = createPool({
    createWorker: () => new Worker("data:text/javascript,import 'nowhere:'", { type: "module" }),
  });
  expect([...(await pool.decode(chunkOf())).data]).toEqual([1, 2, 3, 4]);
  expect(pool.stats).toMatchObject({ workers: 0, inlineCause: expect.any(Error) });
});

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
