import { StorageError } from "@chunkwright/core";
import { describe, expect, it } from "vitest";
import { valueKey } from "../../../../src/tiff/series/axis-values.ts";
import { parseBlockValues } from "../../../../src/tiff/series/pattern/block-values.ts";

describe("parseBlockValues()", () => {
  it.each([
    ["0-3", ["0", "1", "2", "3"]],
    ["8-11", ["8", "9", "10", "11"]],
    ["08-11", ["08", "09", "10", "11"]],
    ["00-20:10", ["00", "10", "20"]],
    ["0-5:2", ["0", "2", "4"]],
    ["A-C", ["A", "B", "C"]],
    ["R,G,B", ["R", "G", "B"]],
    ["1, 3-4, DAPI-405", ["1", "3", "4", "DAPI-405"]],
    ["7", ["7"]],
  ])("reads %s", (text, values) => {
    expect(parseBlockValues(text, 100)).toEqual(values);
  });

  it.each(["", "a,,b", "3-1", "0-9:0", "1,01", "R,R", "0-100", "0-60,100-160"])("refuses %j", (text) => {
    expect(() => parseBlockValues(text, 100)).toThrow(StorageError);
  });
});

it("valueKey() is the same for equal numbers", () => {
  expect(["007", "7", "0", "000", "07a"].map(valueKey)).toEqual(["7", "7", "0", "0", "07a"]);
});
