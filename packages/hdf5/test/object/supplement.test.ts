import { describe, expect, it } from "vitest";
import { applySupplement } from "../../src/object/supplement.ts";

describe("applySupplement()", () => {
  it("turns text back into JSON, names into what they were, and hides what is told elsewhere", () => {
    const supplement = {
      json: ["a"],
      attributes: { "": 1 },
      hidden: ["b"],
      dataType: { name: "bfloat16" },
    };
    const stored = { _chunkwright: JSON.stringify(supplement), a: '{"x":[1]}', b: "labels", c: "text" };
    expect(applySupplement(stored)).toEqual({
      attributes: { a: { x: [1] }, c: "text", "": 1 },
      logicalType: { name: "bfloat16" },
    });
  });

  it("knows nothing where there is none", () => {
    expect(applySupplement({ a: 1 })).toEqual({ attributes: { a: 1 }, logicalType: undefined });
  });

  it.each([5, "no JSON", "[1]", `{"deep":${"[".repeat(100)}${"]".repeat(100)}}`])(
    "leaves %j to others",
    (text) => {
      const attributes = { _chunkwright: text, a: "{" };
      expect(applySupplement(attributes)).toEqual({ attributes, logicalType: undefined });
    },
  );

  it.each([
    '{"json":5,"attributes":[],"hidden":{},"dataType":"x"}',
    '{"json":[5,"missing","a"],"dataType":{"name":5}}',
  ])("takes nothing from %s that makes no sense", (text) => {
    expect(applySupplement({ _chunkwright: text, a: "{" })).toEqual({
      attributes: { a: "{" },
      logicalType: undefined,
    });
  });
});
