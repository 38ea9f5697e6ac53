import type { JsonObject } from "@chunkwright/core";
import { describe, expect, it } from "vitest";
import { datasetDimensionNames, migrateNgff, type ReleasedNgffVersion } from "../../src/index.ts";
import { type FakeNodes, fakeGroup } from "../fake-group.ts";
import { fakeSource } from "../fake-pages.ts";

const axes = [
  { name: "y", type: "space" },
  { name: "x", type: "space" },
];
const datasets = [{ path: "s0", coordinateTransformations: [{ type: "scale", scale: [1, 1] }] }];
const omero = { channels: [{ color: "FFFFFF" }] };
const old = { multiscales: [{ version: "0.4", name: "a", axes, datasets }], omero, lab: { version: 7 } };
const recent = {
  ome: { version: "0.5", multiscales: [{ name: "a", axes, datasets }], omero },
  lab: { version: 7 },
};

function migrate(attributes: JsonObject, path: string, version: ReleasedNgffVersion, nodes: FakeNodes = {}) {
  return migrateNgff(fakeGroup({ "": attributes, ...nodes }), path, version);
}

describe("migrateNgff()", () => {
  it("moves what 0.4 keeps at the top under ome, and back, other attributes untouched", async () => {
    expect(await migrate(old, "", "0.5")).toEqual(recent);
    expect(await migrate(recent, "", "0.4")).toEqual(old);
  });

  it("keeps attributes that are in the wanted version already", async () => {
    expect(await migrate(old, "", "0.4")).toBe(old);
    expect(await migrate(recent, "", "0.5")).toBe(recent);
  });

  it("keeps attributes that say nothing of NGFF, common words included", async () => {
    const own = { labels: ["mine"], series: 3 };
    expect(await migrate(own, "", "0.5")).toBe(own);
    expect(await migrate({ labels: ["nuclei"] }, "image/labels", "0.5")).toEqual({
      ome: { version: "0.5", labels: ["nuclei"] },
    });
    expect(await migrate({ series: ["0"] }, "OME", "0.5")).toEqual({
      ome: { version: "0.5", series: ["0"] },
    });
  });

  it("takes ome without a version, as ome-zarr-py writes it for labels, for 0.5", async () => {
    expect(await migrate({ ome: { labels: ["nuclei"] } }, "labels", "0.4")).toEqual({ labels: ["nuclei"] });
    await expect(migrate({ ome: { version: "0.7", labels: [] } }, "labels", "0.4")).rejects.toThrow('"0.7"');
  });

  it("keeps the dialect of spatialdata", async () => {
    const multiscale = {
      name: "a",
      axes,
      datasets,
      coordinateTransformations: [{ output: { name: "global" } }],
    };
    const down = { multiscales: [{ version: "0.4-dev-spatialdata", ...multiscale }] };
    const up = { ome: { version: "0.5-dev-spatialdata", multiscales: [multiscale] } };
    expect(await migrate(down, "", "0.5")).toEqual(up);
    expect(await migrate(up, "", "0.4")).toEqual(down);
    expect(await migrate(up, "", "0.5")).toBe(up);
  });

  it("keeps members that it does not know, in ome and in multiscales", async () => {
    const own = {
      ...recent.ome,
      rendering: 1,
      multiscales: [{ ...recent.ome.multiscales[0]!, lens: "oil" }],
    };
    const down = await migrate({ ome: own }, "", "0.4");
    expect(down).toEqual({
      multiscales: [{ ...old.multiscales[0]!, lens: "oil" }],
      omero,
      rendering: 1,
    });
  });

  it("moves versions of plates, wells, labels and omero", async () => {
    const label = { ...old, "image-label": { version: "0.4", colors: [] } };
    const moved = await migrate(label, "labels/a", "0.5");
    expect(moved).toMatchObject({ ome: { "image-label": { colors: [] } } });
    expect(await migrate(moved, "labels/a", "0.4")).toEqual(label);
    expect(await migrate({ well: { version: "0.4", images: [] } }, "", "0.5")).toEqual({
      ome: { version: "0.5", well: { images: [] } },
    });
    const named = { ...old, omero: { ...omero, version: "0.4" } };
    expect(await migrate(named, "", "0.5")).toEqual(recent);
  });
});

