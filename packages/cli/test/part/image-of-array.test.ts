import { filledChunk } from "@chunkwright/core";
import { arraySource } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { imageOfArray } from "../../src/part/image-of-array.ts";

const array = (shape: readonly number[], dimensionNames?: readonly (string | null)[]) => {
  const source = arraySource(filledChunk("uint16", shape, 1), shape);
  return { ...source, info: { ...source.info, ...(dimensionNames && { dimensionNames }) } };
};
const axes = (...given: Parameters<typeof array>) =>
  imageOfArray("a/b", array(...given))
    .axes.map(({ name }) => name)
    .join("");

describe("imageOfArray()", () => {
  it("takes the axes for the last of t, c, z, y and x", () => {
    expect(
      [
        [2, 3],
        [2, 3, 4],
        [2, 3, 4, 5],
        [1, 2, 3, 4, 5],
      ].map((shape) => axes(shape)),
    ).toEqual(["yx", "zyx", "czyx", "tczyx"]);
  });

  it("believes names that it knows, in the order that images have", () => {
    expect(axes([2, 3, 4], ["t", "y", "x"])).toBe("tyx");
    expect(axes([2, 3, 4], ["c", "y", "x"])).toBe("cyx");
    expect(axes([2, 3, 4], ["x", "y", "z"])).toBe("zyx");
    expect(axes([2, 3, 4], ["time", "y", "x"])).toBe("zyx");
    expect(axes([2, 3, 4], [null, "y", "x"])).toBe("zyx");
  });

  it("has a channel for each element of axis c", () => {
    expect(imageOfArray("a", array([4, 1, 3, 4])).channels).toHaveLength(4);
    expect(imageOfArray("a", array([3, 4])).channels).toHaveLength(1);
  });

  it("refuses what is not an image", () => {
    expect(() => imageOfArray("a", array([7]))).toThrow("Cannot take a for an image: it is uint16 [7]");
    const text = arraySource(filledChunk("string", [2, 2], ""), [2, 2]);
    expect(() => imageOfArray("", text)).toThrow("Cannot take the array for an image: it is string [2,2]");
  });
});
