/** Truncated and damaged files: an answer or a typed error, never anything else. */

import { type Bytes, type ChunkSource, chunkIndices, fileOfBytes, gridShape } from "@chunkwright/core";
import { type Attempt, FUZZ_COPIES, testDamagedFile } from "@chunkwright/testkit";
import { describe } from "vitest";
import { type Ifd, openTiff } from "../src/index.ts";
import { fixture } from "./fixtures.ts";

/** Small ones of all kinds. */
const FILES = [
  "bilevel",
  "complex-int16-be",
  "complex64-strips-le",
  "eer-65002",
  "fill-order-bilevel",
  "fill-order-lzw",
  "float16-strips-be",
  "float24-le",
  "jpeg-12-bits",
  "jpeg-4-samples",
  "jpeg-lossless",
  "int64-strips-be",
  "jbig",
  "jpeg2000-4-samples",
  "jpeg2000-strips",
  "jpegxl-5-samples",
  "jpegxl-float32-planar",
  "jpegxl-strips",
  "jpegxr-alpha",
  "lerc-float32",
  "lerc-zstd",
  "lzma-le",
  "lzw-predictor2-le",
  "packbits-strips",
  "packed-10",
  "packed-12-chunky",
  "pages-be",
  "png-strips",
  "rgb565",
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
const COPIES = Math.ceil((FUZZ_COPIES ?? 100 * FILES.length) / FILES.length);

describe.each(FILES)("%s", (name) => {
  testDamagedFile(fixture(name), { ask, prefixes: 300, copies: COPIES });
});

const CHUNKS_READ = 8;

async function ask(bytes: Bytes, attempt: Attempt): Promise<void> {
  const file = await openTiff(fileOfBytes(bytes));
  await attempt(() => file.ifdCount());
  for await (const array of file.arrays()) {
    await attempt(async () => {
      if ("error" in array) throw array.error;
      await attempt(() => readTags(array.ifd));
      await attempt(() => array.ifd.contiguousOffset());
      await attempt(() => array.ifd.subIfds());
      await attempt(() => readChunks(array.source));
    });
  }
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
