import type { Group } from "@chunkwright/core";
import { memoryStore } from "@chunkwright/stores/memory";
import { roundStore } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { readNgffImages } from "../../src/index.ts";
import { type FakeNodes, fakeGroup } from "../fake-group.ts";
import { fakeSource } from "../fake-pages.ts";

const array = fakeSource({ shape: [4, 4], chunkShape: [4, 4], dataType: "uint16" });
const image = (version: string) => {
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
  it("takes as many round trips as the hierarchy is deep, however many wells there are", async () => {
    const names = ["A/1", "A/2", "B/1", "B/2"];
    const nodes: FakeNodes = {
      "": { plate: { ...plate, wells: names.map((path) => ({ path, rowIndex: 0, columnIndex: 0 })) } },
      ...Object.fromEntries(
        names.map((path) => [path, { well: { images: [{ path: "0" }, { path: "1" }] } }]),
      ),
      ...Object.fromEntries(
        names.flatMap((path) => [
          [`${path}/0`, image("0.4")],
          [`${path}/1`, image("0.4")],
          [`${path}/0/s0`, array],
          [`${path}/1/s0`, array],
        ]),
      ),
    };
    const far = roundStore(memoryStore());
    const distant = (group: Group): Group => ({
      ...group,
      async open(path) {
        await far.get(path);
        const node = await group.open(path);
        return node?.kind === "group" ? distant(node) : node;
      },
    });
    const collection = await readNgffImages(distant(fakeGroup(nodes)));
    expect(collection?.images.length).toBe(8);
    // Wells, fields, levels with labels.
    expect(far.rounds).toBe(3);
  });

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
    expect(collection?.plate).toEqual({
      rows: ["A", "B"],
      columns: ["1", "2"],
      wells: [
        { row: 1, column: 1, fields: [{ image: 0 }] },
        { row: 0, column: 0, fields: [{ image: 1 }, { image: 2 }] },
      ],
      acquisitions: [],
    });
  });

  it("keeps names that tell the fields apart", async () => {
    const named = (name: string) => ({ multiscales: [{ ...image("0.4").multiscales?.[0], name }] });
    const nodes = { ...NODES, "A/1/0": named("x"), "A/1/1": named("y"), "B/2/0": named("z") };
    const names = async (more: FakeNodes) =>
      (await readNgffImages(fakeGroup({ ...nodes, ...more })))?.images.map(({ name }) => name);
    expect(await names({})).toEqual(["z", "x", "y"]);
    expect(await names({ "B/2/0": named("x") })).toEqual(["B/2/0", "A/1/0", "A/1/1"]);
  });

  it("orders fields as the series beside the plate, if those are among it", async () => {
    const paths = async (series: readonly string[], layout = 3) => {
      const nodes = { ...NODES, "": { plate, "bioformats2raw.layout": layout }, OME: { series } };
      const { images = [], plate: found } = (await readNgffImages(fakeGroup(nodes))) ?? {};
      const fields = found?.wells.flatMap((well) => well.fields.map((field) => images[field.image]?.path));
      expect(fields).toEqual(["B/2/0", "A/1/0", "A/1/1"]);
      return images.map(({ path }) => path);
    };
    expect(await paths(["A/1/1", "B/2/0", "A/1/0"])).toEqual(["A/1/1", "B/2/0", "A/1/0"]);
    expect(await paths(["A/1/1", "B/2/0"])).toEqual(["B/2/0", "A/1/0", "A/1/1"]);
    expect(await paths(["A/1/1", "absent", "B/2/0", "A/1/0"])).toEqual(["A/1/1", "B/2/0", "A/1/0"]);
  });

  it("tells the runs of a plate and of its fields", async () => {
    const acquisitions = [
      { id: 3, name: "run", description: "d", starttime: 5, endtime: 6, maximumfieldcount: 2 },
    ];
    const well = { images: [{ path: "0", acquisition: 3 }, { path: "1" }] };
    const nodes = { ...NODES, "": { plate: { ...plate, name: "P", acquisitions } }, "A/1": { well } };
    expect((await readNgffImages(fakeGroup(nodes)))?.plate).toMatchObject({
      name: "P",
      wells: [{}, { fields: [{ image: 1, acquisition: 3 }, { image: 2 }] }],
      acquisitions: [
        { id: 3, name: "run", description: "d", startTime: 5, endTime: 6, maximumFieldCount: 2 },
      ],
    });
  });

  it("reads images of wells that have no place on the plate, with a warning", async () => {
    const wells = [{ path: "A/1", rowIndex: 7, columnIndex: 0 }];
    const collection = await readNgffImages(fakeGroup({ ...NODES, "": { plate: { ...plate, wells } } }));
    expect(collection?.images).toHaveLength(2);
    expect(collection).not.toHaveProperty("plate");
    expect(collection?.warnings).toEqual(["The plate is left aside: not all of its wells have a place"]);
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
    expect(collection?.images.map(({ path }) => path)).toEqual(["A/1/0"]);
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
