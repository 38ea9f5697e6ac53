import { describe, expect, test } from "vitest";
import {
  familiesFrom,
  firstMemberNames,
  namesOfPattern,
  stemByTemplate,
} from "../../src/file/member-names.ts";

describe("namesOfPattern()", () => {
  test.each([
    ["part%05d.h5", "part00012.h5"],
    ["part%d.h5", "part12.h5"],
    ["part%4d.h5", "part  12.h5"],
    ["%02d$&.h5", "12$&.h5"],
  ])("numbers files as printf would %s", (pattern, name) => {
    expect(namesOfPattern(pattern)?.(12)).toBe(name);
  });

  test("knows a name from a pattern", () => {
    expect(namesOfPattern("100%.h5")).toBeUndefined();
  });
});

describe("familiesFrom()", () => {
  test("tries the last number that is 0 first", () => {
    expect(familiesFrom("v16_c0_000.h5").map((nameOf) => nameOf(1))).toEqual([
      "v16_c0_001.h5",
      "v16_c1_000.h5",
    ]);
  });

  test("finds none where no number is 0", () => {
    expect(familiesFrom("a01.h5")).toEqual([]);
  });
});

describe("firstMemberNames()", () => {
  test.each([
    ["part%05d.h5", ["part00000.h5"]],
    ["part00012.h5", ["part00012.h0", "part00000.h5"]],
    ["run-r.h5", ["run-m.h5", "run-s.h5", "run-r.h0"]],
    ["image.bin", []],
  ])("of %s are %j", (name, expected) => {
    expect(firstMemberNames(name)).toEqual(expected);
  });
});

describe("stemByTemplate()", () => {
  test("finds what %s stands for", () => {
    expect(stemByTemplate("a/run-m.h5", "%s-m.h5")).toBe("a/run");
    expect(stemByTemplate("run.h5", "%s-m.h5")).toBeUndefined();
    expect(stemByTemplate("run.h5", "run.h5")).toBeUndefined();
  });
});
