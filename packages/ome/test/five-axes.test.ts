import { expect, it } from "vitest";
import { withFiveAxes } from "../src/five-axes.ts";
import { plainImage } from "./plain-image.ts";

it("puts axes in order and adds those that are missing", () => {
  const image = withFiveAxes(plainImage(["c", "t", "x", "y"], [[2, 3, 4, 5]]), "test");
  expect(image.axes.map(({ name }) => name)).toEqual(["t", "c", "z", "y", "x"]);
  expect(image.levels[0].source.info.shape).toEqual([3, 2, 1, 5, 4]);
  expect(image.levels[0].scale).toEqual([1, 1, 1, 1, 1]);
});

it("refuses other axes by name", () => {
  expect(() => withFiveAxes(plainImage(["angle", "y"], [[2, 2]]), "test")).toThrow(/axes angle, y/);
});
