import { readdirSync, readFileSync } from "node:fs";
import { inThreadCoder } from "@chunkwright/codecs";
import { bytesOf, type Chunk, type EncodedChunk, isStorageError } from "@chunkwright/core";
import { createWorkerPool } from "@chunkwright/workers";
import { afterAll, describe, expect, test } from "vitest";
import { bundleWorker, recordWorkers } from "./worker-bundle.ts";

const FOLDER = new URL("../../codecs/test/fixtures/", import.meta.url);
const files = readdirSync(FOLDER).filter((file) => file.endsWith(".json"));

const { createWorker } = recordWorkers(await bundleWorker("../src/worker-node.ts"));
const pool = createWorkerPool({ size: 2, createWorker });
afterAll(() => pool.close());

describe.each(files)("%s", (file) => {
  test("decodes, damaged or not, and encodes as in-thread", async () => {
    const decoded = await inThreadCoder.decode(readEncoded(file));
    expect(await pool.decode(readEncoded(file))).toEqual(decoded);

    const cut = () => ({ ...readEncoded(file), bytes: readEncoded(file).bytes.slice(0, -1) });
    expect(await outcome(pool.decode(cut()))).toEqual(await outcome(inThreadCoder.decode(cut())));

    const { codecs } = readEncoded(file);
    expect(await outcome(pool.encode(copyOf(decoded), codecs))).toEqual(
      await outcome(inThreadCoder.encode(copyOf(decoded), codecs)),
    );
  });

  test.each([
    ["shared", SharedArrayBuffer],
    ["plain", ArrayBuffer],
  ])("decodes into %s memory as in-thread", async (_name, Memory) => {
    const { data, shape } = await inThreadCoder.decode(readEncoded(file));
    if (Array.isArray(data)) {
      const target = { buffer: new Memory(64), byteOffset: 0, shape, region: { start: [], shape } };
      await expect(pool.decodeInto(readEncoded(file), target)).rejects.toThrow();
      return;
    }
    const bytes = bytesOf(data);
    const buffer = new Memory(bytes.byteLength + 32);
    const region = { start: shape.map(() => 0), shape };
    await pool.decodeInto(readEncoded(file), { buffer, byteOffset: 16, shape, region });
    const expected = new Uint8Array(bytes.byteLength + 32);
    expected.set(bytes, 16);
    expect(new Uint8Array(buffer)).toEqual(expected);
  });
});

/** With fresh bytes each time: coders own what they are given. */
function readEncoded(file: string): EncodedChunk {
  const { encoded, decoded: _, ...rest } = JSON.parse(readFileSync(new URL(file, FOLDER), "utf8"));
  return { ...rest, bytes: new Uint8Array(Buffer.from(encoded, "base64")) };
}

function copyOf(chunk: Chunk): Chunk {
  return { ...chunk, data: chunk.data.slice() } as Chunk;
}

/** What a promise comes to; of errors what callers go by. */
async function outcome(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch(traitsOf);
}

function traitsOf(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, cause } = error;
  const { code, context } = isStorageError(error) ? error : {};
  return { name, message, code, context, cause: traitsOf(cause) };
}
