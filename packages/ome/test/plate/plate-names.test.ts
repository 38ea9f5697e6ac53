import { describe, expect, it } from "vitest";
import { plateIndex, plateName, plateNames } from "../../src/plate/plate-names.ts";

describe("plateName()", () => {
  it("counts with letters and with numbers from 1", () => {
    expect(plateNames(3, "letter")).toEqual(["A", "B", "C"]);
    expect(plateNames(3, "number")).toEqual(["1", "2", "3"]);
    expect([25, 26, 31, 51, 52, 701].map((index) => plateName(index, "letter"))).toEqual([
      "Z",
      "AA",
      "AF",
      "AZ",
      "BA",
      "ZZ",
    ]);
  });

  it("is undone by plateIndex(), which also reads leading zeros", () => {
    for (const convention of ["letter", "number"] as const) {
      for (const index of [0, 7, 25, 26, 47, 52, 700]) {
        expect(plateIndex(plateName(index, convention), convention)).toBe(index);
      }
    }
    expect(plateIndex("012", "number")).toBe(11);
    for (const name of ["", "0", "1a", "A1", "a", "AAA", "-1", "99999"]) {
      expect(plateIndex(name, "letter")).toBeUndefined();
      expect(plateIndex(name, "number")).toBeUndefined();
    }
  });
});
