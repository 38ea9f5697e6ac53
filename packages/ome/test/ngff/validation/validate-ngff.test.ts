import type { JsonObject } from "@chunkwright/core";
import { describe, expect, it } from "vitest";
import { type NgffRule, validateNgff } from "../../../src/index.ts";
import { type FakeNodes, fakeGroup } from "../../fake-group.ts";
import { fakeSource } from "../../fake-pages.ts";

interface Stored {
  readonly shape?: readonly number[];
  readonly dataType?: "uint16" | "float32";
  readonly dimensionNames?: readonly string[];
  readonly zarrFormat?: 2 | 3;
  readonly metadata?: JsonObject;
}

/** A Zarr array, v3 with dimension names unless told. */
function array({ shape = [8, 4], dataType = "uint16", dimensionNames, ...node }: Stored = {}) {
  const source = fakeSource({ shape, chunkShape: shape, dataType });
  const names = dimensionNames ?? (node.zarrFormat === 2 ? undefined : ["y", "x"]);
  return {
    ...source,
    zarrFormat: 3,
    ...node,
    info: { ...source.info, ...(names && { dimensionNames: names }) },
  };
}

const AXES = [
  { name: "y", type: "space", unit: "micrometer" },
  { name: "x", type: "space", unit: "micrometer" },
];
const dataset = (path: string, size: number) => ({
  path,
  coordinateTransformations: [{ type: "scale", scale: [size, size] }],
});
const MULTISCALE = {
  name: "a",
  type: "mean",
  metadata: {},
  axes: AXES,
  datasets: [dataset("0", 1), dataset("1", 2)],
};
const ome = (members: JsonObject): JsonObject => ({ ome: { version: "0.5", ...members } });
const image = (members: JsonObject = {}) => ome({ multiscales: [MULTISCALE], ...members });
const LABEL = image({ "image-label": { colors: [{ "label-value": 1 }] } });

const IMAGE: FakeNodes = {
  "": image(),
  "0": array(),
  "1": array({ shape: [4, 2] }),
  labels: ome({ labels: ["cells"] }),
  "labels/cells": LABEL,
  "labels/cells/0": array(),
  "labels/cells/1": array({ shape: [4, 2] }),
};

const PLATE: FakeNodes = {
  "": ome({
    plate: {
      name: "p",
      acquisitions: [
        { id: 0, name: "a", maximumfieldcount: 1 },
        { id: 1, name: "b", maximumfieldcount: 1 },
      ],
      rows: [{ name: "A" }],
      columns: [{ name: "1" }],
      wells: [{ path: "A/1", rowIndex: 0, columnIndex: 0 }],
    },
  }),
  "A/1": ome({ well: { images: [{ path: "0", acquisition: 1 }] } }),
  "A/1/0": image(),
  "A/1/0/0": array(),
  "A/1/0/1": array({ shape: [4, 2] }),
};

async function broken(nodes: FakeNodes) {
  const { findings } = await validateNgff(fakeGroup(nodes));
  return findings.map(({ path, rule }) => [path, rule]);
}

