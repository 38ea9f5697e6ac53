import { type Chunk, insertAxes } from "@chunkwright/core";
import { type Channel, type Image, type ImageCollection, permuteImage } from "@chunkwright/ome";
import { arraySource, counting } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { compareImages } from "../../src/compare/compare-images.ts";

function image({
  name = "cells",
  channels = [{}] as readonly Channel[],
  levels = 2,
  unit = "micrometer",
} = {}): Image {
  const level = (factor: number) => ({
    source: arraySource(counting([8 / factor, 8 / factor]), [4, 4]),
    scale: [0.1 * factor, 0.1 * factor],
    translation: [0, 0],
  });
  return {
    name,
    axes: ["y", "x"].map((axis) => ({ name: axis, type: "space", unit })),
    levels: [level(1), ...[2, 4, 8].slice(0, levels - 1).map(level)],
    channels,
  };
}

function compare(a: ImageCollection, b: ImageCollection) {
  return compareImages(a, b, {});
}

describe("compareImages()", () => {
  it("finds no difference between equal images, and counts what it compared", async () => {
    const channels = [{ name: "DNA", color: 255, window: { min: 0, max: 10, start: 1, end: 9 } }];
    expect(await compare({ images: [image({ channels })] }, { images: [image({ channels })] })).toEqual({
      differences: [],
      notes: [],
      compared: 2,
    });
  });

  it("lets B say what A leaves open, and notes its further levels", async () => {
    const channels = [{ name: "DNA", color: 255, window: { min: 0, max: 10 } }];
    const b = { images: [image({ channels, levels: 4 })], omeXml: new Uint8Array(3) };
    expect(await compare({ images: [image({ name: "" })] }, b)).toEqual({
      differences: [],
      notes: ["image 0: levels 2 to 3 are in B alone"],
      compared: 2,
    });
  });

  it("takes numbers that differ past the twelfth digit for equal", async () => {
    const close = image();
    const [finest, ...coarser] = close.levels;
    const levels: Image["levels"] = [{ ...finest, scale: [0.1 + 1e-16, 0.1] }, ...coarser];
    expect((await compare({ images: [image()] }, { images: [{ ...close, levels }] })).differences).toEqual(
      [],
    );
  });

  it("lets B have a unit where A has none, and no other where A has one", async () => {
    const bare = image();
    const unitless: Image = { ...bare, axes: bare.axes.map(({ unit: _, ...axis }) => axis) };
    expect((await compare({ images: [unitless] }, { images: [bare] })).differences).toEqual([]);
    expect((await compare({ images: [bare] }, { images: [unitless] })).differences).toMatchObject([
      { what: "axes" },
    ]);
  });

  it("compares images that each have an axis of one element which the other lacks", async () => {
    const along = (name: string): Image => {
      const plane = image();
      const [finest, ...coarser] = plane.levels.map(({ source, scale, translation }) => ({
        source: insertAxes(source, [0]),
        scale: [1, ...scale],
        translation: [0, ...translation],
      }));
      return { ...plane, axes: [{ name, type: "other" }, ...plane.axes], levels: [finest!, ...coarser] };
    };
    expect((await compare({ images: [along("c")] }, { images: [along("z")] })).differences).toEqual([]);
  });

  it("compares images whose axes have another order", async () => {
    const other = permuteImage(image(), [1, 0]);
    expect(other.axes.map(({ name }) => name)).toEqual(["x", "y"]);
    expect((await compare({ images: [image()] }, { images: [other] })).differences).toEqual([]);
    const renamed = { ...other, axes: image().axes };
    expect((await compare({ images: [image()] }, { images: [renamed] })).differences).toHaveLength(2);
  });

  it("takes what is left of rounding for no position", async () => {
    const moved = (offset: number): Image => {
      const [finest, ...coarser] = image().levels;
      return { ...image(), levels: [{ ...finest, translation: [0, offset] }, ...coarser] };
    };
    expect((await compare({ images: [image()] }, { images: [moved(2.8e-17)] })).differences).toEqual([]);
    expect((await compare({ images: [image()] }, { images: [moved(0.01)] })).differences).toMatchObject([
      { what: "translation" },
    ]);
  });

  it("looks past axes of length 1 that only one side has", async () => {
    const flat = image();
    const [finest, ...coarser] = flat.levels.map(({ source, scale, translation }) => ({
      source: insertAxes(source, [0]),
      scale: [3, ...scale],
      translation: [0, ...translation],
    }));
    const deep: Image = {
      ...flat,
      axes: [{ name: "z", type: "space" }, ...flat.axes],
      levels: [finest!, ...coarser],
    };
    expect((await compare({ images: [flat] }, { images: [deep] })).differences).toEqual([]);
    expect((await compare({ images: [deep] }, { images: [flat] })).differences).toEqual([]);
  });

  it("names every statement that differs, with both values", async () => {
    const a = image({ channels: [{ name: "DNA", color: 1, window: { min: 0, max: 1, start: 0, end: 1 } }] });
    const b = image({
      name: "other",
      unit: "meter",
      channels: [{ name: "RNA", window: { min: 0, max: 2, start: 0, end: 2 } }],
    });
    const { differences } = await compare({ images: [a] }, { images: [b] });
    expect(differences).toEqual([
      { where: "image 0", what: "name", a: "cells", b: "other" },
      {
        where: "image 0",
        what: "axes",
        a: "[y (space, micrometer), x (space, micrometer)]",
        b: "[y (space, meter), x (space, meter)]",
      },
      { where: "image 0 channel 0", what: "name", a: "DNA", b: "RNA" },
      { where: "image 0 channel 0", what: "color", a: "#000001", b: "none" },
      { where: "image 0 channel 0", what: "window max", a: "1", b: "2" },
      { where: "image 0 channel 0", what: "window end", a: "1", b: "2" },
    ]);
  });

  it("counts images, levels and channels that are missing in B", async () => {
    const two = { images: [image({ channels: [{ name: "a" }, { name: "b" }] }), image()] };
    const { differences } = await compare(two, { images: [image({ channels: [{ name: "a" }], levels: 1 })] });
    expect(differences).toEqual([
      { where: "source", what: "number of images", a: "2", b: "1" },
      { where: "image 0 channel 1", what: "name", a: "b", b: "none" },
      { where: "image 0", what: "number of levels", a: "2", b: "1" },
    ]);
  });

  it("compares OME-XML byte by byte", async () => {
    const [a, b] = [new Uint8Array([1, 2]), new Uint8Array([1, 3])];
    const images = [image()];
    const differences = async (left: ImageCollection, right: ImageCollection) =>
      (await compare(left, right)).differences;
    expect(await differences({ images, omeXml: a }, { images, omeXml: a.slice() })).toEqual([]);
    expect(await differences({ images, omeXml: a }, { images, omeXml: b })).toEqual([
      { where: "source", what: "OME-XML", a: "2 bytes", b: "2 bytes" },
    ]);
    expect(await differences({ images, omeXml: a }, { images })).toEqual([
      { where: "source", what: "OME-XML", a: "2 bytes", b: "none" },
    ]);
  });

  it("finds a single element, and the chunks' place does not matter", async () => {
    const replaced = (source: Image["levels"][0]["source"]): ImageCollection => {
      const [finest, ...coarser] = image().levels;
      return { images: [{ ...image(), levels: [{ ...finest, source }, ...coarser] }] };
    };
    const changed: Chunk = counting([8, 8]);
    changed.data[19] = 500;
    expect(await compare({ images: [image()] }, replaced(arraySource(changed, [3, 8])))).toMatchObject({
      differences: [{ where: "image 0 level 0", what: "1 element, first at [2,3]", a: "19", b: "500" }],
      compared: 2,
    });
    expect(
      (await compare({ images: [image()] }, replaced(arraySource(counting([8, 7]), [8, 7])))).differences,
    ).toEqual([{ where: "image 0 level 0", what: "shape", a: "[8, 8]", b: "[8, 7]" }]);
  });
});
