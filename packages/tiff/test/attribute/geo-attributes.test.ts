import { fileOfBytes } from "@chunkwright/core";
import { expect, test } from "vitest";
import { openTiff } from "../../src/index.ts";
import { type Field, imageFields, SHORT, tiffBytes } from "../tiff-bytes.ts";

const DOUBLE = 12;
const ASCII = 2;
const text = (value: string) => [...value].map((char) => char.charCodeAt(0));

async function attributesOf(...changes: readonly Field[]) {
  const bytes = tiffBytes({ data: [1, 2, 3, 4, 5, 6], ifds: [imageFields(3, 2, changes)] });
  return (await (await openTiff(fileOfBytes(bytes))).ifd(0)).source().info.attributes;
}

test("GeoTIFF's tags are attributes of the array", async () => {
  expect(
    await attributesOf(
      [33550, DOUBLE, [10, 10, 0]],
      [33922, DOUBLE, [0, 0, 0, 500000, 4100000, 0]],
      [34735, SHORT, [1, 1, 0, 1, 1024, 0, 1, 1]],
      [34737, ASCII, text("WGS 84|\0")],
      [42112, ASCII, text("<GDALMetadata/>\0")],
    ),
  ).toEqual({
    geotiff: {
      ModelPixelScale: [10, 10, 0],
      ModelTiepoint: [0, 0, 0, 500000, 4100000, 0],
      GeoKeyDirectory: [1, 1, 0, 1, 1024, 0, 1, 1],
      GeoAsciiParams: "WGS 84|",
      GDAL_METADATA: "<GDALMetadata/>",
    },
  });
});

test("Other images have no attributes, nor do numbers that JSON has not", async () => {
  expect(await attributesOf()).toEqual({});
  expect(await attributesOf([33550, DOUBLE, [Number.NaN, 1, 0]])).toEqual({});
});
