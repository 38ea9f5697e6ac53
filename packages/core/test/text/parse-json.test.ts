import { describe, expect, it } from "vitest";
import { MAX_JSON_BYTES, MAX_JSON_DEPTH, parseJson } from "../../src/text/parse-json.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

describe("parseJson()", () => {
  it("parses a document", () => {
    expect(parseJson(bytes('{"a":[1,"ü"]}'), "x")).toEqual({ a: [1, "ü"] });
  });

  it("reads NaN and infinities as strings", () => {
    const text = String.raw`{"a":NaN,"b":[Infinity,-Infinity],"c":"\\\" NaN, ","NaN":"-Infinity"}`;
    expect(parseJson(bytes(text), "x")).toEqual({
      a: "NaN",
      b: ["Infinity", "-Infinity"],
      c: '\\" NaN, ',
      NaN: "-Infinity",
    });
  });

  it.each([
    ["no JSON either", bytes('{"a":NaNa}')],
    ["no JSON", bytes("{")],
    ["no UTF-8", new Uint8Array([0x22, 0xff, 0x22])],
    ["too deep", bytes("[".repeat(MAX_JSON_DEPTH + 1) + "]".repeat(MAX_JSON_DEPTH + 1))],
    ["too long", new Uint8Array(MAX_JSON_BYTES + 1)],
    ["nothing", new Uint8Array(0)],
  ])("refuses %s, naming the document", (_, document) => {
    expect(() => parseJson(document, "zarr.json")).toThrow(/zarr\.json/);
    expect(() => parseJson(document, "zarr.json")).toThrow(expect.objectContaining({ code: "invalid-data" }));
  });

  it("keeps a member called __proto__ from changing the prototype", () => {
    const value = parseJson(bytes('{"__proto__":{"a":1}}'), "x");
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });
});
