/// <reference types="vite/client" />
import { inThreadCoder } from "@chunkwright/codecs";
import { bytesOf, type EncodedChunk } from "@chunkwright/core";
import { createWorkerPool, type WorkerPool } from "@chunkwright/workers";
import { afterAll, beforeAll, expect, test } from "vitest";

interface Fixture extends Omit<EncodedChunk, "bytes"> {
  readonly encoded: string;
}

const fixtures = import.meta.glob<string>("../../codecs/test/fixtures/*.json", {
  query: "?raw",
  import: "default",
  eager: true,
});

let pool: WorkerPool;
beforeAll(() => {
  pool = createWorkerPool({
    size: 2,
    createWorker: () =>
      new Worker(new URL("./unruly-worker-browser.ts", import.meta.url), { type: "module" }),
  });
});
afterAll(() => pool.close());

/** Four bytes, passed through the test codec of that name. */
function chunkOf(codec?: string): EncodedChunk {
  const codecs = [{ name: "bytes" }, ...(codec ? [{ name: `test.${codec}` }] : [])];
  return { dataType: "uint8", shape: [4], codecs, bytes: Uint8Array.of(1, 2, 3, 4) };
}

test("the page cannot share memory", () => {
  expect([globalThis.crossOriginIsolated, typeof SharedArrayBuffer]).toEqual([false, "undefined"]);
});

test("the pool starts its own workers", async () => {
  const own = createWorkerPool({ size: 1 });
  expect([...(await own.decode(chunkOf())).data]).toEqual([1, 2, 3, 4]);
  expect(own.stats).toMatchObject({ workers: 1, inlineCause: undefined });
  await own.close();
});

test("every fixture decodes as in-thread: transferred, and copied into a larger array", async () => {
  for (const [file, text] of Object.entries(fixtures)) {
    const { encoded, ...rest }: Fixture = JSON.parse(text);
    const chunk = () => ({ ...rest, bytes: Uint8Array.from(atob(encoded), (one) => one.charCodeAt(0)) });
    const expected = await inThreadCoder.decode(chunk());
    expect(await pool.decode(chunk()), file).toEqual(expected);
    // Elements of any length have no memory to be written into.
    if (Array.isArray(expected.data)) continue;
    const { shape, data } = expected;
    const buffer = new ArrayBuffer(data.byteLength);
    await pool.decodeInto(chunk(), {
      buffer,
      byteOffset: 0,
      shape,
      region: { start: shape.map(() => 0), shape },
    });
    expect(new Uint8Array(buffer), file).toEqual(bytesOf(data));
  }
  expect(pool.stats.deaths).toBe(0);
});

test("an abort settles at once, and nothing is copied afterwards", async () => {
  const buffer = new ArrayBuffer(4);
  const target = { buffer, byteOffset: 0, shape: [4], region: { start: [0], shape: [4] } };
  const controller = new AbortController();
  const call = pool
    .decodeInto(chunkOf("wait"), target, { signal: controller.signal })
    .catch((reason) => reason);
  await new Promise((resolve) => setTimeout(resolve, 20));
  const start = performance.now();
  controller.abort("enough");
  expect(await call).toBe("enough");
  expect(performance.now() - start).toBeLessThan(50);
  expect([...new Uint8Array(buffer)]).toEqual([0, 0, 0, 0]);
});
