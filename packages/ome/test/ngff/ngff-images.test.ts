import type { JsonObject } from "@chunkwright/core";
import { describe, expect, it } from "vitest";
import { type Image, ngffAttributes, planNgff, readNgffImages } from "../../src/index.ts";
import { type FakeNodes, fakeGroup } from "../fake-group.ts";
import { fakeSource } from "../fake-pages.ts";

const array = fakeSource({ shape: [3, 64, 32], chunkShape: [1, 32, 32], dataType: "uint16" });
const half = fakeSource({ shape: [3, 32, 16], chunkShape: [1, 32, 16], dataType: "uint16" });

const MULTISCALE = {
  version: "0.4",
  name: "cells",
  axes: [
    { name: "c", type: "channel" },
    { name: "y", type: "space", unit: "micrometer" },
    { name: "x", type: "space", unit: "micrometer" },
  ],
  datasets: [
    { path: "0", coordinateTransformations: [{ type: "scale", scale: [1, 0.5, 0.5] }] },
    {
      path: "1",
      coordinateTransformations: [
        { type: "scale", scale: [1, 1, 1] },
        { type: "translation", translation: [0, 0.25, 0.25] },
      ],
    },
  ],
};

function read(root: JsonObject, nodes: FakeNodes = {}) {
  return readNgffImages(fakeGroup({ "": root, "0": array, "1": half, ...nodes }));
}

function readOne(change: JsonObject, attributes: JsonObject = {}) {
  return read({ multiscales: [{ ...MULTISCALE, ...change }], ...attributes });
}

