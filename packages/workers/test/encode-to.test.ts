import { closeSync, fstatSync, openSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inThreadCoder } from "@chunkwright/codecs";
import { type ChunkPart, createFileEnd, sharedChunk, type WriteOutcome } from "@chunkwright/core";
import { createFsFile, type FsFileSink } from "@chunkwright/stores/fs";
import { counting } from "@chunkwright/testkit";
import { createWorkerPool, type WorkerPoolOptions } from "@chunkwright/workers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { bundleWorker, recordWorkers } from "./worker-bundle.ts";

const script = await bundleWorker("unruly-worker-node.ts");
const LITTLE = { name: "bytes", configuration: { endian: "little" } };
const ZLIB = { name: "numcodecs.zlib", configuration: { level: 1 } };
const SHAPE = [16, 16];
const array = sharedChunk("uint16", [64, 64]);
array.data.set(counting([64, 64]).data as Uint16Array);
const PARTS: readonly ChunkPart[] = [0, 16, 32, 48].flatMap((y) =>
  [0, 16, 32, 48].map((x) => ({ chunk: array, region: { start: [y, x], shape: SHAPE } })),
);

let directory: string;
let file: FsFileSink;
let pool: ReturnType<typeof createWorkerPool> | undefined;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "encode-to-"));
  file = await createFsFile(join(directory, "file"));
});
afterEach(async () => {
  await pool?.close();
  await file.abort();
  await rm(directory, { recursive: true });
});

function open(options: WorkerPoolOptions = {}) {
  pool = createWorkerPool({ size: 2, createWorker: recordWorkers(script).createWorker, ...options });
  return pool;
}

async function written(): Promise<Uint8Array> {
  await file.close();
  return readFile(join(directory, "file"));
}

describe("encodeTo()", () => {
  test("has workers write chunks behind one another, and tells where", async () => {
    const coder = open();
    const place = createFileEnd(100, 16);
    const codecs = [LITTLE, ZLIB];
    const outcomes = await Promise.all(
      PARTS.map((part) => file.lend!((lent) => coder.encodeTo(part, SHAPE, codecs, { file: lent, place }))),
    );
    const bytes = await written();
    let end = 112;
    for (const [offset, n] of outcomes
      .map(offsetOf)
      .map((offset, n) => [offset, n] as const)
      .sort(([a], [b]) => a - b)) {
      const chunk = (await inThreadCoder.encodePart!(PARTS[n]!, SHAPE, codecs)).bytes;
      expect(outcomes[n]).toEqual({ offset: end, length: chunk.byteLength });
      expect(new Uint8Array(bytes.subarray(offset, offset + chunk.byteLength))).toEqual(chunk);
      end += Math.ceil(chunk.byteLength / 16) * 16;
    }
  });

  test("writes at an offset, elements that no encoder has in its memory too, of plain arrays too", async () => {
    const plain = { ...PARTS[5]!, chunk: counting([64, 64]) };
    const outcome = await file.lend!((lent) =>
      open().encodeTo(plain, SHAPE, [LITTLE], { file: lent, place: 1000 }),
    );
    expect(outcome).toEqual({ offset: 1000, length: 512 });
    const chunk = (await inThreadCoder.encodePart!(plain, SHAPE, [LITTLE])).bytes;
    expect(new Uint8Array((await written()).subarray(1000))).toEqual(chunk);
  });

  test("is refused where there are no workers, and for files that they have not", async () => {
    const coder = open({
      createWorker: () => {
        throw new Error("no workers here");
      },
    });
    const target = { file: { descriptor: 0, identity: "of no file", path: "nowhere" }, place: 0 };
    for (const given of [coder, coder, open()]) {
      expect(await given.encodeTo(PARTS[0]!, SHAPE, [LITTLE], target)).toBe("refused");
    }
  });

  test("rejects as the codecs and the file system do, and says which file it was", async () => {
    const coder = open();
    const descriptor = openSync(fileURLToPath(import.meta.url), "r");
    const { dev, ino } = fstatSync(descriptor);
    const target = { file: { descriptor, identity: `${dev} ${ino}`, path: "some/file" }, place: 0 };
    for (const codecs of [[LITTLE], [LITTLE, ZLIB]]) {
      await expect(coder.encodeTo(PARTS[0]!, SHAPE, codecs, target)).rejects.toMatchObject({
        code: "store",
        message: "Cannot write some/file: the file is closed (EBADF)",
      });
    }
    const unknown = coder.encodeTo(PARTS[0]!, SHAPE, [{ name: "test.nowhere" }], target);
    await expect(unknown).rejects.toMatchObject({ code: "unsupported" });
    await expect(coder.encodeTo(PARTS[0]!, [16, 15], [LITTLE], target)).rejects.toThrow(RangeError);
    closeSync(descriptor);
  });

  test("writes nothing after an abort", async () => {
    const controller = new AbortController();
    const codecs = [LITTLE, { name: "test.sleep_encoding", configuration: { ms: 100 } }];
    const coder = open({ size: 1 });
    const target = { place: 0 };
    await coder.encodePart(PARTS[0]!, SHAPE, [LITTLE]);
    const writing = file.lend!((lent) =>
      coder.encodeTo(PARTS[0]!, SHAPE, codecs, { ...target, file: lent }, controller),
    );
    setTimeout(() => controller.abort(new Error("enough")), 20);
    await expect(writing).rejects.toThrow("enough");
    await coder.encodePart(PARTS[0]!, SHAPE, [LITTLE]);
    expect(await written()).toHaveLength(0);
  });

  test("is sent again when its worker dies", async () => {
    const { createWorker, workers } = recordWorkers(script);
    const coder = open({ size: 1, createWorker });
    await coder.encodePart(PARTS[0]!, SHAPE, [LITTLE]);
    const codecs = [LITTLE, { name: "test.sleep_encoding", configuration: { ms: 50 } }];
    const writing = file.lend!((lent) => coder.encodeTo(PARTS[3]!, SHAPE, codecs, { file: lent, place: 8 }));
    setTimeout(() => workers[0]?.terminate(), 10);
    expect(await writing).toEqual({ offset: 8, length: 512 });
    expect(coder.stats.deaths).toBe(1);
    const chunk = (await inThreadCoder.encodePart!(PARTS[3]!, SHAPE, [LITTLE])).bytes;
    expect(new Uint8Array((await written()).subarray(8))).toEqual(chunk);
  });
});

function offsetOf(outcome: WriteOutcome): number {
  return outcome === "refused" ? Number.NaN : outcome.offset;
}
