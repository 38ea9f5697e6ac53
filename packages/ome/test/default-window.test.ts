import { expect, it } from "vitest";
import { defaultWindow } from "../src/index.ts";

it("defaultWindow() is the range of integers, and 0 to 1 for other types", () => {
  expect(defaultWindow("int8")).toEqual({ min: -128, max: 127, start: -128, end: 127 });
  expect(defaultWindow("uint16")).toEqual({ min: 0, max: 65_535, start: 0, end: 65_535 });
  expect(defaultWindow("float32")).toEqual({ min: 0, max: 1, start: 0, end: 1 });
});
