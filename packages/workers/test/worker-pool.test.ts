import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Worker } from "node:worker_threads";
import { gzipSync, inflateSync } from "node:zlib";
import type { CodecSpec, EncodedChunk, JsonObject } from "@chunkwright/core";
import { createWorkerPool, type WorkerPool, type WorkerPoolOptions } from "@chunkwright/workers";
import { afterEach, describe, expect, test } from "vitest";
import { bundleWorker, recordWorkers } from "./worker-bundle.ts";

const script = await bundleWorker("unruly-worker-node.ts");
const LITTLE: CodecSpec = { name: "bytes", configuration: { endian: "little" } };
const pools: WorkerPool[] = [];

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

function createPool(options: WorkerPoolOptions = {}) {
  const { workers, createWorker } = recordWorkers(script);
  const pool = createWorkerPool({ size: 1, createWorker, ...options });
  pools.push(pool);
  return { pool, workers };
}

/** Four bytes, passed through the test codec of that name. */
function chunkOf(codec?: string, configuration: JsonObject = {}): EncodedChunk {
  const codecs = codec ? [LITTLE, { name: `test.${codec}`, configuration }] : [LITTLE];
  return { dataType: "uint8", shape: [4], codecs, bytes: Uint8Array.of(1, 2, 3, 4) };
}

async function millisecondsOf(promise: Promise<unknown>): Promise<number> {
  const start = performance.now();
  await promise.catch(() => undefined);
  return performance.now() - start;
}

test.each([
  ["a URL", script],
  ["a URL in a string", script.href],
  ["a path", fileURLToPath(script)],
])("the script of workers is given by %s", async (_, workerUrl) => {
  const pool = createWorkerPool({ size: 1, workerUrl });
  pools.push(pool);
  expect([...(await pool.decode(chunkOf())).data]).toEqual([1, 2, 3, 4]);
});

test("envelopes are changed in workers, where nothing else differs", async () => {
  const { pool, workers } = createPool();
  const gzip = gzipSync(Uint8Array.of(1, 2, 3, 4));
  const codecs = [LITTLE, { name: "numcodecs.zlib" }];
  const encoded = { ...chunkOf(), bytes: new Uint8Array(gzip), codecs: [LITTLE, { name: "gzip" }] };
  expect(await pool.reenvelope(encoded, [LITTLE])).toBeUndefined();
  expect(workers.length).toBe(0);
  const changed = await pool.reenvelope(encoded, codecs);
  expect(changed).toMatchObject({ shape: [4], codecs });
  expect([...inflateSync(changed!.bytes)]).toEqual([1, 2, 3, 4]);
  await expect(
    pool.reenvelope({ ...encoded, bytes: encoded.bytes.slice(0, -3) }, codecs),
  ).rejects.toMatchObject({ code: "codec" });
});

test("workers may take time to make, as where their script is loaded first", async () => {
  const { createWorker } = recordWorkers(script);
  const late = () => new Promise<Worker>((resolve) => setTimeout(() => resolve(createWorker()), 50));
  const { pool } = createPool({ createWorker: late });
  expect([...(await pool.decode(chunkOf())).data]).toEqual([1, 2, 3, 4]);
  expect(pool.stats).toMatchObject({ workers: 1, deaths: 0, inlineCause: undefined });
});

test("the calling thread does the work where workers cannot be made in the end", async () => {
  const cause = new Error("no script");
  const { pool } = createPool({ createWorker: () => Promise.reject(cause) });
  expect([...(await pool.decode(chunkOf())).data]).toEqual([1, 2, 3, 4]);
  expect(pool.stats).toMatchObject({ workers: 0, inlineCause: cause });
});

test("tasks end with a pool that is closed while its workers are being made", async () => {
  const { pool } = createPool({ createWorker: () => new Promise(() => {}) });
  const decoded = pool.decode(chunkOf());
  void pool.close();
  await expect(decoded).rejects.toMatchObject({ name: "AbortError" });
});