describe("readNgffImages()", () => {
  it("reads an image of 0.4", async () => {
    const collection = await readOne({ type: "gaussian", metadata: { sigma: 1 } });
    expect(collection).toEqual({
      images: [
        {
          name: "cells",
          path: "",
          axes: MULTISCALE.axes,
          levels: [
            { source: array, scale: [1, 0.5, 0.5], translation: [0, 0, 0] },
            { source: half, scale: [1, 1, 1], translation: [0, 0.25, 0.25] },
          ],
          channels: [],
          downsampling: { type: "gaussian", metadata: { sigma: 1 } },
        },
      ],
    });
  });

  it("applies the transformations of multiscales after those of datasets", async () => {
    const coordinateTransformations = [
      { type: "scale", scale: [1, 10, 100] },
      { type: "translation", translation: [0, 1, 2] },
    ];
    const collection = await readOne({ coordinateTransformations });
    expect(collection?.images[0]?.levels.map(({ scale, translation }) => [scale, translation])).toEqual([
      [
        [1, 5, 50],
        [0, 1, 2],
      ],
      [
        [1, 10, 100],
        [0, 3.5, 27],
      ],
    ]);
  });

  it("reads spatialdata's dialect, and applies no transformation into a system that its elements share", async () => {
    const shared = { type: "affine", affine: [], input: { name: "cyx" }, output: { name: "global" } };
    const dialect = { ...MULTISCALE, version: "0.4-dev-spatialdata", coordinateTransformations: [shared] };
    const expected = (await readOne({}))?.images;
    expect((await read({ multiscales: [dialect] }))?.images).toEqual(expected);
    const { version: _, ...recent } = dialect;
    const ome = { version: "0.5-dev-spatialdata", multiscales: [recent] };
    expect((await read({ ome }))?.images).toEqual(expected);
  });

  it.each([{ name: "angle" }, { name: "angle", type: "rotation" }, { name: "angle", type: null }])(
    "reads an axis of another type in the place of channels: %o",
    async (axis) => {
      const image = (await readOne({ axes: [axis, ...MULTISCALE.axes.slice(1)] }))?.images[0];
      expect(image?.axes[0]).toEqual({ name: "angle", ...(axis.type && { type: axis.type }) });
      const again = ngffAttributes(image!, "0.5");
      expect((await read(again))?.images[0]?.axes).toEqual(image?.axes);
    },
  );

  it("reads channels", async () => {
    const channels = [
      { label: "DNA", color: "0000ff", window: { min: 0, max: 65535, start: 5, end: 500 }, active: true },
      { color: "#00FF00AA", window: { start: 1, end: 2 } },
      {},
    ];
    const collection = await readOne({}, { omero: { channels } });
    expect(collection?.images[0]?.channels).toEqual([
      { name: "DNA", color: 0x0000ff, window: { min: 0, max: 65535, start: 5, end: 500 }, active: true },
      { color: 0x00ff00, window: { min: 1, max: 2, start: 1, end: 2 } },
      {},
    ]);
  });

  it.each(["0.4", "0.5"] as const)("reads back what is written as %s", async (version) => {
    const image: Image = {
      name: "cells",
      path: "",
      axes: [...MULTISCALE.axes] as Image["axes"],
      levels: [
        { source: array, scale: [1, 0.5, 0.5], translation: [0, 0, 0] },
        { source: half, scale: [1, 1, 1], translation: [0, 0.25, 0.25] },
      ],
      channels: [0, 1, 2].map((i) => ({
        name: `${i}`,
        color: 0xff << (8 * i),
        window: { min: 0, max: 9, start: 1, end: 2 },
        active: i > 0,
      })),
      downsampling: { type: "mean", metadata: { order: 1 } },
    };
    expect(await read(ngffAttributes(image, version))).toEqual({ images: [image] });
  });

  it("lists labels", async () => {
    const root = { multiscales: [MULTISCALE] };
    expect((await read(root, { labels: { labels: ["cells", "a/b"] } }))?.images[0]?.labels).toEqual([
      "labels/cells",
      "labels/a/b",
    ]);
    const labels = { ome: { version: "0.5", labels: ["cells"] } };
    const { version: _, ...multiscale } = MULTISCALE;
    const root5 = { ome: { version: "0.5", multiscales: [multiscale] } };
    expect((await read(root5, { labels }))?.images[0]?.labels).toEqual(["labels/cells"]);
  });

  it.each(["0.4", "0.5"] as const)(
    "reads the bioformats2raw layout of %s, with and without series",
    async (version) => {
      const image: Image = {
        name: "cells",
        axes: [...MULTISCALE.axes] as Image["axes"],
        levels: [{ source: array, scale: [1, 1, 1], translation: [0, 0, 0] }],
        channels: [],
      };
      const omeXml = new TextEncoder().encode("<OME/>");
      const plan = planNgff({ images: [image, image], omeXml }, version);
      const nodes: FakeNodes = Object.fromEntries([
        ...plan.groups.map(({ path, attributes }) => [path, attributes]),
        ...plan.images.flatMap(({ path }) => [
          [path, ngffAttributes(image, version)],
          [`${path}/0`, array],
        ]),
      ]);
      const readFile = async (key: string) => plan.files.find((file) => file.key === key)?.bytes;
      const collection = await readNgffImages(fakeGroup(nodes), { readFile });
      expect(collection?.images.map(({ path }) => path)).toEqual(["0", "1"]);
      expect(collection?.omeXml).toBe(omeXml);
      const { OME: _, ...withoutSeries } = nodes;
      expect((await readNgffImages(fakeGroup(withoutSeries)))?.images).toHaveLength(2);
    },
  );

  it("reads several multiscales of one group as several images", async () => {
    const collection = await read({ multiscales: [MULTISCALE, { ...MULTISCALE, name: "again" }] });
    expect(collection?.images.map(({ name }) => name)).toEqual(["cells", "again"]);
  });

  it("works out the levels of 0.1 to 0.3 from their shapes", async () => {
    const datasets = [{ path: "0" }, { path: "1" }];
    const named = await read({ multiscales: [{ version: "0.3", axes: ["c", "y", "x"], datasets }] });
    expect(named?.images[0]?.axes.map(({ type }) => type)).toEqual(["channel", "space", "space"]);
    expect(named?.images[0]?.levels[1]).toMatchObject({ scale: [1, 2, 2], translation: [0, 0, 0] });
    const five = fakeSource({ shape: [1, 1, 1, 4, 4], chunkShape: [1, 1, 1, 4, 4], dataType: "uint8" });
    const implied = await read({ multiscales: [{ datasets: [{ path: "five" }] }] }, { five });
    expect(implied?.images[0]?.axes.map(({ name }) => name)).toEqual(["t", "c", "z", "y", "x"]);
  });

  it("says nothing about groups without OME-NGFF metadata", async () => {
    expect(await read({})).toBeUndefined();
    expect(await read({ other: { multiscales: [] } })).toBeUndefined();
  });

  it.each<[string, JsonObject]>([
    ["a scene", { ome: { version: "0.6", scene: {} } }],
    ["another bioformats2raw layout", { "bioformats2raw.layout": 2 }],
    ["version 0.7", { ome: { version: "0.7", multiscales: [] } }],
    ["a draft of 0.6", { ome: { version: "0.6.dev4", multiscales: [] } }],
    ["an unknown version in multiscales", { multiscales: [{ ...MULTISCALE, version: "1.0" }] }],
  ])("rejects %s as unsupported", async (_, root) => {
    await expect(read(root)).rejects.toMatchObject({ code: "unsupported" });
  });

  it.each<[string, JsonObject]>([
    ["a scale for other axes", { coordinateTransformations: [{ type: "scale", scale: [1] }] }],
    [
      "a translation before the scale",
      { coordinateTransformations: [{ type: "translation", translation: [0, 0, 0] }] },
    ],
    ["axes out of order", { axes: [...MULTISCALE.axes].reverse() }],
    ["a dataset that is not there", { datasets: [{ ...MULTISCALE.datasets[0]!, path: "9" }] }],
    ["a dataset outside the group", { datasets: [{ ...MULTISCALE.datasets[0]!, path: "../0" }] }],
    ["axes that are no list", { axes: "yx" }],
    ["a name that is no string", { name: 5 }],
  ])("rejects %s as invalid data", async (_, change) => {
    await expect(readOne(change)).rejects.toMatchObject({
      code: "invalid-data",
      context: { format: "ome-ngff" },
    });
  });

  it("rejects an array with another number of dimensions, and a series that is not a group", async () => {
    const flat = fakeSource({ shape: [4, 4], chunkShape: [4, 4], dataType: "uint8" });
    await expect(read({ multiscales: [MULTISCALE] }, { "0": flat })).rejects.toMatchObject({
      code: "invalid-data",
    });
    const series = { "": { "bioformats2raw.layout": 3 }, OME: { series: ["a"] } };
    await expect(readNgffImages(fakeGroup(series))).rejects.toMatchObject({ code: "invalid-data" });
  });
});
