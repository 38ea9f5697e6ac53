import { expect, it } from "vitest";
import { unitOfText } from "../src/unit-of-text.ts";

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
])("unitOfText() takes %s for %s", (text, name) => {
  expect(unitOfText(text)?.name).toBe(name);
});
