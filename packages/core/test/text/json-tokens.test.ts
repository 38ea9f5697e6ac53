import { describe, expect, it } from "vitest";
import { isJsonObject, parseJson } from "../../src/text/parse-json.ts";

const parse = (text: string) => parseJson(new TextEncoder().encode(text), "a.json");

describe("parseJson() with numbers that JavaScript lacks", () => {
  it("keeps integers beyond 2^53, at any depth and of any length", () => {
    const text = '{"a": [{"b" : 18446744073709551615}], "c":-9223372036854775808,"d":9007199254740993}';
    expect(parse(text)).toEqual({
      a: [{ b: 2n ** 64n - 1n }],
      c: -(2n ** 63n),
      d: 9007199254740993n,
    });
    expect(parse(`[1${"0".repeat(400)}]`)).toEqual([10n ** 400n]);
    expect(parse("9007199254740993")).toBe(9007199254740993n);
  });

  it("leaves every other number as JSON has it", () => {
    for (const text of ["[9007199254740991,-9007199254740991]", "[1.5e300,12345678901234567.5,1e16,-0]"]) {
      expect(parse(text)).toEqual(JSON.parse(text));
    }
    expect(parse("[12345678901234567890, 1E2, 1e20, true, null]")).toEqual([
      12345678901234567890n,
      100,
      1e20,
      true,
      null,
    ]);
  });

  it("takes numbers beyond all floats for infinite, as Python does", () => {
    expect(parse('{"a":[1e400, -1E+999,1e-400,2.5e308],"b":"1e400"}')).toEqual({
      a: ["Infinity", "-Infinity", 0, "Infinity"],
      b: "1e400",
    });
  });

  it("takes numbers that JSON lacks as their names beside exact integers", () => {
    expect(parse('{"a":-9223372036854775807,"b":[NaN,-Infinity]}')).toEqual({
      a: -9223372036854775807n,
      b: ["NaN", "-Infinity"],
    });
  });

  it("is not misled by strings", () => {
    const text = String.raw`{"s": "\"a\": 9007199254740993 {[\\", "t\\": {"a": ":9007199254740993"}}`;
    expect(parse(text)).toEqual(JSON.parse(text));
  });

  it.each(["x", "\\n", "\\\\", '\\"', "9"])("takes millions of %s", (part) => {
    const parsed = parse(`{"s": "${part.repeat(5_000_000)}", "a": 9007199254740993}`);
    expect(isJsonObject(parsed) && parsed.a).toBe(9007199254740993n);
    expect(isJsonObject(parsed) && String(parsed.s).length).toBe(5_000_000);
  });

  it("refuses integers of thousands of digits, as Python does", () => {
    expect(() => parse(`[1${"0".repeat(5000)}]`)).toThrow(expect.objectContaining({ code: "invalid-data" }));
  });

  it("keeps the last of duplicate members, and a member called __proto__", () => {
    expect(parse('{"a": 1, "a": 9007199254740993}')).toEqual({ a: 9007199254740993n });
    const parsed = parse('{"__proto__": {"x": 1}, "a": 9007199254740993}');
    expect(Object.keys(parsed as object)).toEqual(["__proto__", "a"]);
  });

  it.each(["[9007199254740993", '{"a": 9007199254740993,}', "\u00ff9007199254740993"])(
    "rejects %j",
    (text) => {
      expect(() => parse(text)).toThrow(expect.objectContaining({ code: "invalid-data" }));
    },
  );
});
