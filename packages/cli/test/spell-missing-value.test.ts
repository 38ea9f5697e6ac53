import type { ArrayInfo, DataType, Json } from "@chunkwright/core";
import { describe, expect, it } from "vitest";
import { spellMissingValue } from "../src/spell-missing-value.ts";

function spelled(dataType: DataType, value: Json): Json | undefined {
  const info: ArrayInfo = {
    dataType,
    shape: [1],
    chunkShape: [1],
    fillValue: 0,
    codecs: [],
    attributes: { units: "K", _FillValue: value },
  };
  const { _FillValue: missing, ...others } = spellMissingValue(info);
  expect(others).toEqual({ units: "K" });
  return missing;
}

describe("spellMissingValue()", () => {
  it("makes of netCDF's list what xarray reads", () => {
    expect(spelled("int16", [-99])).toBe(-99);
    // base64.standard_b64encode(struct.pack("<d", value)) of Python.
    expect(spelled("float32", [-9999])).toBe("AAAAAICHw8A=");
    expect(spelled("float64", ["NaN"])).toBe("AAAAAAAA+H8=");
  });

  it("leaves anything else as it is", () => {
    expect(spelled("int16", 7)).toBe(7);
    expect(spelled("float32", "AAAAAICHw8A=")).toBe("AAAAAICHw8A=");
    expect(spelled("string", ["a"])).toEqual(["a"]);
    expect(spelled("int16", [1, 2])).toEqual([1, 2]);
  });
});
