import { describe, expect, it } from "vitest";
import { seriesAxis } from "../../../../src/tiff/series/pattern/series-axis.ts";

describe("seriesAxis()", () => {
  it("sorts numbers by value and keeps their zeros", () => {
    expect(seriesAxis("t", "found", ["10", "9", "08"]).values).toEqual(["08", "9", "10"]);
  });

  it("has a place for numbers that are missing, in the step of the others", () => {
    expect(seriesAxis("z", "found", ["0", "10", "30"]).values).toEqual(["0", "10", "20", "30"]);
    expect(seriesAxis("z", "gapless", ["0", "10", "30"]).values).toEqual(["0", "10", "30"]);
    expect(seriesAxis("c", "found", ["1", "2", "5"]).values).toEqual(["1", "2", "5"]);
  });

  it("refuses numbers that are mostly gaps, and says what to write", () => {
    expect(() => seriesAxis("t", "found", ["1", "2", "20240101120000123"])).toThrow("{t:*}");
    const stamps = seriesAxis("t", "gapless", ["20240101120000124", "20240101120000123"]);
    expect(stamps.values).toEqual(["20240101120000123", "20240101120000124"]);
  });

  it("sorts names by the numbers in them", () => {
    expect(seriesAxis("p", "found", ["Pos10", "Pos9", "Aux"]).values).toEqual(["Aux", "Pos9", "Pos10"]);
  });
});