describe("tasks", () => {
  test("run in as many workers as the pool has, started when needed", async () => {
    const { pool, workers } = createPool({ size: 2 });
    expect(workers.length).toBe(0);
    await pool.decode(chunkOf());
    expect(workers.length).toBe(1);
    await Promise.all(Array.from({ length: 20 }, () => pool.decode(chunkOf())));
    expect(workers.length).toBe(2);
    expect(pool.stats).toMatchObject({
      workers: 2,
      queued: 0,
      running: 0,
      deaths: 0,
      inlineCause: undefined,
    });
  });

  test("go by priority, equals in the order they came", async () => {
    const { pool } = createPool();
    const done: string[] = [];
    const first = pool.decode(chunkOf("sleep", { ms: 50 })).then(() => done.push("first"));
    const others = [
      ["low", -1],
      ["a", 0],
      ["high", 5],
      ["b", 0],
    ] as const;
    await Promise.all([
      first,
      ...others.map(async ([name, priority]) => {
        await pool.decode(chunkOf(), { priority });
        done.push(name);
      }),
    ]);
    // All of them came before the worker had started.
    expect(done).toEqual(["high", "first", "a", "b", "low"]);
  });

  test("leave their bytes alone while others share the buffer", async () => {
    for (const retries of [0, 1]) {
      const { pool } = createPool({ retries });
      const file = Uint8Array.of(9, 1, 2, 3, 4, 9);
      await pool.decode({ ...chunkOf(), bytes: file.subarray(1, 5) });
      expect([...file]).toEqual([9, 1, 2, 3, 4, 9]);
      const pooled = Buffer.from([1, 2, 3, 4]);
      await pool.decode({ ...chunkOf(), bytes: pooled });
      expect([...pooled]).toEqual([1, 2, 3, 4]);
      const samples = Buffer.from([1, 2, 3, 4]);
      await pool.encode({ dataType: "uint8", shape: [4], data: samples }, [LITTLE]);
      expect([...samples]).toEqual([1, 2, 3, 4]);
    }
  });

  test("give their buffers away where nothing is to be sent twice", async () => {
    const { pool } = createPool({ retries: 0 });
    const encoded = chunkOf();
    await pool.decode(encoded);
    expect(encoded.bytes.length).toBe(0);
  });

  test("use kernels that the calling thread has compiled", async () => {
    const { pool } = createPool();
    const codecs = [LITTLE, { name: "zstd", configuration: { level: 1 } }, { name: "crc32c" }];
    const chunk = { dataType: "uint8", shape: [4], data: Uint8Array.of(1, 2, 3, 4) } as const;
    expect([...(await pool.decode(await pool.encode(chunk, codecs))).data]).toEqual([1, 2, 3, 4]);
  });

  test("reject with what the codec threw", async () => {
    const { pool } = createPool();
    await expect(pool.decode(chunkOf("fail"))).rejects.toMatchObject({
      name: "StorageError",
      code: "codec",
      context: { codec: "test.fail", direction: "decode" },
      message: "Cannot decode test.fail: no such luck",
      cause: { name: "RangeError", message: "no such luck", cause: "a stone" },
    });
  });

  test("reject with programmers' mistakes as such", async () => {
    const { pool } = createPool();
    await expect(pool.encode({ ...(await pool.decode(chunkOf())), shape: [5] }, [LITTLE])).rejects.toThrow(
      TypeError,
    );
    await expect(pool.decode({ ...chunkOf(), shape: [-1] })).rejects.toThrow(RangeError);
    const target = {
      buffer: new ArrayBuffer(2),
      byteOffset: 0,
      shape: [4],
      region: { start: [0], shape: [4] },
    };
    await expect(pool.decodeInto(chunkOf(), target)).rejects.toThrow(RangeError);
    const unclonable = { name: "bytes", configuration: { endian: () => "little" } } as never;
    await expect(pool.decode({ ...chunkOf(), codecs: [unclonable] })).rejects.toThrow(/could not be cloned/);
    await expect(pool.decode(chunkOf())).resolves.toMatchObject({ shape: [4] });
    const calls = Array.from({ length: 30 }, (_, i) =>
      pool.decode(i === 20 ? { ...chunkOf(), codecs: [unclonable] } : chunkOf()),
    );
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes.flatMap(({ status }, i) => (status === "rejected" ? [i] : []))).toEqual([20]);
  });
});

