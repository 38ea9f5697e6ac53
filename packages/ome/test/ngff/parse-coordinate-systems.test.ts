import type { JsonObject } from "@chunkwright/core";
import { describe, expect, it } from "vitest";
import { readNgffImages } from "../../src/index.ts";
import { fakeGroup } from "../fake-group.ts";
import { fakeSource } from "../fake-pages.ts";

const array = fakeSource({ shape: [8, 4], chunkShape: [4, 4], dataType: "uint16" });
const space = (name: string) => ({ name, type: "space", unit: "micrometer" });
const dim = (name: string) => ({ name, type: "array" });
const physical = { name: "physical", axes: [space("y"), space("x")] };
const pixels = { name: "pixels", axes: [dim("dim_0"), dim("dim_1")] };

function dataset(transform: JsonObject, output = "physical"): JsonObject {
  const input = { path: "0" };
  return { path: "0", coordinateTransformations: [{ ...transform, input, output: { name: output } }] };
}

async function read(multiscale: JsonObject, version = "0.6") {
  const root = { ome: { version, multiscales: [multiscale] } };
  return (await readNgffImages(fakeGroup({ "": root, "0": array })))?.images[0];
}

describe("readNgffImages() of OME-Zarr 0.6", () => {
  it.each<[string, JsonObject, number[], number[]]>([
    ["identity", { type: "identity" }, [1, 1], [0, 0]],
    ["scale", { type: "scale", scale: [2, 3] }, [2, 3], [0, 0]],
    [
      "a sequence of scale and translation",
      {
        type: "sequence",
        transformations: [
          { type: "scale", scale: [2, 3] },
          { type: "translation", translation: [5, 7] },
        ],
      },
      [2, 3],
      [5, 7],
    ],
    [
      "a translation that is scaled afterwards",
      {
        type: "sequence",
        transformations: [
          { type: "translation", translation: [5, 7] },
          { type: "sequence", transformations: [{ type: "scale", scale: [2, 3] }, { type: "identity" }] },
        ],
      },
      [2, 3],
      [10, 21],
    ],
  ])("reads %s", async (_, transform, scale, translation) => {
    const image = await read({ coordinateSystems: [physical], datasets: [dataset(transform)] });
    expect(image?.levels).toEqual([{ source: array, scale, translation }]);
    expect(image?.axes).toEqual(physical.axes);
  });

  it("takes the system that the datasets lead to, not those that follow on it", async () => {
    const world = { name: "world", axes: [space("v"), space("u")] };
    const image = await read({
      coordinateSystems: [world, physical],
      datasets: [dataset({ type: "scale", scale: [2, 2] })],
      coordinateTransformations: [
        { type: "affine", affine: [], input: { name: "physical" }, output: { name: "world" } },
      ],
    });
    expect(image?.axes.map(({ name }) => name)).toEqual(["y", "x"]);
  });

  it("goes on from array axes to physical ones", async () => {
    const image = await read({
      coordinateSystems: [pixels, physical],
      datasets: [dataset({ type: "scale", scale: [2, 2] }, "pixels")],
      coordinateTransformations: [
        { type: "scale", scale: [0.5, 0.25], input: { name: "pixels" }, output: { name: "physical" } },
      ],
    });
    expect(image?.levels[0]).toMatchObject({ scale: [1, 0.5], translation: [0, 0] });
  });

  it.each(["0.6", "0.6rc0", "0.6.1"])("reads what calls itself %s", async (version) => {
    const datasets = [dataset({ type: "identity" })];
    expect(await read({ coordinateSystems: [physical], datasets }, version)).toBeDefined();
  });

  it("takes bare names for references, as drafts of 0.6 have them", async () => {
    const transform = { type: "identity", input: "0", output: "physical" };
    const image = await read({
      coordinateSystems: [physical],
      datasets: [{ path: "0", coordinateTransformations: [transform] }],
    });
    expect(image?.axes).toHaveLength(2);
  });

  const identity = dataset({ type: "identity" });
  it.each<[string, "unsupported" | "invalid-data", JsonObject]>([
    [
      "rotations",
      "unsupported",
      { coordinateSystems: [physical], datasets: [dataset({ type: "rotation" })] },
    ],
    [
      "a scale stored as an array",
      "unsupported",
      { coordinateSystems: [physical], datasets: [dataset({ type: "scale", path: "s" })] },
    ],
    [
      "array axes without physical ones",
      "unsupported",
      { coordinateSystems: [pixels], datasets: [dataset({ type: "identity" }, "pixels")] },
    ],
    ["a system that is not there", "invalid-data", { coordinateSystems: [], datasets: [identity] }],
    [
      "two systems of one name",
      "invalid-data",
      { coordinateSystems: [physical, physical], datasets: [identity] },
    ],
    [
      "datasets that lead to different systems",
      "invalid-data",
      {
        coordinateSystems: [physical, pixels],
        datasets: [identity, dataset({ type: "identity" }, "pixels")],
      },
    ],
    ["no datasets", "invalid-data", { coordinateSystems: [physical], datasets: [] }],
    [
      "two transformations of a dataset",
      "invalid-data",
      {
        coordinateSystems: [physical],
        datasets: [{ path: "0", coordinateTransformations: [{ type: "identity" }, { type: "identity" }] }],
      },
    ],
  ])("rejects %s as %s", async (_, code, multiscale) => {
    await expect(read(multiscale)).rejects.toMatchObject({ code });
  });
});
