import { fileOfBytes } from "@chunkwright/core";
import { expect, test } from "vitest";
import { openTiff } from "../../src/index.ts";
import { type Field, imageFields, SHORT, tiffBytes } from "../tiff-bytes.ts";

async function codecsOf(changes: readonly Field[]) {
  const bytes = tiffBytes({ data: [1, 2, 3, 4, 5, 6], ifds: [imageFields(1, 2, changes)] });
  return (await (await openTiff(fileOfBytes(bytes))).ifd(0)).source().info.codecs;
}

const RGB: Field = [277, SHORT, [3]];

test.each<[string, readonly Field[], readonly unknown[]]>([
  ["bytes in the order of the file", [], [{ name: "bytes", configuration: { endian: "little" } }]],
  [
    "predictor 2 over chunky samples, then the compressor",
    [RGB, [259, SHORT, [5]], [317, SHORT, [2]]],
    [
      { name: "tiff.horizontal_differencing", configuration: { axis: -2 } },
      { name: "bytes", configuration: { endian: "little" } },
      { name: "tiff.lzw" },
    ],
  ],
  [
    "predictors of mosaics, at a distance",
    [
      [259, SHORT, [8]],
      [317, SHORT, [34893]],
    ],
    [
      { name: "tiff.horizontal_differencing", configuration: { axis: -1, distance: 4 } },
      { name: "bytes", configuration: { endian: "little" } },
      { name: "numcodecs.zlib" },
    ],
  ],
  [
    "predictor 3 in place of bytes",
    [
      [258, SHORT, [32]],
      [339, SHORT, [3]],
      [259, SHORT, [50000]],
      [317, SHORT, [3]],
    ],
    [{ name: "tiff.float_predictor", configuration: { axis: -1 } }, { name: "zstd" }],
  ],
  [
    "packed bits, reversed last of all",
    [
      [258, SHORT, [12]],
      [259, SHORT, [32773]],
      [266, SHORT, [2]],
    ],
    [
      { name: "tiff.packed_bits", configuration: { bitsPerSample: 12, axis: -1 } },
      { name: "tiff.packbits" },
      { name: "tiff.fill_order" },
    ],
  ],
  [
    "JPEG with the tables of all tiles, which knows its own subsampling",
    [RGB, [259, SHORT, [7]], [262, SHORT, [6]], [347, 7, [0xff, 0xd8, 0xff, 0xd9]]],
    [{ name: "tiff.jpeg", configuration: { tables: "/9j/2Q==", photometric: 6 } }],
  ],
])("imageCodecs() gives %s", async (_, changes, codecs) => {
  expect(await codecsOf(changes)).toEqual(codecs);
});
