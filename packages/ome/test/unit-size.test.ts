import { expect, it } from "vitest";
import { metersOf, secondsOfUnit } from "../src/unit-size.ts";

it("knows the units of OME-NGFF", () => {
  expect(["micrometer", "meter", "angstrom", "inch"].map(metersOf)).toEqual([1e-6, 1, 1e-10, 0.0254]);
  expect(["millisecond", "second", "minute", "day"].map(secondsOfUnit)).toEqual([1e-3, 1, 60, 86400]);
});

it("knows no others", () => {
  expect(["second", "pixel", "xmeter"].map(metersOf)).toEqual([undefined, undefined, undefined]);
  expect([undefined, "meter"].map(secondsOfUnit)).toEqual([undefined, undefined]);
});
