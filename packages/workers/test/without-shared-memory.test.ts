import type { EncodedChunk } from "@chunkwright/core";
import type { WorkerPool } from "@chunkwright/workers";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { bundleWorker, recordWorkers } from "./worker-bundle.ts";

let pool: WorkerPool;

beforeAll(async () => {
  const { createWorker } = recordWorkers(await bundleWorker("unruly-worker-node.ts"));
  // As in pages that are not isolated.
  vi.stubGlobal("crossOriginIsolated", false);
  vi.resetModules();
  const { createWorkerPool } = await import("@chunkwright/workers");
  pool = createWorkerPool({ size: 1, createWorker });
});
afterAll(async () => {
  await pool.close();
  vi.unstubAllGlobals();
});

function chunkOf(...codecs: readonly string[]): EncodedChunk {
  return {
    dataType: "uint8",
    shape: [4],
    codecs: [{ name: "bytes" }, ...codecs.map((name) => ({ name, configuration: { ms: 100 } }))],
    bytes: Uint8Array.of(1, 2, 3, 4),
  };
}

test.each([
  ["an ArrayBuffer", new ArrayBuffer(4)],
  ["a SharedArrayBuffer, had from elsewhere,", new SharedArrayBuffer(4)],
])("the calling thread copies into %s", async (_name, buffer) => {
  const target = { buffer, byteOffset: 1, shape: [3], region: { start: [1], shape: [2] }, chunkStart: [2] };
  await pool.decodeInto(chunkOf(), target);
  expect([...new Uint8Array(buffer)]).toEqual([0, 0, 3, 4]);
});

test("parts are copied for the worker, and left as they are", async () => {
  const chunk = { dataType: "uint8", shape: [2, 3], data: Uint8Array.of(1, 2, 3, 4, 5, 6) } as const;
  const part = { chunk, region: { start: [0, 1], shape: [2, 2] } };
  const encoded = await pool.encodePart(part, [2, 3], [{ name: "bytes" }]);
  expect([...encoded.bytes]).toEqual([2, 3, 0, 5, 6, 0]);
  expect([...chunk.data]).toEqual([1, 2, 3, 4, 5, 6]);
});

test("an abort settles at once all the same, and nothing is copied", async () => {
  const buffer = new ArrayBuffer(4);
  const target = { buffer, byteOffset: 0, shape: [4], region: { start: [0], shape: [4] } };
  const controller = new AbortController();
  const calls = Promise.allSettled(
    [1, 2, 3].map(() => pool.decodeInto(chunkOf("test.sleep"), target, { signal: controller.signal })),
  );
  await new Promise((resolve) => setTimeout(resolve, 20));
  const start = performance.now();
  controller.abort("enough");
  for (const outcome of await calls) expect(outcome).toEqual({ status: "rejected", reason: "enough" });
  expect(performance.now() - start).toBeLessThan(50);
  await pool.decode(chunkOf());
  expect([...new Uint8Array(buffer)]).toEqual([0, 0, 0, 0]);
});
