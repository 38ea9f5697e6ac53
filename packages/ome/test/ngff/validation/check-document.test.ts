import type { Json, JsonObject } from "@chunkwright/core";
import { describe, expect, it } from "vitest";
import { checkNgffDocument, NGFF_RULES, type NgffRule } from "../../../src/index.ts";
import { cpuSeconds } from "../../cpu-seconds.ts";

const space = (name: string) => ({ name, type: "space", unit: "micrometer" });
const MULTISCALE = {
  version: "0.4",
  name: "a",
  type: "mean",
  metadata: {},
  axes: [space("y"), space("x")],
  datasets: [{ path: "0", coordinateTransformations: [{ type: "scale", scale: [1, 1] }] }],
};
const PLATE = {
  version: "0.4",
  name: "p",
  rows: [{ name: "A" }, { name: "B" }],
  columns: [{ name: "1" }],
  wells: [{ path: "B/1", rowIndex: 1, columnIndex: 0 }],
};

function image(change: JsonObject): JsonObject {
  return { multiscales: [{ ...MULTISCALE, ...change }] };
}

function transformed(...coordinateTransformations: Json[]): JsonObject {
  return image({ datasets: [{ path: "0", coordinateTransformations }] });
}

function broken(attributes: JsonObject): readonly string[] {
  return (checkNgffDocument(attributes)?.findings ?? []).map(({ rule }) => rule);
}

