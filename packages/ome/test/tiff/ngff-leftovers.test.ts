import { arraySource, counting } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import type { Image } from "../../src/index.ts";
import { printLeftovers, withLeftovers } from "../../src/tiff/ngff-leftovers.ts";

/** Of a time series with two levels, whose time points have the size `step`. */
function series(step: number, unit?: string): Image {
  const level = (shape: number[], size: number) => ({
    source: arraySource(counting(shape), shape),
    scale: [step, size, size],
    translation: [0, (size - 1) / 2, (size - 1) / 2],
  });
  return {
    name: "a",
    axes: [
      { name: "t", type: "time", ...(unit !== undefined && { unit }) },
      { name: "y", type: "space" },
      { name: "x", type: "space" },
    ],
    levels: [level([3, 8, 8], 1), level([3, 4, 4], 2)],
    channels: [{}],
  };
}

describe("the leftovers of an image", () => {
  it("hold the distance of time points without a unit", () => {
    const text = printLeftovers(series(0.25));
    expect(text && JSON.parse(text)).toEqual({ chunkwright: { scale: { t: 0.25 } } });
    const scales = withLeftovers(series(1), text!).levels.map(({ scale }) => scale);
    expect(scales).toEqual([
      [0.25, 1, 1],
      [0.25, 2, 2],
    ]);
  });

  it("hold no scale that the document states", () => {
    expect(printLeftovers(series(0.25, "second"))).toBeUndefined();
    expect(printLeftovers(series(1))).toBeUndefined();
    const stated = withLeftovers(series(2, "second"), '{"chunkwright":{"scale":{"t":0.25,"y":"3"}}}');
    expect(stated.levels[0].scale).toEqual([2, 1, 1]);
  });
});
