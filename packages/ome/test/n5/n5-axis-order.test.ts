import type { JsonObject } from "@chunkwright/core";
import { describe, expect, it } from "vitest";
import { fastestFirstAttributes, slowestFirstGroup } from "../../src/index.ts";
import { fakeGroup } from "../fake-group.ts";

/** OME-NGFF whose scales tell the axes: z is 1, y is 2, x is 3. */
function ngff(...names: readonly string[]): JsonObject {
  const scale = names.map((name) => "zyx".indexOf(name) + 1);
  const coordinateTransformations = [{ type: "scale", scale }];
  const axes = names.map((name) => ({ name }));
  return {
    multiscales: [{ version: "0.4", axes, datasets: [{ path: "0", coordinateTransformations }] }],
    who: "I",
  };
}

const turned = (attributes: JsonObject) => slowestFirstGroup(fakeGroup({ "": attributes })).attributes;

describe("OME-NGFF in N5", () => {
  it("has its axes turned on the way in and on the way out, whatever depends on them too", async () => {
    expect(turned(ngff("x", "y", "z"))).toEqual(ngff("z", "y", "x"));
    expect(fastestFirstAttributes(ngff("z", "y", "x"))).toEqual(ngff("x", "y", "z"));
    const root = slowestFirstGroup(fakeGroup({ a: {}, "a/b": ngff("x", "y") }));
    const a = await root.open("a");
    const b = a?.kind === "group" ? await a.open("b") : undefined;
    expect(b?.kind === "group" && b.attributes).toEqual(ngff("y", "x"));
  });

  it("is turned once, under `ome` too", () => {
    expect(turned(ngff("z", "y", "x"))).toEqual(ngff("z", "y", "x"));
    expect(turned({ ome: { version: "0.5", ...ngff("x", "y") } })).toEqual({
      ome: { version: "0.5", ...ngff("y", "x") },
    });
  });

  it("stays as it is where nobody could tell the order: without x, or of another kind", () => {
    for (const attributes of [
      ngff("a", "b"),
      { multiscales: [{ datasets: [{ path: "s0" }] }] },
      { multiscales: 5 },
      {},
    ]) {
      expect(turned(attributes)).toEqual(attributes);
      expect(fastestFirstAttributes(attributes)).toEqual(attributes);
    }
  });

  it("is refused where it would come back the other way round", () => {
    expect(() => fastestFirstAttributes(ngff("x", "y"))).toThrow(
      expect.objectContaining({ code: "unsupported", message: expect.stringContaining("in the order x, y") }),
    );
  });
});
