/** What createTiff() writes, as tifffile reads it. */

import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { bytesOf, type CodecSpec, type DataType, type Shape } from "@chunkwright/core";
import { python } from "@chunkwright/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTiff, type TiffImage } from "../../src/index.ts";
import { imageOf, LITTLE, MemoryFile, randomChunk, writeAll, ZLIB } from "./written.ts";

const TYPES = [
  "uint8",
  "int16",
  "uint16",
  "int32",
  "uint64",
  "int64",
  "float16",
  "float32",
  "float64",
  "complex64",
] as const;
const LAYOUTS: readonly (readonly [
  name: string,
  shape: Shape,
  tile: Shape,
  more: Omit<TiffImage, "info">,
])[] = [
  ["grey", [45, 50], [16, 32], {}],
  ["chunky", [45, 50, 3], [32, 16, 3], {}],
  ["planar", [4, 45, 50], [1, 16, 32], { planar: true }],
  ["strips", [45, 50], [7, 50], { strips: true }],
  ["chunky-strips", [45, 50, 4], [20, 50, 4], { strips: true, extraSamples: [2] }],
];
const COMPRESSIONS: { readonly [name: string]: readonly CodecSpec[] } = {
  none: [LITTLE],
  deflate: [LITTLE, ZLIB],
  zstd: [LITTLE, { name: "zstd", configuration: { level: 3 } }],
  lzw: [LITTLE, { name: "tiff.lzw" }],
  packbits: [LITTLE, { name: "tiff.packbits" }],
};

interface Page {
  readonly shape: Shape;
  readonly sha256: string;
  readonly tiled: boolean;
  readonly compression: number;
  readonly predictor: number;
  readonly levels: readonly Page[];
}
interface Answer {
  readonly file: string;
  readonly big: boolean;
  readonly pages: readonly Page[];
  readonly levels: readonly Shape[];
}

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "chunkwright-tiff-write-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Writes one file of one image and says what it holds. */
async function write(name: string, image: TiffImage, bigTiff: boolean): Promise<string> {
  const file = new MemoryFile();
  const writer = createTiff(file, [image], { bigTiff });
  const chunk = randomChunk(image.info.dataType, image.info.shape);
  await writeAll(writer.images[0]!.sink, chunk);
  await writer.close();
  await writeFile(join(folder, `${name}.tif`), file.bytes);
  return createHash("sha256").update(bytesOf(chunk.data)).digest("hex");
}

function predictorFor(dataType: DataType, compression: string, planarOrGrey: boolean): readonly CodecSpec[] {
  const axis = planarOrGrey ? -1 : -2;
  const name = dataType.startsWith("float") ? "tiff.float_predictor" : "tiff.horizontal_differencing";
  const codecs = COMPRESSIONS[compression]!;
  return [{ name, configuration: { axis } }, ...(dataType.startsWith("float") ? codecs.slice(1) : codecs)];
}

test("every type, layout, compression and predictor reads as it was in tifffile", async () => {
  const expected = new Map<string, string>();
  for (const dataType of TYPES) {
    for (const [layout, shape, tile, more] of LAYOUTS) {
      for (const [compression, codecs] of Object.entries(COMPRESSIONS)) {
        const pipelines = { plain: codecs, predicted: undefined as readonly CodecSpec[] | undefined };
        if (!["none", "packbits"].includes(compression) && !dataType.startsWith("complex")) {
          pipelines.predicted = predictorFor(dataType, compression, !layout.startsWith("chunky"));
        }
        for (const [kind, pipeline] of Object.entries(pipelines)) {
          if (!pipeline) continue;
          const name = [dataType, layout, compression, kind].join("-");
          const isBig = expected.size % 2 === 0;
          expected.set(
            `${name}.tif`,
            await write(name, imageOf(dataType, shape, tile, pipeline, more), isBig),
          );
        }
      }
    }
  }
  const answers = JSON.parse(await python(join(import.meta.dirname, "pages.py"), folder)) as Answer[];
  expect(answers.length).toBe(expected.size);
  const wrong = answers.filter(({ file, pages }) => pages[0]?.sha256 !== expected.get(file));
  expect(wrong.map(({ file }) => file)).toEqual([]);
});

