import type { EncodedChunk } from "@chunkwright/core";
import { isStorageError } from "@chunkwright/core";
import { seededRandom } from "@chunkwright/testkit";
import { createWorkerPool } from "@chunkwright/workers";
import { expect, test } from "vitest";
import { bundleWorker, recordWorkers } from "./worker-bundle.ts";

const TASKS = 10_000;
/** After so many tasks a worker is killed: a hundred in all. */
const KILL_EVERY = 100;

test("of 10,000 tasks none is lost or done twice, with workers killed and calls aborted", async () => {
  const random = seededRandom(4);
  const { workers, createWorker } = recordWorkers(await bundleWorker("unruly-worker-node.ts"));
  const pool = createWorkerPool({ size: 3, queueLimit: 64, createWorker });
  const settled = new Uint8Array(TASKS);
  const calls: Promise<void>[] = [];
  let kills = 0;
  let [decoded, aborted, failed, late] = [0, 0, 0, 0];
  for (let id = 0; id < TASKS; id += 1) {
    await pool.ready();
    calls.push(runTask(id));
    if (id % KILL_EVERY === KILL_EVERY - 1) {
      kills += 1;
      void workers[random.below(workers.length)]?.terminate();
    }
  }
  await Promise.all(calls);

  expect(settled.every((times) => times === 1)).toBe(true);
  expect(decoded + aborted + failed).toBe(TASKS);
  expect(aborted).toBeGreaterThan(TASKS / 20);
  // Only of those that met two deaths.
  expect(failed).toBeLessThan(TASKS / 1000);
  // An abort does not wait for the worker.
  expect(late).toBe(0);
  expect(pool.stats).toMatchObject({ queued: 0, running: 0, inlineCause: undefined });
  expect(pool.stats.deaths).toBeGreaterThan(kills / 2);
  await pool.close();
  expect(workers.length).toBe(0);

  async function runTask(id: number): Promise<void> {
    const controller = new AbortController();
    if (id % 10 === 0) {
      setTimeout(() => {
        controller.abort(id);
        setImmediate(() => {
          if (settled[id] === 0) late += 1;
        });
      }, random.below(4));
    }
    try {
      const { data } = await pool.decode(chunkOf(id), { signal: controller.signal });
      expect(data[0]).toBe(id);
      decoded += 1;
    } catch (error) {
      if (error === id) aborted += 1;
      else if (isStorageError(error, "codec")) failed += 1;
      else throw error;
    }
    settled[id]! += 1;
  }
});

function chunkOf(id: number): EncodedChunk {
  const bytes = new Uint8Array(4096);
  new DataView(bytes.buffer).setUint32(0, id, true);
  return {
    dataType: "uint32",
    shape: [1024],
    codecs: [{ name: "bytes", configuration: { endian: "little" } }],
    bytes,
  };
}
