import { describe, expect, it } from "vitest";
import { unitOfSymbol } from "../src/physical-unit.ts";

/** ome.xsd 2016-06, UnitsLength and UnitsTime: the symbols that OME-NGFF has no name for. */
const CONVERTED = ["dam", "thou", "li", "ua", "ly", "pt", "das"];

describe("unitOfSymbol()", () => {
  it.each([
    ["µm", "micrometer"],
    ["\u03bcm", "micrometer"],
    ["nm", "nanometer"],
    ["Å", "angstrom"],
    ["m", "meter"],
    ["Ym", "yottameter"],
    ["in", "inch"],
    ["mi", "mile"],
    ["min", "minute"],
    ["ms", "millisecond"],
    ["Ms", "megasecond"],
    ["d", "day"],
  ])("gives %s the name %s", (symbol, name) => {
    expect(unitOfSymbol(symbol)).toEqual({ name, factor: 1 });
  });

  it("converts units without a name", () => {
    expect(CONVERTED.map((symbol) => unitOfSymbol(symbol)?.name)).toEqual([
      "meter",
      "inch",
      "inch",
      "meter",
      "meter",
      "inch",
      "second",
    ]);
    expect(unitOfSymbol("pt")?.factor).toBeCloseTo(1 / 72, 12);
  });

  it("knows no unit for abstract and unknown symbols", () => {
    expect(["pixel", "reference frame", "furlong", ""].map(unitOfSymbol)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
