import type { ArrayInfo, JsonObject } from "@chunkwright/core";
import { describe, expect, test } from "vitest";
import { geoBox, geoRegion, geoTransform } from "../../src/index.ts";

function image(geotiff: JsonObject, shape = [600, 800], dimensionNames = ["y", "x"]): ArrayInfo {
  return {
    dataType: "uint8",
    shape,
    chunkShape: shape,
    fillValue: 0,
    codecs: [],
    dimensionNames,
    attributes: { geotiff },
  };
}

const SCALE = { ModelPixelScale: [10, 20, 0], ModelTiepoint: [0, 0, 0, 500_000, 4_100_000, 0] };
const POINT = { GeoKeyDirectory: [1, 1, 0, 1, 1025, 0, 1, 2] };
/** A quarter turn to the left. */
const TURNED = { ModelTransformation: [0, 10, 0, 1000, 10, 0, 0, 2000, 0, 0, 0, 0, 0, 0, 0, 1] };

describe("geoTransform()", () => {
  test("places the corner of the first pixel by any tie point and the scale", () => {
    expect(geoTransform(image(SCALE))).toEqual([500_000, 10, 0, 4_100_000, 0, -20]);
    const tied = { ...SCALE, ModelTiepoint: [3, 2, 0, 500_030, 4_099_960, 0] };
    expect(geoTransform(image(tied))).toEqual([500_000, 10, 0, 4_100_000, 0, -20]);
  });

  test("is half a pixel off where coordinates are those of centres", () => {
    expect(geoTransform(image({ ...SCALE, ...POINT }))).toEqual([499_995, 10, 0, 4_100_010, 0, -20]);
  });

  test("is the matrix where there is one", () => {
    expect(geoTransform(image(TURNED))).toEqual([1000, 0, 10, 2000, 10, 0]);
  });

  test("is none of images without these tags, nor of those with useless ones", () => {
    expect(geoTransform(image({}))).toBeUndefined();
    expect(geoTransform({ attributes: {} })).toBeUndefined();
    expect(geoTransform(image({ ...SCALE, ModelPixelScale: [0, 0, 0] }))).toBeUndefined();
    expect(geoTransform(image({ ModelTransformation: [1, 2] }))).toBeUndefined();
  });
});

test("geoBox() is around the image, however it is turned", () => {
  expect(geoBox(image(SCALE))).toEqual([500_000, 4_088_000, 508_000, 4_100_000]);
  expect(geoBox(image(TURNED))).toEqual([1000, 2000, 7000, 10_000]);
  expect(geoBox(image({}))).toBeUndefined();
});

describe("geoRegion()", () => {
  test("has the pixels whose centres are in the box, and all samples of these", () => {
    const box = [500_104, 4_099_409, 500_196, 4_099_790] as const;
    expect(geoRegion(image(SCALE), box)).toEqual({ start: [11, 10], shape: [19, 10] });
    const chunky = image(SCALE, [600, 800, 3], ["y", "x", "s"]);
    expect(geoRegion(chunky, box)).toEqual({ start: [11, 10, 0], shape: [19, 10, 3] });
    const planar = image(SCALE, [3, 600, 800], ["s", "y", "x"]);
    expect(geoRegion(planar, box)).toEqual({ start: [0, 11, 10], shape: [3, 19, 10] });
  });

  test("ends with the image, and is none beside it or between two centres", () => {
    const region = geoRegion(image(SCALE), [0, 4_099_980, 500_020, 9_000_000]);
    expect(region).toEqual({ start: [0, 0], shape: [1, 2] });
    expect(geoRegion(image(SCALE), [0, 0, 400_000, 9_000_000])).toBeUndefined();
    expect(geoRegion(image(SCALE), [500_001, 4_099_000, 500_003, 4_100_000])).toBeUndefined();
    expect(geoRegion(image({}), [0, 0, 1, 1])).toBeUndefined();
  });

  test("turns the box with the image", () => {
    expect(geoRegion(image(TURNED), [1000, 2100, 1050, 2400])).toEqual({ start: [0, 10], shape: [5, 30] });
  });

  test("counts pixels of a coarser level, which is not georeferenced itself", () => {
    const coarse = image({}, [150, 200]);
    const box = [500_400, 4_098_400, 500_800, 4_100_000] as const;
    expect(geoRegion(coarse, box, image(SCALE))).toEqual({ start: [0, 10], shape: [20, 10] });
  });
});