const five = ["t", "c", "z", "y", "x"];
const five4 = [
  { name: "t", type: "time" },
  { name: "c", type: "channel" },
  { name: "z", type: "space" },
  { name: "y", type: "space" },
  { name: "x", type: "space" },
];
const levels: FakeNodes = {
  "0": fakeSource({ shape: [1, 2, 3, 61, 40], chunkShape: [1, 1, 1, 8, 8], dataType: "uint8" }),
  "1": fakeSource({ shape: [1, 2, 3, 30, 20], chunkShape: [1, 1, 1, 8, 8], dataType: "uint8" }),
};
const paths = [{ path: "0" }, { path: "1" }];
const scaled = [
  { path: "0", coordinateTransformations: [{ type: "scale", scale: [1, 1, 1, 1, 1] }] },
  { path: "1", coordinateTransformations: [{ type: "scale", scale: [1, 1, 1, 2, 2] }] },
];
/** The same image in every version. */
const VERSIONS: { readonly [V in ReleasedNgffVersion]: JsonObject } = {
  "0.1": { multiscales: [{ version: "0.1", name: "a", datasets: paths }], lab: 1 },
  "0.2": { multiscales: [{ version: "0.2", name: "a", datasets: paths }], lab: 1 },
  "0.3": {
    multiscales: [{ version: "0.3", name: "a", datasets: paths, axes: five }],
    lab: 1,
    _ARRAY_DIMENSIONS: five,
  },
  "0.4": { multiscales: [{ version: "0.4", name: "a", datasets: scaled, axes: five4 }], lab: 1 },
  "0.5": { ome: { version: "0.5", multiscales: [{ name: "a", datasets: scaled, axes: five4 }] }, lab: 1 },
};
const PAIRS = (Object.keys(VERSIONS) as ReleasedNgffVersion[]).flatMap((from) =>
  (Object.keys(VERSIONS) as ReleasedNgffVersion[]).map((to) => [from, to] as const),
);

describe("migrateNgff() between all versions", () => {
  it.each(PAIRS)("from %s to %s", async (from, to) => {
    const { _ARRAY_DIMENSIONS: repeated, ...rest } = await migrate(VERSIONS[from], "", to, levels);
    const { _ARRAY_DIMENSIONS: expected, ...wanted } = VERSIONS[to];
    expect(rest).toEqual(wanted);
    expect(repeated).toEqual(from === "0.3" ? five : expected);
  });

  const change = (multiscale: JsonObject): JsonObject => ({
    multiscales: [{ version: "0.4", datasets: scaled, axes: five4, ...multiscale }],
  });
  it.each<[string, JsonObject, ReleasedNgffVersion]>([
    [
      "the unit",
      change({ axes: [...five4.slice(0, 4), { name: "x", type: "space", unit: "meter" }] }),
      "0.3",
    ],
    ["axis u", change({ axes: [...five4.slice(0, 4), { name: "u", type: "space" }] }), "0.3"],
    [
      "axis a of type none",
      change({ axes: [...five4.slice(0, 1), { name: "a" }, ...five4.slice(2)] }),
      "0.3",
    ],
    ["the member note", change({ axes: [...five4.slice(0, 4), { ...five4[4]!, note: "" }] }), "0.3"],
    ["the scale", change({ datasets: [scaled[0]!, { ...scaled[0]!, path: "1" }] }), "0.3"],
    [
      "the translation",
      change({
        coordinateTransformations: [
          { type: "scale", scale: [1, 1, 1, 1, 1] },
          { type: "translation", translation: [0, 0, 0, 0, 1] },
        ],
      }),
      "0.1",
    ],
    ["the axes y, x", { multiscales: [{ version: "0.3", axes: ["y", "x"], datasets: paths }] }, "0.2"],
    [
      "the attribute rendering both in ome and beside it",
      { ome: { version: "0.5", omero, rendering: 1 }, rendering: 2 },
      "0.4",
    ],
  ])("refuses to lose %s", async (what, attributes, version) => {
    await expect(migrate(attributes, "", version, levels)).rejects.toMatchObject({
      code: "unsupported",
      message: expect.stringContaining(`Cannot write OME-NGFF ${version}: it has no place for ${what}`),
    });
  });

  it("keeps axes of other types between 0.4 and 0.5", async () => {
    const own = change({ name: "a", axes: [five4[0]!, { name: "angle" }, ...five4.slice(2)] });
    const upgraded = await migrate(own, "", "0.5", levels);
    expect(await migrate(upgraded, "", "0.4", levels)).toEqual(own);
  });

  it("does not leave what it cannot read", async () => {
    const later = { ome: { version: "0.6rc1", multiscales: [] } };
    await expect(migrate(later, "", "0.5")).rejects.toMatchObject({ code: "unsupported" });
    await expect(migrate(VERSIONS["0.1"], "", "0.5")).rejects.toMatchObject({ code: "invalid-data" });
  });
});

