import { describe, expect, it } from "vitest";
import { checkNgffDocument, type Image, type Plate, planNgff } from "../../src/index.ts";
import { fakeSource } from "../fake-pages.ts";

const IMAGE: Image = {
  name: "",
  axes: [],
  levels: [
    { source: fakeSource({ shape: [], chunkShape: [], dataType: "uint8" }), scale: [], translation: [] },
  ],
  channels: [],
};
const omeXml = new TextEncoder().encode("<OME/>");

describe("planNgff()", () => {
  it("makes a single image the root, its OME-XML beside it", () => {
    expect(planNgff({ images: [IMAGE] }, "0.5")).toEqual({
      groups: [],
      images: [{ path: "", image: IMAGE }],
      files: [],
      warnings: [],
    });
    expect(planNgff({ images: [IMAGE], omeXml }, "0.4")).toEqual({
      groups: [{ path: "OME", attributes: {} }],
      images: [{ path: "", image: IMAGE }],
      files: [{ key: "OME/METADATA.ome.xml", bytes: omeXml }],
      warnings: [],
    });
  });

  it("lays several out as bioformats2raw does", () => {
    const collection = { images: [IMAGE, IMAGE], omeXml };
    expect(planNgff(collection, "0.4")).toEqual({
      groups: [
        { path: "", attributes: { "bioformats2raw.layout": 3 } },
        { path: "OME", attributes: { series: ["0", "1"] } },
      ],
      images: [
        { path: "0", image: IMAGE },
        { path: "1", image: IMAGE },
      ],
      files: [{ key: "OME/METADATA.ome.xml", bytes: omeXml }],
      warnings: [],
    });
    expect(planNgff(collection, "0.5").groups).toEqual([
      { path: "", attributes: { ome: { version: "0.5", "bioformats2raw.layout": 3 } } },
      { path: "OME", attributes: { ome: { version: "0.5", series: ["0", "1"] } } },
    ]);
  });
});

const PLATE: Plate = {
  name: "screen",
  rows: ["A", "B"],
  columns: ["1", "2", "3"],
  wells: [
    { row: 1, column: 2, fields: [{ image: 1, acquisition: 4 }] },
    { row: 0, column: 1, fields: [] },
    {
      row: 0,
      column: 0,
      fields: [
        { image: 0, acquisition: 4 },
        { image: 2, acquisition: 5 },
      ],
    },
  ],
  acquisitions: [
    { id: 4, name: "first", description: "run", startTime: 1, endTime: 2, maximumFieldCount: 3 },
    { id: 5, name: "second", maximumFieldCount: 1 },
  ],
};
const IMAGES = ["a", "b", "c"].map((name) => ({ ...IMAGE, name }));

describe("planNgff() of plates", () => {
  it("makes images fields of wells, and lists them in their order", () => {
    const { groups, images, files, warnings } = planNgff({ images: IMAGES, plate: PLATE }, "0.5");
    expect(images.map(({ path, image }) => [path, image.name])).toEqual([
      ["A/1/0", "a"],
      ["B/3/0", "b"],
      ["A/1/1", "c"],
    ]);
    expect({ files, warnings }).toEqual({ files: [], warnings: [] });
    expect(groups.map(({ path }) => path)).toEqual(["", "OME", "B", "A", "B/3", "A/1"]);
    expect(Object.fromEntries(groups.map(({ path, attributes }) => [path, attributes.ome]))).toMatchObject({
      "": {
        version: "0.5",
        "bioformats2raw.layout": 3,
        plate: {
          name: "screen",
          rows: [{ name: "A" }, { name: "B" }],
          columns: [{ name: "1" }, { name: "2" }, { name: "3" }],
          wells: [
            { path: "B/3", rowIndex: 1, columnIndex: 2 },
            { path: "A/1", rowIndex: 0, columnIndex: 0 },
          ],
          field_count: 2,
          acquisitions: [
            { id: 4, name: "first", description: "run", starttime: 1, endtime: 2, maximumfieldcount: 3 },
            { id: 5, name: "second", maximumfieldcount: 1 },
          ],
        },
      },
      OME: { series: ["A/1/0", "B/3/0", "A/1/1"] },
      "A/1": {
        well: {
          images: [
            { path: "0", acquisition: 4 },
            { path: "1", acquisition: 5 },
          ],
        },
      },
    });
  });

  it("needs no list of series for images in the order of wells, unless there is OME-XML", () => {
    const wells = [
      { row: 0, column: 0, fields: [{ image: 0 }] },
      { row: 1, column: 0, fields: [{ image: 1 }] },
    ];
    const collection = { images: IMAGES.slice(0, 2), plate: { ...PLATE, wells, acquisitions: [] } };
    const paths = (more: object) =>
      planNgff({ ...collection, ...more }, "0.4").groups.map(({ path }) => path);
    expect(paths({})).toEqual(["", "A", "B", "A/1", "B/1"]);
    expect(paths({ omeXml })).toEqual(["", "OME", "A", "B", "A/1", "B/1"]);
  });

  it("states in 0.4 and 0.5 what their rules demand", () => {
    for (const version of ["0.4", "0.5"] as const) {
      for (const { path, attributes } of planNgff({ images: IMAGES, plate: PLATE, omeXml }, version).groups) {
        const report = checkNgffDocument(attributes, { version, path });
        expect({ path, findings: report?.findings ?? [] }).toEqual({ path, findings: [] });
      }
    }
  });

  it.each<[string, Partial<Plate>]>([
    ["images are in no well", { wells: PLATE.wells.slice(0, 1) }],
    ["an image is in two wells", { wells: [...PLATE.wells, { row: 1, column: 1, fields: [{ image: 0 }] }] }],
    ["wells have the same place", { wells: [...PLATE.wells, { row: 0, column: 0, fields: [] }] }],
    ["names are no path", { rows: ["A", "B-2"] }],
    ["names differ in case alone", { rows: ["a", "A"] }],
  ])("makes a series of the images, with a warning, if %s", (_, more) => {
    const plan = planNgff({ images: IMAGES, plate: { ...PLATE, ...more } }, "0.5");
    expect(plan.images.map(({ path }) => path)).toEqual(["0", "1", "2"]);
    expect(plan.warnings).toEqual([expect.stringMatching(/^the images become a series, not a plate: /)]);
  });

  it("leaves out runs that not every field belongs to, with a warning", () => {
    const wells = [{ row: 0, column: 0, fields: [{ image: 0 }, { image: 1, acquisition: 4 }, { image: 2 }] }];
    const { groups, warnings } = planNgff({ images: IMAGES, plate: { ...PLATE, wells } }, "0.4");
    expect(groups[0]?.attributes.plate).not.toHaveProperty("acquisitions");
    expect(groups.at(-1)?.attributes.well).toMatchObject({
      images: [{ path: "0" }, { path: "1" }, { path: "2" }],
    });
    expect(warnings).toEqual([expect.stringContaining("acquisitions")]);
  });
});
