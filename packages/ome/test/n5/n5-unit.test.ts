import { expect, it } from "vitest";
import { unitOfN5 } from "../../src/n5/n5-unit.ts";

it.each([
  ["nm", "nanometer"],
  ["um", "micrometer"],
  ["\u00b5m", "micrometer"],
  ["\u03bcm", "micrometer"],
  ["micron", "micrometer"],
  ["microns", "micrometer"],
  ["Micrometers", "micrometer"],
  ["mm", "millimeter"],
  ["s", "second"],
  ["seconds", "second"],
  ["inch", "inch"],
  ["pixel", undefined],
  ["pixels", undefined],
  ["", undefined],
  ["parrot", undefined],
])("unitOfN5() takes %s for %s", (text, name) => {
  expect(unitOfN5(text)?.name).toBe(name);
});