describe("migrateNgff() of plates", () => {
  const plate = {
    version: "0.2",
    name: "p",
    rows: [{ name: "A" }, { name: "B" }],
    columns: [{ name: "1" }, { name: "2" }],
    wells: [{ path: "B/1", note: 1 }],
  };

  it("gives wells the indices of their row and column from 0.4, and keeps them below", async () => {
    const well = { path: "B/1", note: 1, rowIndex: 1, columnIndex: 0 };
    const upgraded = await migrate({ plate }, "", "0.4");
    expect(upgraded).toEqual({ plate: { ...plate, version: "0.4", wells: [well] } });
    expect(await migrate(upgraded, "", "0.1")).toEqual({
      plate: { ...plate, version: "0.1", wells: [well] },
    });
  });

  it.each(["2020-10-10/A/1", "A/3", "A"])("refuses the well %s, which has no such indices", async (path) => {
    await expect(migrate({ plate: { ...plate, wells: [{ path }] } }, "", "0.5")).rejects.toMatchObject({
      code: "unsupported",
    });
  });
});

describe("datasetDimensionNames()", () => {
  it("names the axes of each dataset", () => {
    expect(datasetDimensionNames(old)).toEqual(new Map([["s0", ["y", "x"]]]));
    expect(datasetDimensionNames({ lab: 1 })).toEqual(new Map());
  });

  describe("from 0.6", () => {
    const step = (transform: JsonObject, path = "s0"): JsonObject => ({
      path,
      coordinateTransformations: [{ input: { path }, output: { name: "physical" }, ...transform }],
    });
    const candidate = (
      datasets: readonly JsonObject[],
      more: JsonObject = {},
      own: readonly JsonObject[] = axes,
    ) => ({
      ome: {
        version: "0.6rc0",
        multiscales: [{ name: "a", coordinateSystems: [{ name: "physical", axes: own }], datasets, ...more }],
        omero,
      },
      lab: { version: 7 },
    });

    it("goes down to any version that can say it", async () => {
      const source = candidate([step({ type: "identity" })]);
      expect(await migrate(source, "", "0.5")).toEqual(recent);
      expect(await migrate(source, "", "0.4")).toEqual(old);
      const nodes = { s0: fakeSource({ shape: [8, 4], chunkShape: [4, 4], dataType: "uint16" }) };
      expect(await migrate(source, "", "0.3", nodes)).toMatchObject({
        multiscales: [{ version: "0.3", axes: ["y", "x"], datasets: [{ path: "s0" }] }],
      });
    });

    it("makes of sequences a scale and a translation", async () => {
      const transformations = [
        { type: "scale", scale: [2, 3] },
        { type: "translation", translation: [5, 7] },
      ];
      const source = candidate([step({ type: "sequence", transformations })]);
      expect(await migrate(source, "", "0.5")).toMatchObject({
        ome: { multiscales: [{ datasets: [{ path: "s0", coordinateTransformations: transformations }] }] },
      });
    });

    it("keeps plates and labels, which are as in 0.5", async () => {
      const labels = { labels: ["nuclei"] };
      expect(await migrate({ ome: { version: "0.6rc0", ...labels } }, "labels", "0.4")).toEqual(labels);
    });

    const identity = [step({ type: "identity" })];
    it.each<[string, JsonObject]>([
      [
        "coordinate systems beside that of the datasets",
        candidate(identity, {
          coordinateSystems: [
            { name: "physical", axes },
            { name: "world", axes },
          ],
        }),
      ],
      [
        "coordinate systems beside that of the datasets",
        candidate(identity, { coordinateTransformations: [{}] }),
      ],
      [
        "a transformation of type rotation",
        candidate([
          step({
            type: "rotation",
            rotation: [
              [1, 0],
              [0, 1],
            ],
          }),
        ]),
      ],
      [
        "the member longName of an axis",
        candidate(identity, {}, [{ ...axes[0]!, longName: "up" }, axes[1]!]),
      ],
      ["a discrete axis", candidate(identity, {}, [{ ...axes[0]!, discrete: true }, axes[1]!])],
      ["a scene", { ome: { version: "0.6rc0", scene: {} } }],
    ])("refuses %s", async (feature, attributes) => {
      await expect(migrate(attributes, "", "0.5")).rejects.toMatchObject({
        code: "unsupported",
        context: { feature },
      });
    });

    it("leaves out what is lost, if it may", async () => {
      const coordinateSystems = [
        { name: "world", axes: [...axes].reverse() },
        {
          name: "physical",
          axes: [
            { ...axes[0]!, longName: "up" },
            { ...axes[1]!, discrete: true },
          ],
        },
      ];
      const source = candidate(identity, { coordinateSystems });
      const losses: string[] = [];
      const group = fakeGroup({ "": { ...source, ome: { ...source.ome, scene: {} } } });
      const onLoss = (what: string) => losses.push(what);
      expect(await migrateNgff(group, "", "0.5", { onLoss })).toEqual(recent);
      expect(losses).toEqual([
        "a scene",
        "coordinate systems beside that of the datasets",
        "the member longName of an axis",
        "a discrete axis",
      ]);
    });
  });
});
