/** How many requests and rounds of them reading takes. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { type ByteSource, fileOfBytes } from "@chunkwright/core";
import { recordingFile } from "@chunkwright/testkit";
import { expect, test } from "vitest";
import { type Hdf5Dataset, openHdf5 } from "../src/index.ts";
import { fixture } from "./fixtures.ts";

/** 4096 chunks of one byte, which is the chunk's number modulo 256. */
const MANY_CHUNKS = new Uint8Array(
  gunzipSync(readFileSync(join(import.meta.dirname, "fixtures", "many-chunks.h5.gz"))),
);

async function openData(file: ByteSource, path: string): Promise<Hdf5Dataset> {
  const found = await (await openHdf5(file)).root.open(path);
  if (found?.kind !== "array") throw new Error(`No dataset ${path}`);
  return found;
}

test.each([
  ["chunk-indexes-earliest", "/both_gzip"],
  ["chunk-indexes-v18", "/one"],
  ["chunk-indexes-v110", "/fixed_gzip"],
  ["chunk-indexes-v200", "/both"],
])("opening %s and reading the first chunk of %s takes at most 6 rounds", async (name, path) => {
  const file = recordingFile(fixture(name));
  await (await openData(file, path)).readChunk([0, 0]);
  expect(file.rounds).toBeLessThanOrEqual(6);
});

test("an index of 4096 chunks takes at most 3 rounds, and each chunk one read after that", async () => {
  const file = recordingFile(MANY_CHUNKS);
  const data = await openData(file, "/data");
  const { rounds } = file;
  await data.chunkIndex?.export();
  expect(file.rounds - rounds).toBeLessThanOrEqual(3);
  for (const index of [0, 4095, 17]) {
    file.reads = 0;
    const chunk = await data.readChunk([index]);
    expect(chunk?.data[0]).toBe(index % 256);
    expect(file.reads).toBe(1);
  }
});

test("an imported index takes no reads, and 16 bytes a chunk", async () => {
  const index = await (await openData(fileOfBytes(MANY_CHUNKS), "/data")).chunkIndex?.export();
  if (!index) throw new Error("No index");
  expect(index.byteLength).toBeLessThanOrEqual(4096 * 16 + 32);
  const file = recordingFile(MANY_CHUNKS);
  const data = await openData(file, "/data");
  data.chunkIndex?.import(index);
  file.reads = 0;
  expect((await data.readChunk([4000]))?.data[0]).toBe(4000 % 256);
  expect(file.reads).toBe(1);
  const other = await openData(fileOfBytes(fixture("chunk-indexes-v18")), "/one");
  expect(() => other.chunkIndex?.import(index)).toThrow("it belongs to another dataset or file");
});
