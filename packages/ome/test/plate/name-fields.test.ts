import { describe, expect, it } from "vitest";
import { nameFields } from "../../src/plate/name-fields.ts";
import { plainImage } from "../plain-image.ts";

const paths = new Map([
  [0, "A/1/0"],
  [2, "A/2/0"],
]);
const named = (...names: string[]) => names.map((name) => ({ ...plainImage(["y", "x"], [[1, 1]]), name }));

describe("nameFields()", () => {
  it("keeps names that tell the fields apart", () => {
    const images = named("a", "a", "b");
    expect(nameFields(images, paths)).toBe(images);
  });

  it.each([[["a", "a", "a"]], [["", "a", "b"]]])("names fields by their path otherwise: %j", (names) => {
    expect(nameFields(named(...names), paths).map(({ name }) => name)).toEqual(["A/1/0", "a", "A/2/0"]);
  });
});
