import type { JsonObject } from "@chunkwright/core";
import { describe, expect, it } from "vitest";
import { readNgffImages } from "../../src/index.ts";
import { type FakeNodes, fakeGroup } from "../fake-group.ts";
import { fakeSource } from "../fake-pages.ts";

const array = fakeSource({ shape: [4, 4], chunkShape: [4, 4], dataType: "uint16" });
const image = (version: string): JsonObject => {
  const multiscale = {
    axes: [
      { name: "y", type: "space" },
      { name: "x", type: "space" },
    ],
    datasets: [{ path: "s0", coordinateTransformations: [{ type: "scale", scale: [2, 2] }] }],
  };
  return version === "0.5"
    ? { ome: { version, multiscales: [multiscale] } }
    : { multiscales: [{ ...multiscale, version, name: "of the file" }] };
};

const plate = {
  version: "0.4",
  rows: [{ name: "A" }, { name: "B" }],
  columns: [{ name: "1" }, { name: "2" }],
  wells: [
    { path: "B/2", rowIndex: 1, columnIndex: 1 },
    { path: "A/1", rowIndex: 0, columnIndex: 0 },
  ],
};

const NODES: FakeNodes = {
  "": { plate },
  "A/1": { well: { images: [{ path: "0" }, { path: "1" }], version: "0.4" } },
  "A/1/0": image("0.4"),
  "A/1/0/s0": array,
  "A/1/1": image("0.4"),
  "A/1/1/s0": array,
  "A/1/1/labels": { labels: ["cells"] },
  "B/2": { well: { images: [{ path: "0" }], version: "0.4" } },
  "B/2/0": image("0.4"),
  "B/2/0/s0": array,
};

describe("readNgffImages() of plates and wells", () => {
  it("gives the fields as images named by row, column and field, in the order of the wells", async () => {
    const collection = await readNgffImages(fakeGroup(NODES));
    expect(collection?.images.map(({ name, path }) => [name, path])).toEqual([
      ["B/2/0", "B/2/0"],
      ["A/1/0", "A/1/0"],
      ["A/1/1", "A/1/1"],
    ]);
    expect(collection?.images[2]?.labels).toEqual(["A/1/1/labels/cells"]);
    expect(collection?.images[0]?.levels[0]).toMatchObject({ source: array, scale: [2, 2] });
    expect(collection).not.toHaveProperty("warnings");
  });

  it("prefers the plate to the layout of bioformats2raw beside it", async () => {
    const collection = await readNgffImages(
      fakeGroup({ ...NODES, "": { plate, "bioformats2raw.layout": 3 } }),
    );
    expect(collection?.images).toHaveLength(3);
  });

  it("reads plates of 0.1, whose wells have a path alone, and of 0.5", async () => {
    const old = { ...plate, version: "0.1", wells: [{ path: "A/1" }] };
    expect((await readNgffImages(fakeGroup({ ...NODES, "": { plate: old } })))?.images).toHaveLength(2);
    const { version: _, ...recent } = { ...plate, wells: [plate.wells[0]!] };
    const nodes = {
      "": { ome: { version: "0.5", plate: recent } },
      "B/2": { ome: { version: "0.5", well: { images: [{ path: "0" }] } } },
      "B/2/0": image("0.5"),
      "B/2/0/s0": array,
    };
    expect((await readNgffImages(fakeGroup(nodes)))?.images.map(({ name }) => name)).toEqual(["B/2/0"]);
  });

  it("warns of wells and fields that are listed and not there", async () => {
    const { "B/2": _, "A/1/1": __, ...nodes } = NODES;
    const collection = await readNgffImages(fakeGroup(nodes));
    expect(collection?.images.map(({ name }) => name)).toEqual(["A/1/0"]);
    expect(collection?.warnings).toEqual([
      "Well B/2 is listed, but absent",
      "Field A/1/1 is listed, but absent",
    ]);
  });

  it("reads a well by itself, its fields named by their own paths", async () => {
    const well = Object.fromEntries(
      Object.entries(NODES)
        .filter(([path]) => path.startsWith("A/1"))
        .map(([path, node]) => [path.slice(4), node]),
    );
    expect((await readNgffImages(fakeGroup(well)))?.images.map(({ name }) => name)).toEqual(["0", "1"]);
  });

  it.each<[string, FakeNodes]>([
    ["wells that are no list", { "": { plate: { ...plate, wells: {} } } }],
    ["a well outside the plate", { "": { plate: { ...plate, wells: [{ path: "../A/1" }] } } }],
    ["a field with a broken path", { ...NODES, "A/1": { well: { images: [{ path: 0 }] } } }],
    ["a field whose image is broken", { ...NODES, "A/1/0": { multiscales: [] } }],
  ])("rejects %s", async (_, nodes) => {
    await expect(readNgffImages(fakeGroup(nodes))).rejects.toMatchObject({ code: "invalid-data" });
  });
});