describe("checkNgffDocument()", () => {
  it("finds nothing wrong with what is as it should be", () => {
    expect(checkNgffDocument(image({}))).toEqual({ version: "0.4", findings: [] });
    expect(checkNgffDocument({ plate: PLATE })).toEqual({ version: "0.4", findings: [] });
  });

  it("has no opinion on other attributes", () => {
    expect(checkNgffDocument({ labels: "mine", series: 1 }, { path: "" })).toBeUndefined();
    expect(checkNgffDocument({})).toBeUndefined();
  });

  const custom = { name: "a", type: "angle" };
  it.each<[string, JsonObject, readonly NgffRule[]]>([
    [
      "time after space",
      image({ axes: [space("y"), space("x"), { name: "t", type: "time" }] }),
      ["axes/order"],
    ],
    [
      "two custom axes",
      image({ axes: [custom, { ...custom, name: "b" }, space("y"), space("x")] }),
      ["axes/types"],
    ],
    ["spatial axes from x to z", image({ axes: [space("x"), space("y"), space("z")] }), ["axes/zyx"]],
    ["an unknown unit", image({ axes: [space("y"), { ...space("x"), unit: "micron" }] }), ["axes/unit"]],
    [
      "a unit of time for space",
      image({ axes: [space("y"), { ...space("x"), unit: "second" }] }),
      ["axes/unit"],
    ],
    [
      "an axis without a type",
      image({ axes: [{ name: "a" }, space("y"), space("x")] }),
      ["axes/recommended"],
    ],
    [
      "a translation before the scale",
      transformed({ type: "translation", translation: [0, 0] }, { type: "scale", scale: [1, 1] }),
      ["transformations/kinds"],
    ],
    ["an affine transformation", transformed({ type: "affine" }), ["transformations/kinds"]],
    ["a scale that is not a list", transformed({ type: "scale", scale: 1 }), ["transformations/form"]],
    [
      "a channel without a window",
      { ...image({}), omero: { channels: [{ color: "FFFFFF" }] } },
      ["omero/form"],
    ],
    [
      "an active that is no boolean",
      {
        ...image({}),
        omero: { channels: [{ color: "", window: { start: 0, min: 0, end: 0, max: 0 }, active: 1 }] },
      },
      ["omero/form"],
    ],
    ["a layout of another number", { "bioformats2raw.layout": 2 }, ["bioformats2raw/form"]],
    [
      "a color of more than a byte",
      { "image-label": { version: "0.4", colors: [{ "label-value": 1, rgba: [0, 0, 0, 256] }] } },
      ["image-label/form"],
    ],
    ["a well beyond the rows", { plate: { ...PLATE, rows: [{ name: "A" }] } }, ["plate/well-position"]],
    [
      "a well of another row",
      { plate: { ...PLATE, wells: [{ path: "B/1", rowIndex: 0, columnIndex: 0 }] } },
      ["plate/well-position"],
    ],
    [
      "rows that differ in case",
      { plate: { ...PLATE, rows: [{ name: "b" }, { name: "B" }] } },
      ["plate/case"],
    ],
    [
      "acquisitions of the same id",
      {
        plate: {
          ...PLATE,
          acquisitions: [
            { id: 0, name: "a", maximumfieldcount: 1 },
            { id: 0, name: "b", maximumfieldcount: 1 },
          ],
        },
      },
      ["plate/unique"],
    ],
    [
      "a version that has no ome",
      { ome: { version: "0.4", multiscales: [] } },
      ["document/version", "multiscales/form"],
    ],
    ["no ome where it must be", { well: { version: "0.5", images: [] } }, ["document/version"]],
  ])("finds %s", (_, attributes, expected) => {
    expect(broken(attributes)).toEqual(expected);
  });

  it("reads labels and series in the groups of these names alone", () => {
    const rules = (attributes: JsonObject, path: string) =>
      checkNgffDocument(attributes, { path })?.findings.map(({ rule }) => rule);
    expect(rules({ labels: [1] }, "image/labels")).toEqual(["labels/form"]);
    expect(rules({ series: {} }, "OME")).toEqual(["bioformats2raw/form"]);
    expect(rules({ series: {} }, "OMERO")).toBeUndefined();
    expect(checkNgffDocument({ series: {} })?.findings).toHaveLength(1);
  });

  it("survives metadata of any shape", () => {
    const values: readonly Json[] = [
      null,
      1,
      "",
      [],
      [null],
      [[]],
      {},
      [{}],
      [{ axes: [null], datasets: [1] }],
    ];
    for (const name of ["multiscales", "omero", "plate", "well", "image-label", "bioformats2raw.layout"]) {
      for (const value of values) {
        for (const version of ["0.1", "0.2", "0.3", "0.4", "0.5", "0.6"] as const) {
          const attributes = version >= "0.5" ? { ome: { version, [name]: value } } : { [name]: value };
          expect(checkNgffDocument(attributes, { version })?.version).toBe(version);
        }
      }
    }
  });

  it("cites a section for every rule", () => {
    for (const { severity, section } of Object.values(NGFF_RULES)) {
      expect(["MUST", "SHOULD"]).toContain(severity);
      expect(section).not.toBe("");
    }
  });

  it("tells entries of lists apart by what they say, not by the order of their members", () => {
    const colors = [
      { "label-value": 1, rgba: [0, 0, 0, 255] },
      { "label-value": 2, rgba: [0, 0, 0, 255] },
      { rgba: [0, 0, 0, 255], "label-value": 1 },
    ];
    const report = checkNgffDocument({ "image-label": { version: "0.4", colors } });
    expect(report?.findings.map(({ message }) => message)).toEqual([
      "image-label.colors[2] is the same as image-label.colors[0]",
      "image-label.colors[2].label-value is 1, like that of another color",
    ]);
  });

  it("takes time in proportion to the length of lists", async () => {
    const range = Array.from({ length: 30_000 }, (_, i) => 10_000 + i);
    const colors = range.map((value) => ({ "label-value": value, rgba: [0, 0, 0, 255] }));
    const rows = range.map((number) => ({ name: `A${number}` }));
    const axes = range.map((number) => ({ name: `a${number}`, type: "space" }));
    for (const attributes of [
      { "image-label": { version: "0.4", colors } },
      { plate: { ...PLATE, rows } },
      image({ axes }),
    ] satisfies JsonObject[]) {
      expect(await cpuSeconds(() => checkNgffDocument(attributes))).toBeLessThan(4);
    }
  });
});
