/** What createTiff() writes, as Bio-Formats reads it. */

import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Bytes, bytesOf, type Chunk, type DataType, transposeChunk } from "@chunkwright/core";
import { type BioFormatsFile, hasJava, readWithBioFormats } from "@chunkwright/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTiff, TAGS, type TiffImage } from "../../src/index.ts";
import { digest, writeMatrix } from "./matrix.ts";
import { imageOf, LITTLE, MemoryFile, randomChunk, writeAll } from "./written.ts";

/** All that Bio-Formats has a name for. */
const TYPES: readonly DataType[] = [
  "int8",
  "uint8",
  "int16",
  "uint16",
  "int32",
  "uint32",
  "float32",
  "float64",
];

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "chunkwright-bio-formats-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** The bytes of a chunk as Bio-Formats gives them: samples plane by plane. */
function planesOf(chunk: Chunk, isChunky: boolean): Bytes {
  return bytesOf((isChunky ? transposeChunk(chunk, [2, 0, 1]) : chunk).data);
}

function levelsOf(file: BioFormatsFile | undefined) {
  return file && "series" in file ? file.series.map(({ levels }) => levels) : file;
}

describe.skipIf(!hasJava())("what createTiff() writes (Bio-Formats needs Java)", () => {
  it("is what Bio-Formats reads", async () => {
    const files = await writeMatrix(folder, TYPES);
    const answers = await readWithBioFormats(files.map(({ name }) => join(folder, name)));
    const wrong: unknown[] = [];
    for (const { name, layout, chunk } of files) {
      const expected = [[{ shape: [45, 50], sha256: digest(planesOf(chunk, layout === "rgb")) }]];
      const levels = levelsOf(answers[join(folder, name)]);
      if (JSON.stringify(levels) !== JSON.stringify(expected)) wrong.push({ name, levels });
    }
    expect(wrong).toEqual([]);
  });

  it("is what Bio-Formats reads with alpha, palettes and several pages", async () => {
    const colors = Array.from({ length: 768 }, (_, i) => 256 + ((i * 1009) % 65_280));
    const images: { readonly [name: string]: readonly TiffImage[] } = {
      "alpha.tif": [imageOf("uint8", [45, 50, 4], [16, 32, 4], undefined, { extraSamples: [2] })],
      "palette.tif": [
        imageOf("uint8", [45, 50], [16, 32], undefined, {
          photometric: "palette",
          fields: [{ tag: TAGS.ColorMap, type: "SHORT", numbers: colors }],
        }),
      ],
      "pages.tif": [imageOf("uint16", [45, 50], [16, 32]), imageOf("uint16", [45, 50], [16, 32])],
      "stack.tif": [
        imageOf("uint16", [45, 50], [45, 50], [LITTLE], {
          strips: true,
          description: "ImageJ=1.54p\nimages=2\nslices=2\nspacing=2\nunit=\\u00B5m\nloop=false\n",
          resolution: { x: 4, y: 2, unit: "none" },
        }),
        imageOf("uint16", [45, 50], [45, 50], [LITTLE], { strips: true, unlisted: true }),
      ],
    };
    const expected: { [path: string]: unknown } = {};
    for (const [name, pages] of Object.entries(images)) {
      const file = new MemoryFile();
      const writer = createTiff(file, pages, { bigTiff: false });
      const hash = createHash("sha256");
      for (const [i, { sink }] of writer.images.entries()) {
        const chunk = randomChunk(sink.info.dataType, sink.info.shape, i);
        hash.update(planesOf(chunk, chunk.shape.length === 3));
        await writeAll(sink, chunk);
      }
      await writer.close();
      await writeFile(join(folder, name), file.bytes);
      expected[join(folder, name)] = [[{ shape: [45, 50], sha256: hash.digest("hex") }]];
    }
    const answers = await readWithBioFormats(Object.keys(expected));
    const levels = Object.entries(answers).map(([path, file]) => [path, levelsOf(file)]);
    expect(Object.fromEntries(levels)).toEqual(expected);
    const series = (name: string) => {
      const file = answers[join(folder, name)]!;
      return "series" in file ? file.series[0] : undefined;
    };
    const band = (i: number) => colors.slice(256 * i, 256 * (i + 1)).map((value) => value >> 8);
    expect(series("palette.tif")?.palette).toEqual([band(0), band(1), band(2)]);
    expect(series("stack.tif")).toMatchObject({
      sizes: { t: 1, c: 1, z: 2, y: 45, x: 50 },
      physicalSizes: { z: [2, "µm"], y: [0.5, "µm"], x: [0.25, "µm"] },
    });
  });
});
