import { describe, expect, it } from "vitest";
import { imarisChunkShapes, imarisLevelShapes } from "../../src/imaris/imaris-layout.ts";
import { planImaris } from "../../src/index.ts";
import { plainImage } from "../plain-image.ts";

describe("imarisLevelShapes()", () => {
  it("halves every axis, rounding down, to 1 MiB at most", () => {
    expect(imarisLevelShapes([65, 129, 257], 1)).toEqual([
      [65, 129, 257],
      [32, 64, 128],
    ]);
    expect(imarisLevelShapes([1, 1024, 1024], 1)).toEqual([[1, 1024, 1024]]);
  });

  it("leaves thin volumes as thick as they are, until they are not thin", () => {
    expect(imarisLevelShapes([20, 1024, 1024], 2)).toEqual([
      [20, 1024, 1024],
      [20, 512, 512],
      [20, 256, 256],
      [20, 128, 128],
    ]);
    expect(imarisLevelShapes([30, 512, 512], 1)).toEqual([
      [30, 512, 512],
      [30, 256, 256],
      [15, 128, 128],
    ]);
  });

  it("ends where nothing is long enough to be halved", () => {
    expect(imarisLevelShapes([1, 1, 2 ** 21], 1)).toHaveLength(2);
  });
});

describe("imarisChunkShapes()", () => {
  it("are as ImarisWriter's", () => {
    expect(imarisChunkShapes([[24, 130, 150]], 1, 2)).toEqual([[8, 256, 256]]);
    expect(
      imarisChunkShapes(
        [
          [65, 129, 257],
          [32, 64, 128],
        ],
        2,
        1,
      ),
    ).toEqual([
      [64, 128, 128],
      [32, 128, 128],
    ]);
  });

  it("of planes are as square as can be", () => {
    expect(imarisChunkShapes([[1, 5000, 5000]], 1, 1)).toEqual([[1, 1024, 1024]]);
  });
});

describe("planImaris()", () => {
  it("takes the source's levels where they are as long as Imaris' own", () => {
    const image = plainImage(
      ["z", "y", "x"],
      [
        [65, 129, 257],
        [33, 65, 129],
      ],
    );
    const [plan] = planImaris({ images: [image] });
    expect(plan?.levels.map(({ source, factors }) => [source !== undefined, factors])).toEqual([
      [true, [1, 1, 1]],
      [false, [2, 2, 2]],
    ]);
    expect(plan?.levels[0].paddedShape).toEqual([128, 256, 384]);
  });

  it.each([
    ["int16 elements", plainImage(["y", "x"], [[4, 4]], "int16")],
    ["other axes", plainImage(["angle", "y", "x"], [[2, 4, 4]])],
    ["no elements", plainImage(["y", "x"], [[0, 4]])],
  ])("refuses %s", (_, image) => {
    expect(() => planImaris({ images: [image] })).toThrow(expect.objectContaining({ code: "unsupported" }));
  });
});
