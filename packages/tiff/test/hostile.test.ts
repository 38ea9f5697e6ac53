/** Truncated and damaged files: an answer or a typed error, never anything else. */

import {
  type Bytes,
  type ChunkSource,
  chunkIndices,
  fileOfBytes,
  gridShape,
  isStorageError,
} from "@chunkwright/core";
import { damagedBytes, seededRandom } from "@chunkwright/testkit";
import { describe, expect, test } from "vitest";
import { type Ifd, openTiff } from "../src/index.ts";
import { fixture } from "./fixtures.ts";

const FILES = [
  "sub-ifds",
  "tiles-chunky-big-be",
  "lzw-predictor2-le",
  "strips-planar-classic-be",
  "fill-order-bilevel",
];
const MUTATIONS = 400; // of each file

describe.each(FILES)("%s", (name) => {
  const bytes = fixture(name);

  test("gives an answer or a typed error at every prefix", async () => {
    let failures = 0;
    for (let length = 0; length < bytes.length; length += 1) {
      failures += await failuresIn(bytes.slice(0, length));
    }
    expect(failures).toBeGreaterThan(0);
  });

  test("gives an answer or a typed error with bytes changed", async () => {
    const random = seededRandom(name.length);
    for (let n = 0; n < MUTATIONS; n += 1) {
      await failuresIn(damagedBytes(bytes, random));
    }
  });
});

const CHUNKS_READ = 8;

/** Asks a file all there is to ask. Returns how many questions ended in a `StorageError`; throws other errors. */
async function failuresIn(bytes: Bytes): Promise<number> {
  let failures = 0;
  const attempt = async (task: () => Promise<unknown>) => {
    try {
      await task();
    } catch (error) {
      if (!isStorageError(error)) throw error;
      failures += 1;
    }
  };
  await attempt(async () => {
    const file = await openTiff(fileOfBytes(bytes));
    await attempt(() => file.ifdCount());
    for await (const array of file.arrays()) {
      if ("error" in array) {
        failures += 1;
        continue;
      }
      await attempt(() => readTags(array.ifd));
      await attempt(() => array.ifd.contiguousOffset());
      await attempt(() => array.ifd.subIfds());
      await attempt(() => readChunks(array.source));
    }
  });
  return failures;
}

async function readTags(ifd: Ifd): Promise<void> {
  for (const tag of ifd.tags) await ifd.tag(tag);
}

async function readChunks(source: ChunkSource): Promise<void> {
  let left = CHUNKS_READ;
  for (const index of chunkIndices(gridShape(source.info))) {
    if (left-- === 0) return;
    await source.readChunk(index);
  }
}