describe("an abort", () => {
  test("before the call rejects with its reason, and starts nothing", async () => {
    const { pool, workers } = createPool();
    const reason = new Error("enough");
    await expect(pool.decode(chunkOf(), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(workers.length).toBe(0);
  });

  test.each(["decode", "decodeInto"] as const)("settles %s at once, waiting or running", async (method) => {
    const { pool } = createPool();
    await pool.decode(chunkOf());
    const target = {
      buffer: new SharedArrayBuffer(4),
      byteOffset: 0,
      shape: [4],
      region: { start: [0], shape: [4] },
    };
    const start = (signal: AbortSignal) =>
      method === "decode"
        ? pool.decode(chunkOf("sleep", { ms: 300 }), { signal })
        : pool.decodeInto(chunkOf("sleep", { ms: 300 }), target, { signal });
    const controller = new AbortController();
    const calls = Array.from({ length: 4 }, () => start(controller.signal));
    const settled = Promise.allSettled(calls);
    const reason = new Error("enough");
    await new Promise((resolve) => setTimeout(resolve, 20));
    controller.abort(reason);
    expect(await millisecondsOf(settled)).toBeLessThan(50);
    for (const outcome of await settled) expect(outcome).toEqual({ status: "rejected", reason });
    expect(pool.stats.queued).toBe(0);
    // What ran is run to its end, what had come ahead is skipped, and neither writes.
    expect(await millisecondsOf(pool.decode(chunkOf()))).toBeLessThan(500);
    expect([...new Uint8Array(target.buffer)]).toEqual([0, 0, 0, 0]);
  });
});

describe("a worker that dies", () => {
  test("is replaced, and its task runs again", async () => {
    const { pool } = createPool();
    const path = join(mkdtempSync(join(tmpdir(), "pool-")), "flag");
    const calls = [
      pool.decode(chunkOf("die_once", { path })),
      pool.decode(chunkOf()),
      pool.decode(chunkOf()),
    ];
    for (const chunk of await Promise.all(calls)) expect([...chunk.data]).toEqual([1, 2, 3, 4]);
    expect(pool.stats).toMatchObject({ workers: 1, deaths: 1 });
  });

  test.each([
    ["die", "its worker died, 2 times: The worker ended with exit code 3"],
    ["throw_later", "its worker died, 2 times: out of nowhere"],
  ])("twice of the same task (%s) is an error, and of that task alone", async (codec, fact) => {
    const { pool } = createPool();
    const call = pool.decode(chunkOf(codec));
    const others = Array.from({ length: 5 }, () => pool.decode(chunkOf()));
    await expect(call).rejects.toMatchObject({
      code: "codec",
      message: `Cannot decode bytes, test.${codec}: ${fact}`,
      context: { codec: `bytes, test.${codec}`, direction: "decode" },
    });
    await Promise.all(others);
    expect(pool.stats.deaths).toBe(2);
  });

  test("is found in a batch, whose other tasks are done", async () => {
    const { pool } = createPool();
    await pool.decode(chunkOf());
    const codecs = Array.from({ length: 30 }, (_, i) => (i === 20 ? "die" : undefined));
    const calls = codecs.map((codec) => pool.decode(chunkOf(codec)));
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes.flatMap(({ status }, i) => (status === "rejected" ? [i] : []))).toEqual([20]);
    await expect(calls[20]).rejects.toThrow("Cannot decode bytes, test.die: its worker died, 2 times");
    expect(pool.stats.deaths).toBe(2);
  });

  test("once is an error where nothing is to be sent twice", async () => {
    const { pool } = createPool({ retries: 0 });
    await expect(pool.decode(chunkOf("die"))).rejects.toThrow(
      "Cannot decode bytes, test.die: its worker died: The worker ended with exit code 3",
    );
  });

  test("takes those with it whose input it was given for good, and no others", async () => {
    const { pool } = createPool({ retries: 0 });
    await pool.decode(chunkOf());
    const calls = [pool.decode(chunkOf("die")), ...Array.from({ length: 4 }, () => pool.decode(chunkOf()))];
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes.map(({ status }) => status)).toEqual([
      "rejected",
      "rejected",
      "fulfilled",
      "fulfilled",
      "fulfilled",
    ]);
    await expect(calls[1]).rejects.toMatchObject({
      code: "codec",
      message: "Cannot decode bytes: its worker died of another task",
    });
  });

  test("of an aborted task takes no other with it", async () => {
    const { pool } = createPool();
    const controller = new AbortController();
    const call = pool.decode(chunkOf("die"), { signal: controller.signal });
    const others = [pool.decode(chunkOf()), pool.decode(chunkOf())];
    controller.abort();
    await expect(call).rejects.toMatchObject({ name: "AbortError" });
    await Promise.all(others);
  });
});

