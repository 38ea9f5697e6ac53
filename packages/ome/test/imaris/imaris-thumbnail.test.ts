import { describe, expect, it } from "vitest";
import { imarisColoring, ThumbnailBuilder, thumbnailLevel } from "../../src/index.ts";

describe("thumbnailLevel()", () => {
  it("is the coarsest that is larger than the thumbnail", () => {
    expect(
      thumbnailLevel([
        [9, 1024, 2048],
        [9, 512, 1024],
        [4, 256, 512],
        [2, 128, 256],
      ]),
    ).toBe(2);
    expect(thumbnailLevel([[9, 100, 2048]])).toBe(0);
  });
});

describe("ThumbnailBuilder", () => {
  it("shows square pixels, at most 256 along a side", () => {
    const { width, height, rgba } = new ThumbnailBuilder([1, 140, 130], { x: 26, y: 28 }, 1).finish([
      () => [0, 0, 0],
    ]);
    expect([width, height, rgba.length]).toEqual([238, 256, 4 * 238 * 256]);
    const wide = new ThumbnailBuilder([1, 10, 10], { x: 20, y: 10 }, 1).finish([() => [0, 0, 0]]);
    expect([wide.width, wide.height]).toEqual([256, 128]);
  });

  it("takes the brightest along z if that shows more than the middle", () => {
    const builder = new ThumbnailBuilder([2, 2, 2], { x: 1, y: 1 }, 1);
    const data = Uint8Array.of(255, 0, 255, 0, 0, 0, 0, 0);
    builder.add(0, { dataType: "uint8", shape: [2, 2, 2], data }, { start: [0, 0, 0], shape: [2, 2, 2] });
    const { rgba } = builder.finish([(value) => [value / 255, 0, 0]]);
    expect([...rgba.slice(0, 4)]).toEqual([255, 0, 0, 255]);
    expect([...rgba.slice(4 * 255, 4 * 256)]).toEqual([0, 0, 0, 255]);
  });
});

describe("imarisColoring()", () => {
  it("goes from black to the base colour", () => {
    const coloring = imarisColoring({ Color: "1.000 0.500 0.000", ColorRange: "10 20" });
    expect([coloring(10), coloring(15), coloring(99)]).toEqual([
      [0, 0, 0],
      [0.5, 0.25, 0],
      [1, 0.5, 0],
    ]);
  });

  it("bends with gamma", () => {
    const coloring = imarisColoring({ Color: "1 1 1", ColorRange: "0 4", GammaCorrection: "2.000" });
    expect(coloring(1)).toEqual([0.5, 0.5, 0.5]);
  });

  it("looks up a table", () => {
    const coloring = imarisColoring({
      ColorMode: "TableColor",
      ColorTable: "0 0 0 0 1 0 1 1 1",
      ColorRange: "0 2",
    });
    expect([coloring(0), coloring(1), coloring(2)]).toEqual([
      [0, 0, 0],
      [0, 1, 0],
      [1, 1, 1],
    ]);
  });
});