test("pictures without loss read as they were in tifffile", async () => {
  const pictures = join(folder, "pictures");
  await mkdir(pictures);
  const expected: { [file: string]: string } = {};
  for (const [dataType, shape, codec] of [
    ["uint8", [45, 50, 3], "webp"],
    ["uint8", [45, 50, 4], "webp"],
    ["uint8", [45, 50], "jpeg2000"],
    ["uint8", [45, 50, 3], "jpeg2000"],
    ["uint16", [45, 50], "jpeg2000"],
    ["int16", [45, 50], "jpeg2000"],
    ["int8", [45, 50, 2], "jpeg2000"],
    ["uint16", [45, 50, 3], "jpeg2000"],
    ["int16", [45, 50, 4], "jpeg2000"],
    ["uint8", [45, 50], "jpegxl"],
    ["uint8", [45, 50, 4], "jpegxl"],
    ["uint16", [45, 50, 2], "jpegxl"],
    ["uint16", [45, 50, 3], "jpegxl"],
    ["uint16", [3, 45, 50], "jpegxl"],
    ["uint16", [3, 45, 50], "jpeg2000"],
  ] as const) {
    const planar = shape[0] === 3;
    const tile = planar ? [1, 16, 32] : [16, 32, ...shape.slice(2)];
    const image = imageOf(dataType, shape, tile, [{ name: `tiff.${codec}` }], {
      planar,
      ...(shape[2] === 4 && { extraSamples: [2] }),
    });
    const name = `pictures/${dataType}-${shape.length}-${shape.at(-1)}-${codec}`;
    expected[basename(`${name}.tif`)] = await write(name, image, true);
  }
  const answers = JSON.parse(await python(join(import.meta.dirname, "pages.py"), pictures)) as Answer[];
  const read = answers.map(({ file, pages }) => [basename(file), pages[0]?.sha256]);
  expect(Object.fromEntries(read)).toEqual(expected);
});

test("pyramids are levels of one series, in SubIFDs and, if wanted, in the chain too", async () => {
  const pyramids = join(folder, "pyramids");
  await mkdir(pyramids);
  const digests: string[] = [];
  for (const chainLevels of [false, true]) {
    const file = new MemoryFile();
    const levels = [imageOf("uint8", [40, 50, 3], [16, 16, 3]), imageOf("uint8", [20, 25, 3], [16, 16, 3])];
    const finest = imageOf("uint8", [80, 100, 3], [32, 32, 3], undefined, {
      levels,
      description: "Größe µ",
      resolution: { x: 12345.678, y: 0.25, unit: "cm" },
    });
    const writer = createTiff(file, [finest], { chainLevels });
    const [image] = writer.images;
    for (const [i, { sink }] of [image!, ...image!.levels].entries()) {
      const chunk = randomChunk("uint8", sink.info.shape, i);
      digests.push(createHash("sha256").update(bytesOf(chunk.data)).digest("hex"));
      await writeAll(sink, chunk);
    }
    await writer.close();
    await writeFile(join(pyramids, chainLevels ? "chained.tif" : "apart.tif"), file.bytes);
  }
  const [apart, chained] = JSON.parse(
    await python(join(import.meta.dirname, "pages.py"), pyramids),
  ) as readonly (Answer & { pages: readonly (Page & { description: string; resolution: number[] })[] })[];
  expect([apart!.pages.length, chained!.pages.length]).toEqual([1, 3]);
  const levels = [
    [80, 100, 3],
    [40, 50, 3],
    [20, 25, 3],
  ];
  expect([apart!.levels, chained!.levels]).toEqual([levels, levels]);
  const [page] = apart!.pages;
  expect([page!, ...page!.levels].map(({ sha256 }) => sha256)).toEqual(digests.slice(0, 3));
  expect(chained!.pages.map(({ sha256 }) => sha256)).toEqual(digests.slice(3));
  expect(page!.description).toBe("Größe µ");
  expect(page!.resolution[0]).toBeCloseTo(12345.678, 6);
  expect(page!.resolution[1]).toBe(0.25);
});
