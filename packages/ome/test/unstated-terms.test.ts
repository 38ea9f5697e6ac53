import { describe, expect, it } from "vitest";
import type { Image } from "../src/index.ts";
import { type Terms, unstatedTerms, withTerms } from "../src/unstated-terms.ts";
import { plainImage } from "./plain-image.ts";

const WINDOW = { min: 0, max: 4095, start: 10, end: 1000 };

/** Two levels, the coarser one shifted as means are. */
function image(
  units: readonly (string | undefined)[],
  sizes: readonly number[],
  more: Partial<Image> = {},
): Image {
  const plain = plainImage(
    ["t", "y", "x"],
    [
      [3, 8, 8],
      [3, 4, 4],
    ],
  );
  const [finest, coarser] = plain.levels;
  const twice = (values: readonly number[]) => values.map((value, axis) => (axis === 0 ? value : 2 * value));
  return {
    ...plain,
    axes: plain.axes.map((axis, i) => ({ ...axis, ...(units[i] !== undefined && { unit: units[i] }) })),
    levels: [
      { source: finest.source, scale: sizes, translation: [0, 0, 0] },
      {
        source: coarser!.source,
        scale: twice(sizes),
        translation: sizes.map((size, axis) => (axis === 0 ? 0 : size / 2)),
      },
    ],
    channels: [{ window: WINDOW }],
    ...more,
  };
}

const termsOf = ({ axes, channels, levels: [{ scale, translation }] }: Image): Terms => ({
  axes,
  channels,
  scale,
  translation,
});

describe("unstatedTerms()", () => {
  it("are none if the format states everything", () => {
    const exact = image(["second", "micrometer", "micrometer"], [2, 0.5, 0.25]);
    expect(unstatedTerms(exact, termsOf(exact))).toBeUndefined();
    expect(
      unstatedTerms(image([], [1, 1, 1], { channels: [{ active: true }] }), termsOf(exact)),
    ).toBeDefined();
  });

  it("bring back units, sizes and windows that a format converts", () => {
    const exact = image(["minute", "inch", "nanometer"], [1 / 3, 1 / 3, 7], {
      channels: [{ name: "0", window: WINDOW, active: false }],
    });
    const stated = image(["second", "micrometer", "micrometer"], [20, 8466.666666667, 0.007], {
      channels: [{ name: "a", window: { ...WINDOW, max: 65535 } }],
    });
    const terms = unstatedTerms(exact, termsOf(stated));
    const restored = withTerms(stated, terms);
    expect(restored.axes).toEqual(exact.axes);
    expect(restored.channels).toEqual(exact.channels);
    expect(termsOf(restored)).toEqual(termsOf(exact));
    for (const [axis, size] of exact.levels[1]!.scale.entries()) {
      expect(restored.levels[1]!.scale[axis]).toBeCloseTo(size, 12);
      expect(restored.levels[1]!.translation[axis]).toBeCloseTo(exact.levels[1]!.translation[axis]!, 12);
    }
  });

  it("count where borders are rounded to some millionths of an element", () => {
    const exact = image([undefined, "nanometer", "nanometer"], [1, 1 / 3, 1 / 3]);
    const terms = unstatedTerms(
      exact,
      termsOf(image([undefined, "micrometer", "micrometer"], [1, 3.33e-4, 3.33e-4])),
    );
    const rounded = image([undefined, "micrometer", "micrometer"], [1, 3.33334e-4, 3.333333e-4]);
    expect(termsOf(withTerms(rounded, terms))).toMatchObject({ scale: [1, 1 / 3, 1 / 3] });
  });

  it("count no longer where the format states something else since", () => {
    const exact = image([undefined, "inch", "inch"], [0.25, 1, 2]);
    const terms = unstatedTerms(exact, termsOf(image([], [1, 25400, 50800])));
    const changed = image([undefined, "micrometer", "micrometer"], [1, 25400, 9], {
      channels: [{ window: { ...WINDOW, end: 999 } }],
    });
    const { axes, channels, levels } = withTerms(changed, terms);
    expect(axes.map(({ unit }) => unit)).toEqual([undefined, "inch", "micrometer"]);
    expect(levels[0].scale).toEqual([0.25, 1, 9]);
    expect(channels).toEqual(changed.channels);
  });

  it.each([
    null,
    "text",
    {},
    { axes: 7, channels: {} },
    { axes: [{ name: "y", scale: null }], channels: [{ window: 3 }] },
  ])("ignores %j", (terms) => {
    const stated = image([], [1, 2, 3]);
    const { source: _, ...finest } = withTerms(stated, terms).levels[0];
    expect({ axes: stated.axes, ...finest }).toEqual({
      axes: stated.axes,
      scale: [1, 2, 3],
      translation: [0, 0, 0],
    });
  });
});
