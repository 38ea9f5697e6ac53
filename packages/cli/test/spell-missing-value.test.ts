import type { ArrayInfo, DataType, Json } from "@chunkwright/core";
import { describe, expect, it } from "vitest";
import { comparableMissingValue, spellMissingValue } from "../src/spell-missing-value.ts";

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
    expect(spelled("int64", [-(2n ** 63n)])).toBe(-(2n ** 63n));
    // base64.standard_b64encode(struct.pack("<d", value)) of Python.
    expect(spelled("float32", [-9999])).toBe("AAAAAICHw8A=");
    expect(spelled("float64", ["NaN"])).toBe("AAAAAAAA+H8=");
  });

  it("leaves anything else as it is", () => {
    expect(spelled("int16", 7)).toBe(7);
    expect(spelled("float32", 7)).toBe(7);
    expect(spelled("float32", "AAAAAICHw8A=")).toBe("AAAAAICHw8A=");
    expect(spelled("string", ["a"])).toEqual(["a"]);
    expect(spelled("int16", [1, 2])).toEqual([1, 2]);
    expect(spelled("int64", ["7"])).toEqual(["7"]);
  });
});

describe("comparableMissingValue()", () => {
  const compared = (dataType: DataType, value: Json) =>
    comparableMissingValue({ dataType, attributes: { _FillValue: value } })._FillValue;

  it("is the same for a number, a list of it, and what the elements round it to", () => {
    for (const stated of [-9999, [-9999], "AAAAAICHw8A="]) {
      expect(compared("float32", stated)).toBe("AAAAAICHw8A=");
    }
    expect(compared("float32", 0.1)).toBe(compared("float32", [Math.fround(0.1)]));
    expect(compared("float16", 0.1)).toBe(compared("float64", 0.0999755859375));
    expect(compared("int16", [7])).toBe(compared("int16", 7));
  });

  it("keeps what elements cannot be, and anything else", () => {
    expect(compared("float32", 1e300)).toBe(compared("float64", 1e300));
    expect(compared("int16", [1, 2])).toEqual([1, 2]);
    expect(comparableMissingValue({ dataType: "int16", attributes: { a: 1 } })).toEqual({ a: 1 });
  });

  it("tells different values apart, whatever they are", () => {
    expect(compared("string", "a")).not.toEqual(compared("string", "b"));
    expect(compared("string", ["a"])).not.toEqual(compared("string", "a"));
    expect(compared("int16", "7")).not.toEqual(compared("int16", 7));
  });
});
