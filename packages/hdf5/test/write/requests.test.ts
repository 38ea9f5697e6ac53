/** How many rounds of requests reading what we write takes. */

import { type Bytes, createChunk } from "@chunkwright/core";
import { type RecordingFile, recordingFile } from "@chunkwright/testkit";
import { expect, test } from "vitest";
import { createHdf5, type Hdf5Dataset, metadataByteLength, openHdf5 } from "../../src/index.ts";
import { MemoryFile } from "./memory-file.ts";
import { arrayInfo, LITTLE, PIPELINES } from "./sample.ts";

const INFO = arrayInfo("uint16", {
  shape: [1024, 1024],
  chunkShape: [16, 16],
  codecs: [LITTLE, ...PIPELINES.deflate!],
  dimensionNames: ["y", "x"],
});

/** 4096 chunks in a group among others. */
async function manyChunks(reservedBytes: number): Promise<Bytes> {
  const file = new MemoryFile();
  const sink = createHdf5(file, { reservedBytes });
  for (let n = 0; n < 20; n += 1) await sink.createGroup(`group ${n}`, { n });
  const array = await sink.createArray("image/level/0", INFO);
  const noise = createChunk("uint16", INFO.chunkShape);
  noise.data.set(Uint16Array.from({ length: 256 }, (_, i) => (i * 40503) % 65536));
  for (let n = 0; n < 4096; n += 1) {
    await array.writeChunk([Math.floor(n / 64), n % 64], structuredClone(noise));
  }
  await array.close();
  await sink.close();
  return file.bytes;
}

async function openImage(file: RecordingFile): Promise<Hdf5Dataset> {
  const found = await (await openHdf5(file)).root.open("image/level/0");
  if (found?.kind !== "array") throw new Error("no dataset");
  return found;
}

test.each([
  ["at the end", 0, 6],
  ["at the front", metadataByteLength([INFO]) + 20 * 2048, 4],
])("metadata %s: opening and the first of 4096 chunks takes few rounds", async (_, reservedBytes, rounds) => {
  const file = recordingFile(await manyChunks(reservedBytes));
  const image = await openImage(file);
  const opened = file.rounds;
  await image.readChunk([0, 0]);
  expect(file.rounds).toBeLessThanOrEqual(rounds);
  expect(file.rounds - opened - 1, "rounds of the index").toBeLessThanOrEqual(3);
  const { reads } = file;
  await image.readChunk([40, 50]);
  expect(file.reads).toBe(reads + 1);
});
