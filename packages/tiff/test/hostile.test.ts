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

/** Small ones of all kinds. */
const FILES = [
  "bilevel",
  "complex-int16-be",
  "complex64-strips-le",
  "fill-order-bilevel",
  "fill-order-lzw",
  "float16-strips-be",
  "float24-le",
  "jpeg-12-bits",
  "jpeg-4-samples",
  "jpeg-lossless",
  "int64-strips-be",
  "jpeg2000-strips",
  "jpegxl-strips",
  "lerc-float32",
  "lerc-zstd",
  "lzma-le",
  "lzw-predictor2-le",
  "packbits-strips",
  "packed-10",
  "packed-12-chunky",
  "pages-be",
  "png-strips",
  "predictor2-planar",
  "predictor3-float16",
  "sparse",
  "strips-planar-big-le",
  "strips-planar-classic-be",
  "sub-ifds",
  "tiles-chunky-big-be",
  "tiles-planar-le",
  "volume-tiles",
  "webp-tiles",
  "zlib-strips",
  "zstd-strips",
];
/** Damaged copies of each; CI has 200,000 of all. */
const MUTATIONS = Math.min(Number(process.env.CHUNKWRIGHT_FUZZ ?? 100), 6700);
/** Every prefix in CI; else every few bytes of what is longer than this. */
const PREFIXES = process.env.CHUNKWRIGHT_FUZZ === undefined ? 300 : Number.POSITIVE_INFINITY;
const TIMEOUT_MS = 20_000 + 50 * MUTATIONS;

describe.each(FILES)("%s", (name) => {
  const bytes = fixture(name);

  test("gives an answer or a typed error at every prefix", { timeout: 120_000 }, async () => {
    let failures = 0;
    const step = Math.max(1, Math.ceil(bytes.length / PREFIXES));
    for (let length = 0; length < bytes.length; length += step) {
      failures += await failuresIn(bytes.slice(0, length));
    }
    expect(failures).toBeGreaterThan(0);
  });

  test("gives an answer or a typed error with bytes changed", { timeout: TIMEOUT_MS }, async () => {
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