describe("a time limit", () => {
  test.each(["spin", "wait"])("ends a task that exceeds it (%s), and no other", async (codec) => {
    const { pool } = createPool({ timeoutMs: 300 });
    const call = pool.decode(chunkOf(codec));
    const others = Array.from({ length: 4 }, () => pool.decode(chunkOf("sleep", { ms: 60 })));
    await expect(call).rejects.toMatchObject({
      code: "codec",
      message: `Cannot decode bytes, test.${codec}: it took longer than 300 ms`,
    });
    await Promise.all(others);
    expect(pool.stats.deaths).toBe(1);
  });

  test("ends a task in the middle of a batch, and no other", async () => {
    const { pool } = createPool({ timeoutMs: 300 });
    await pool.decode(chunkOf());
    const calls = Array.from({ length: 30 }, (_, i) => pool.decode(chunkOf(i === 20 ? "spin" : undefined)));
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes.flatMap(({ status }, i) => (status === "rejected" ? [i] : []))).toEqual([20]);
    await expect(calls[20]).rejects.toThrow("it took longer than 300 ms");
    expect(pool.stats.deaths).toBe(1);
  });

  test("frees a worker from a task that was aborted", async () => {
    const { pool } = createPool({ timeoutMs: 300 });
    await pool.decode(chunkOf());
    const controller = new AbortController();
    const call = pool.decode(chunkOf("spin"), { signal: controller.signal });
    setTimeout(() => controller.abort(), 10);
    await expect(call).rejects.toMatchObject({ name: "AbortError" });
    await pool.decode(chunkOf());
  });
});

describe("ready()", () => {
  test("holds producers back, so that no more than the limit wait", async () => {
    const { pool } = createPool({ queueLimit: 3 });
    const calls: Promise<unknown>[] = [];
    let most = 0;
    for (let i = 0; i < 50; i += 1) {
      await pool.ready();
      calls.push(pool.decode(chunkOf()));
      most = Math.max(most, pool.stats.queued);
    }
    await Promise.all(calls);
    expect(most).toBe(3);
  });

  test("lets all go on in the end, though some then bring nothing", async () => {
    const { pool } = createPool({ queueLimit: 1 });
    const call = pool.decode(chunkOf());
    const waiting = Array.from({ length: 10 }, () => pool.ready());
    await Promise.all([call, ...waiting]);
  });

  test("rejects when aborted and when the pool is closed", async () => {
    const { pool } = createPool({ queueLimit: 1 });
    void pool.decode(chunkOf()).catch(() => undefined);
    const reason = new Error("enough");
    const controller = new AbortController();
    const aborted = pool.ready({ signal: controller.signal });
    const waiting = pool.ready();
    controller.abort(reason);
    await expect(aborted).rejects.toBe(reason);
    await Promise.all([pool.close(), expect(waiting).rejects.toMatchObject({ name: "AbortError" })]);
  });
});

describe("close()", () => {
  test("rejects what waits, what runs and what comes, and ends the workers", async () => {
    const { pool, workers } = createPool();
    await pool.decode(chunkOf());
    const calls = Array.from({ length: 5 }, () => pool.decode(chunkOf("sleep", { ms: 50 })));
    const settled = Promise.allSettled(calls);
    await pool.close();
    for (const { status } of await settled) expect(status).toBe("rejected");
    await expect(calls[0]).rejects.toMatchObject({
      name: "AbortError",
      message: "The worker pool is closed",
    });
    await expect(pool.decode(chunkOf())).rejects.toMatchObject({ name: "AbortError" });
    expect(workers.length).toBe(0);
    await pool.close();
  });
});

describe("where workers cannot be started", () => {
  test.each([
    [
      "because there are none",
      () => {
        throw new Error("no workers here");
      },
      "no workers here",
    ],
    [
      "because their script is missing",
      recordWorkers(new URL("missing.mjs", script)).createWorker,
      /missing/,
    ],
  ])("%s, the calling thread does the work", async (_name, createWorker, cause) => {
    const { pool } = createPool({ createWorker });
    const shared = new SharedArrayBuffer(4);
    const target = { buffer: shared, byteOffset: 0, shape: [4], region: { start: [0], shape: [4] } };
    expect([...(await pool.decode(chunkOf())).data]).toEqual([1, 2, 3, 4]);
    await pool.decodeInto(chunkOf(), target);
    expect([...new Uint8Array(shared)]).toEqual([1, 2, 3, 4]);
    await expect(pool.decode(chunkOf("spin"))).rejects.toMatchObject({ code: "unsupported" });
    expect(pool.stats.workers).toBe(0);
    expect(pool.stats.inlineCause).toMatchObject({ message: expect.stringMatching(cause) });
    const controller = new AbortController();
    const aborted = pool.decode(chunkOf(), { signal: controller.signal });
    controller.abort();
    await expect(aborted).rejects.toMatchObject({ name: "AbortError" });
  });
});

test.each([{ size: 0 }, { size: 1.5 }, { queueLimit: 0 }, { retries: -1 }, { timeoutMs: Number.NaN }])(
  "createWorkerPool() refuses %o",
  (options) => {
    expect(() => createWorkerPool(options)).toThrow(RangeError);
  },
);
