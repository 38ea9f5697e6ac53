import { describe, expect, it } from "vitest";
import { type Json, parseJson, printJson, printJsonDocument } from "../../src/index.ts";

const text = (value: Json) => new TextDecoder().decode(printJsonDocument(value));
const bytes = (value: Json) => new TextEncoder().encode(printJson(value));

const documents: readonly Json[] = [
  { a: 2n ** 64n - 1n, b: [-(2n ** 63n), 2 ** 53, 2 ** 63, 10n ** 300n] },
  { a: [], b: {}, c: [[1, 2], [{}]], d: null, e: '\u0000"µ\ud800', f: -0, g: 1e300, h: false },
  { "": 1, "\ud800": 2, ["__proto__"]: { x: [1e-320, 5e-324, 0.1] } },
  "text",
];

describe("printJson()", () => {
  it.each(documents)("prints what parses to the same value: %#", (document) => {
    expect(parseJson(bytes(document), "a.json")).toEqual(document);
    expect(parseJson(printJsonDocument(document), "a.json")).toEqual(document);
  });

  it("prints integers with all digits, and floats as such where they would be other integers", () => {
    expect(printJson([-(2n ** 63n), -(2 ** 63), 2 ** 53, 1e300, -0, 7, 0.5])).toBe(
      "[-9223372036854775808,-9.223372036854776e+18,9.007199254740992e+15,1e+300,-0.0,7,0.5]",
    );
  });

  it("names what is not finite, as parseJson() does", () => {
    expect(printJson([Number.NaN, Number.NEGATIVE_INFINITY])).toBe('["NaN","-Infinity"]');
  });

  it("prints as JSON.stringify() does otherwise, members left out that are undefined", () => {
    const value = { a: undefined, b: ["\n\u2028é", { c: 1.5e-7 }], d: "" };
    expect(printJson(value)).toBe(JSON.stringify(value));
  });
});

describe("printJsonDocument()", () => {
  it("indents, but for lists of scalars", () => {
    expect(text({ a: undefined, b: [1, 2n ** 60n], c: [{ d: [] }], e: {} })).toBe(
      '{\n  "b": [1, 1152921504606846976],\n  "c": [\n    {\n      "d": []\n    }\n  ],\n  "e": {}\n}\n',
    );
  });
});
