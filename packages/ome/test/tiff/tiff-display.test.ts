import type { DataType, Json } from "@chunkwright/core";
import { describe, expect, it } from "vitest";
import { type Image, planOmeTiff, readTiffImages, type TiffTagValue, tiffDisplay } from "../../src/index.ts";
import { type FakePage, fakeFile, fakeSource } from "../fake-pages.ts";

const SHORTS = (...values: number[]): TiffTagValue => ({ type: "SHORT", numbers: Float64Array.from(values) });

async function imageOf(tags: { readonly [tag: number]: TiffTagValue }, page: Partial<FakePage> = {}) {
  const numbers = Object.keys(tags).map(Number);
  const fake = {
    shape: [2, 4],
    dataType: "uint8",
    tags: [256, ...numbers],
    tag: async (n: number) => tags[n],
    ...page,
  };
  const { images } = await readTiffImages(fakeFile([fake as FakePage]));
  return images[0]!;
}

function imageSaying(tiff: Json, dataType: DataType = "uint8"): Image {
  const source = fakeSource({ shape: [2, 4], chunkShape: [2, 4], dataType });
  const levels = [{ source, scale: [1, 1], translation: [0, 0] }] as const;
  return { name: "", axes: [{ name: "y" }, { name: "x" }], levels, channels: [{}], dialects: { tiff } };
}

describe("what TIFF says of showing an image", () => {
  it("is kept with the image, and found there again", async () => {
    const colorMap = Array.from({ length: 768 }, (_, i) => i);
    const image = await imageOf(
      {
        262: SHORTS(3),
        274: SHORTS(6),
        320: SHORTS(...colorMap),
        34675: { type: "UNDEFINED", bytes: Uint8Array.of(1, 2, 255) },
      },
      { xResolution: 72, yResolution: 36, resolutionUnit: 2 },
    );
    expect(image.dialects?.tiff).toMatchObject({ photometric: "palette", iccProfile: "AQL/" });
    expect(tiffDisplay(image, 1)).toEqual({
      photometric: "palette",
      colorMap,
      orientation: 6,
      iccProfile: Uint8Array.of(1, 2, 255),
      resolution: { x: 72, y: 36, unit: "inch" },
    });
  });

  it("is whether samples lie in planes", async () => {
    const image = await imageOf({}, { shape: [3, 2, 4], planarConfiguration: 2 });
    const [stored] = planOmeTiff({ images: [image] }).images;
    expect(stored).toMatchObject({ planar: true, samples: 3, planeAxes: [0, 1, 2], pages: 1 });
    const [chunky] = planOmeTiff({ images: [image] }, { planar: false }).images;
    expect(chunky).toMatchObject({ planar: false, samples: 3, planeAxes: [1, 2, 0], pages: 1 });
    const grey = planOmeTiff({ images: [await imageOf({})] }, { planar: true }).images[0];
    expect(grey).toMatchObject({ planar: false, samples: 1, planeAxes: [0, 1] });
  });

  it("is nothing for grey images", async () => {
    expect((await imageOf({ 262: SHORTS(1), 274: SHORTS(1), 338: SHORTS(0) })).dialects).toBeUndefined();
  });

  it.each([
    ["text", "palette"],
    ["a palette without colours", { photometric: "palette" }],
    ["a palette of another depth", { photometric: "palette", colorMap: new Array(6).fill(0) }],
    ["colours that are none", { photometric: "palette", colorMap: new Array(768).fill(-1) }],
    ["too few samples", { photometric: "separated", extraSamples: [2] }],
    ["an orientation that is none", { orientation: 9 }],
    ["a profile that is none", { iccProfile: "?" }],
    ["a resolution that is none", { resolution: { x: 0, y: 1, unit: "inch" } }],
  ])("is nothing where it is %s", (_name, tiff) => {
    expect(tiffDisplay(imageSaying(tiff), 1)).toEqual({});
  });
});
