import { describe, expect, it } from "vitest";
import { parseExactJson, plainJson, plainObject, printExactJson } from "../../src/document/exact-json.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const parse = (text: string) => parseExactJson(bytes(text), "a.json");

describe("parseExactJson()", () => {
  it("keeps unsafe integers under fill_value, at any depth", () => {
    const text = '{"a": [{"fill_value" : 18446744073709551615}], "fill_value":-9223372036854775808}';
    expect(parse(text)).toEqual({ a: [{ fill_value: 2n ** 64n - 1n }], fill_value: -(2n ** 63n) });
  });

  it("knows fill_value however it is escaped", () => {
    expect(parse('{"fill\\u005fvalue": 9007199254740993}')).toEqual({ fill_value: 9007199254740993n });
  });

  it("keeps those inside the fill value of a record or a list", () => {
    expect(parse('{"fill_value": {"a": [9007199254740993, 1], "b": {"c": -9007199254740993}}}')).toEqual({
      fill_value: { a: [9007199254740993n, 1], b: { c: -9007199254740993n } },
    });
  });

  it("leaves every other number as JSON has it", () => {
    const text = '{"n": 9007199254740993, "fill_value": [1.5e300, 12345678901234567.5, true]}';
    expect(parse(text)).toEqual(JSON.parse(text));
    expect(parse('{"fill_value": 9007199254740991}')).toEqual({ fill_value: 9007199254740991 });
  });

  it("takes numbers that JSON lacks as their names, as core does", () => {
    expect(parse('{"fill_value":-9223372036854775807,"attributes":{"a":[NaN,-Infinity]}}')).toEqual({
      fill_value: -9223372036854775807n,
      attributes: { a: ["NaN", "-Infinity"] },
    });
  });

  it("is not misled by strings", () => {
    const text = String.raw`{"s": "\"fill_value\": 9007199254740993 {[\\", "t\\": {"fill_value": "9007199254740993"}}`;
    expect(parse(text)).toEqual(JSON.parse(text));
  });

  it.each(["x", "\\n", "\\\\", '\\"', "9"])("takes millions of %s", (part) => {
    const text = `{"s": "${part.repeat(5_000_000)}", "fill_value": 9007199254740993}`;
    const parsed = parse(text) as { fill_value: bigint; s: string };
    expect(parsed.fill_value).toBe(9007199254740993n);
    expect(parsed.s).toHaveLength(5_000_000);
  });

  it("leaves integers beyond 64 bits as JSON has them", () => {
    expect(parse(`{"fill_value": 1${"0".repeat(100)}}`)).toEqual({ fill_value: 1e100 });
  });

  it("keeps the last of duplicate members, and a member called __proto__", () => {
    expect(parse('{"fill_value": 1, "fill_value": 9007199254740993}')).toEqual({
      fill_value: 9007199254740993n,
    });
    const parsed = parse('{"__proto__": {"x": 1}, "fill_value": 9007199254740993}');
    expect(Object.keys(parsed as object)).toEqual(["__proto__", "fill_value"]);
  });

  it.each(["", "{", "nan", '{"a": 1,}', "\u00ff"])("rejects %j", (text) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: "invalid-data" }));
  });
});

describe("printExactJson()", () => {
  const documents = [
    { fill_value: 2n ** 64n - 1n },
    { a: [], b: {}, c: [[1, 2], [{}]], d: null, e: '\u0000"µ', f: -0, g: 1e300, h: false },
    [1, "two", [3n ** 40n > 0n]],
    "text",
  ];

  it.each(documents)("prints what parses to the same value: %#", (document) => {
    expect(parseExactJson(printExactJson(document), "a.json")).toEqual(document);
  });

  it("prints all digits of integers of 64 bits", () => {
    const numbers = { a: -(2 ** 63), b: 2 ** 64, c: 1e300, d: -0, e: 7 };
    expect(new TextDecoder().decode(printExactJson(numbers)).replaceAll(/\s/g, "")).toBe(
      '{"a":-9223372036854775808,"b":18446744073709551616,"c":1e+300,"d":-0.0,"e":7}',
    );
  });

  it("leaves out members that are undefined", () => {
    expect(new TextDecoder().decode(printExactJson({ a: undefined, b: 1 }))).toBe('{\n  "b": 1\n}\n');
  });
});

it("plainJson() rounds a bigint at any depth", () => {
  expect(plainJson([{ a: 2n ** 64n, b: [null, "x"] }])).toEqual([{ a: 2 ** 64, b: [null, "x"] }]);
  expect(plainObject({ a: [1n], b: undefined })).toEqual({ a: [1] });
  expect(plainObject([])).toBeUndefined();
});