describe("validateNgff()", () => {
  it("finds nothing wrong with an image, its labels and their arrays", async () => {
    const report = await validateNgff(fakeGroup(IMAGE));
    expect(report).toEqual({ version: "0.5", findings: [], groups: 3, arrays: 4, isBare: false });
  });

  it("finds nothing wrong with a plate and a series", async () => {
    expect(await broken(PLATE)).toEqual([]);
    const series: FakeNodes = {
      "": ome({ "bioformats2raw.layout": 3 }),
      OME: ome({ series: ["b"] }),
      b: image(),
      "b/0": array(),
      "b/1": array({ shape: [4, 2] }),
    };
    expect(await broken(series)).toEqual([]);
    const { OME: _, ...numbered } = series;
    expect(await broken({ ...numbered, "0": image(), "0/0": array(), "0/1": array() })).toEqual([]);
  });

  it("says which rule is broken, how badly, where, and what was found", async () => {
    const { findings } = await validateNgff(
      fakeGroup({ ...IMAGE, "labels/cells/1": array({ shape: [9, 2] }) }),
    );
    expect(findings).toEqual([
      {
        path: "labels/cells",
        rule: "arrays/order",
        severity: "MUST",
        section: '"multiscales" metadata',
        message: "1 of [9,2] is larger than 0 of [8,4]",
      },
    ]);
  });

  it.each<[string, FakeNodes, readonly (readonly [string, NgffRule])[]]>([
    ["an absent dataset", { "1": undefined as never }, [["", "arrays/stored"]]],
    ["a dataset that is a group", { "1": {} }, [["", "arrays/stored"]]],
    [
      "other dimensions than axes",
      { "1": array({ shape: [2, 4, 2] }) },
      [
        ["", "arrays/rank"],
        ["", "arrays/placement"],
        ["", "arrays/rank"],
      ],
    ],
    [
      "other dimension names",
      { "0": array({ dimensionNames: ["x", "y"] }) },
      [["", "arrays/dimension-names"]],
    ],
    [
      "arrays of Zarr v2",
      { "0": array({ zarrFormat: 2, dimensionNames: ["y", "x"] }) },
      [["", "document/zarr-format"]],
    ],
    [
      "labels that are no integers",
      { "labels/cells/0": array({ dataType: "float32" }) },
      [["labels/cells", "labels/type"]],
    ],
    ["labels that are not there", { labels: ome({ labels: ["cells", "b"] }) }, [["labels", "labels/listed"]]],
    ["labels without a list", { labels: ome({}) }, [["labels", "labels/form"]]],
    [
      "labels with other levels",
      { "labels/cells": ome({ multiscales: [{ ...MULTISCALE, datasets: [dataset("0", 1)] }] }) },
      [["labels", "labels/levels"]],
    ],
    [
      "another version below",
      { "labels/cells": { ome: { version: "0.6rc0", "image-label": { colors: [] } } } },
      [["labels", "labels/listed"]],
    ],
  ])("finds %s", async (_, nodes, expected) => {
    expect(await broken({ ...IMAGE, ...nodes })).toEqual(expected);
  });

  it.each<[string, FakeNodes, readonly (readonly [string, NgffRule])[]]>([
    ["an absent well", { "A/1": undefined as never }, [["", "plate/wells"]]],
    ["a well without metadata", { "A/1": ome({}) }, [["", "plate/wells"]]],
    ["an absent field", { "A/1/0": undefined as never }, [["A/1", "well/images"]]],
    [
      "a field of no acquisition",
      { "A/1": ome({ well: { images: [{ path: "0" }] } }) },
      [["A/1", "well/acquisition"]],
    ],
    [
      "a field of an unknown acquisition",
      { "A/1": ome({ well: { images: [{ path: "0", acquisition: 7 }] } }) },
      [["A/1", "well/acquisition"]],
    ],
  ])("finds %s", async (_, nodes, expected) => {
    expect(await broken({ ...PLATE, ...nodes })).toEqual(expected);
  });

  it("finds images of another version than the hierarchy, and label images that are none", async () => {
    const six = { ome: { version: "0.6rc0", multiscales: [MULTISCALE] } };
    const found = await broken({ ...IMAGE, "labels/cells": six });
    expect(found).toContainEqual(["labels/cells", "document/same-version"]);
    expect(await broken({ "": ome({ "image-label": { colors: [{ "label-value": 1 }] } }) })).toEqual([
      ["", "image-label/multiscales"],
    ]);
  });

  it("demands the separator of the version, and in 0.3 the names of xarray", async () => {
    const old = (version: string, members: JsonObject = {}): JsonObject => ({
      multiscales: [
        { version, name: "a", type: "mean", metadata: {}, datasets: [{ path: "0" }], ...members },
      ],
    });
    const flat = array({ shape: [1, 1, 1, 8, 4], zarrFormat: 2, metadata: { dimension_separator: "." } });
    const nested = array({ shape: [1, 1, 1, 8, 4], zarrFormat: 2, metadata: { dimension_separator: "/" } });
    expect(await broken({ "": old("0.1"), "0": flat })).toEqual([]);
    expect(await broken({ "": old("0.1"), "0": nested })).toEqual([["", "arrays/separator"]]);
    expect(await broken({ "": old("0.2"), "0": flat })).toEqual([["", "arrays/separator"]]);
    expect(await broken({ "": old("0.2"), "0": nested })).toEqual([]);
    const axes = ["t", "c", "z", "y", "x"];
    expect(await broken({ "": old("0.3", { axes }), "0": nested })).toEqual([["", "arrays/dimension-names"]]);
    expect(await broken({ "": { ...old("0.3", { axes }), _ARRAY_DIMENSIONS: axes }, "0": nested })).toEqual(
      [],
    );
  });

  it("checks the attributes alone where nothing is stored", async () => {
    const bare = { ...fakeGroup({ "": image() }), list: async function* () {} };
    expect(await validateNgff(bare)).toMatchObject({ findings: [], groups: 1, arrays: 0, isBare: true });
  });

  it("goes on behind what cannot be read", async () => {
    const nodes = { ...IMAGE, labels: ome({ labels: ["../up", "cells"] }) };
    const group = fakeGroup(nodes);
    const { findings } = await validateNgff(group);
    expect(findings.map(({ rule }) => rule)).toEqual(["labels/listed"]);
  });

  it.each<[string, JsonObject]>([
    ["a group without metadata of OME-NGFF", { other: 1 }],
    ["an unknown version", { ome: { version: "0.7", multiscales: [] } }],
  ])("rejects %s", async (_, attributes) => {
    await expect(validateNgff(fakeGroup({ "": attributes }))).rejects.toMatchObject({ code: "unsupported" });
  });

  it("lists any number of findings", async () => {
    const colors = Array.from({ length: 50_000 }, (_, i) => ({ "label-value": `${i}`, rgba: i }));
    const { findings } = await validateNgff(
      fakeGroup({ ...IMAGE, "": image({ "image-label": { colors } }) }),
    );
    expect(findings.filter(({ rule }) => rule === "image-label/form")).toHaveLength(150_000);
  });
});
