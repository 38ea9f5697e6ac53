import { describe, expect, it } from "vitest";
import { parsePart } from "../../src/part/part-options.ts";

describe("parsePart()", () => {
  it("reads positions, ranges and open ends, each axis by itself", () => {
    const { image, positions } = parsePart({ image: "A/1/0", select: ["c=0,2", "z=10:20", "t=5:", "y=:7"] });
    expect(image).toBe("A/1/0");
    expect(Object.fromEntries(positions)).toEqual({
      c: [
        { start: 0, stop: 1 },
        { start: 2, stop: 3 },
      ],
      z: [{ start: 10, stop: 20 }],
      t: [{ start: 5 }],
      y: [{ start: 0, stop: 7 }],
    });
  });

  it.each(["c", "c=", "=1", "c=-1", "c=a", "c=1:2:3", "c=1,,2", "c=1.5"])(
    "calls %s a mistake on the command line",
    (text) => {
      expect(() => parsePart({ select: [text] })).toThrow(
        `Cannot select "${text}": it should be like c=0,2 or z=10:20`,
      );
    },
  );

  it("refuses to have an axis selected twice", () => {
    expect(() => parsePart({ select: ["c=0", "c=2"] })).toThrow(/^Axis c is selected twice/);
  });
});
