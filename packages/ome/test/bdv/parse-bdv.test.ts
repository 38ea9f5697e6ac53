import { isStorageError } from "@chunkwright/core";
import { describe, expect, it } from "vitest";
import { isBdvXml, parseBdv } from "../../src/index.ts";
import { bdvText, CHANNELS, REGISTRATION, SETUP } from "../bdv-text.ts";

const AFFINE = "1.0 0.0 0.0 -3.500 0.0 1.0 0.0 1e-3 0.0 0.0 4.0 7";

describe("parseBdv()", () => {
  it("reads setups with what they are seen with", () => {
    const { file, setups } = parseBdv(
      bdvText({ setups: CHANNELS + SETUP(3, 1, "left & right".replace("&", "&amp;")) }),
    );
    expect(file).toBe("file.h5");
    expect(setups).toEqual([
      {
        id: 3,
        name: "left & right",
        size: [12, 10, 6],
        voxelSize: { unit: "µm", size: [0.5, 0.5, 2] },
        attributes: {
          channel: { id: 1, fields: { name: "1" } },
          angle: { id: 0, fields: { name: "0" } },
        },
      },
    ]);
  });

  it("keeps affines as they are spelled", () => {
    const { registrations } = parseBdv(bdvText({ registrations: REGISTRATION(1, 0, AFFINE, AFFINE) }));
    expect(registrations).toEqual([
      {
        timepoint: 1,
        setup: 0,
        transforms: [
          { name: "calibration", affine: AFFINE },
          { name: "calibration", affine: AFFINE },
        ],
      },
    ]);
  });

  it.each([
    ['<Timepoints type="range"><first>2</first><last>4</last></Timepoints>', [2, 3, 4]],
    [
      '<Timepoints type="pattern"><integerpattern>0, 8-10,20-30:5</integerpattern></Timepoints>',
      [0, 8, 9, 10, 20, 25, 30],
    ],
    [
      '<Timepoints type="list"><Timepoint><id>7</id></Timepoint><Timepoint><id>3</id></Timepoint></Timepoints>',
      [3, 7],
    ],
  ])("reads time points from %s", (timepoints, expected) => {
    expect(parseBdv(bdvText({ timepoints })).timepoints).toEqual(expected);
  });

  it("reads partitions with numbers of their own, and missing views", () => {
    const { partitions, missing } = parseBdv(
      bdvText({
        partitions: `<partition><path type="relative">a-00.h5</path><timepoints>5 6</timepoints>
          <timepointsMapped>0 1</timepointsMapped><setups>2</setups></partition>`,
        missing: '<MissingView timepoint="5" setup="2"/>',
      }),
    );
    expect(partitions).toEqual([
      {
        file: "a-00.h5",
        timepoints: new Map([
          [5, 0],
          [6, 1],
        ]),
        setups: new Map([[2, 2]]),
      },
    ]);
    expect(missing).toEqual([{ timepoint: 5, setup: 2 }]);
  });

  it("names the sections that it leaves out, unless they are empty", () => {
    const rest = "<BoundingBoxes/><ViewInterestPoints><ViewInterestPointsFile/></ViewInterestPoints>";
    expect(parseBdv(bdvText({ rest })).leftOut).toEqual(["ViewInterestPoints"]);
  });

  it.each([
    ["no XML", "SpimData"],
    ["another root", "<Other/>"],
    ["a document type", `<!DOCTYPE x []>${bdvText().replace(/<\?.*\?>/, "")}`],
    ["no setups", bdvText({ setups: "" })],
    ["one id for two setups", bdvText({ setups: SETUP(0, 0) + SETUP(0, 1) })],
    ["an affine of 11 numbers", bdvText({ registrations: REGISTRATION(0, 0, AFFINE.slice(4)) })],
    [
      "endless time points",
      bdvText({ timepoints: '<Timepoints type="range"><first>0</first><last>999999999</last></Timepoints>' }),
    ],
    ["no time points", bdvText({ timepoints: "" })],
    [
      "partitions that map too little",
      bdvText({
        partitions: "<partition><path>a</path><setups>1 2</setups><setupsMapped>1</setupsMapped></partition>",
      }),
    ],
    ["deep nesting", `${"<a>".repeat(70)}${"</a>".repeat(70)}`],
  ])("rejects %s", (_, text) => {
    expect(() => parseBdv(text)).toThrow(expect.objectContaining({ code: "invalid-data" }));
  });

  it("finds the pixels in N5 too", () => {
    const file = '<n5 type="relative">a/dataset.n5</n5>';
    expect(parseBdv(bdvText({ loader: "bdv.n5", file }))).toMatchObject({
      loader: "n5",
      file: "a/dataset.n5",
    });
    expect(() => parseBdv(bdvText({ loader: "bdv.n5" }))).toThrow("it names no N5 directory");
  });

  it("refuses other image loaders by name", () => {
    try {
      parseBdv(bdvText({ loader: "bdv.imaris" }));
      expect.unreachable();
    } catch (error) {
      expect(isStorageError(error, "unsupported") && error.context.feature).toBe("image loader bdv.imaris");
    }
  });
});

describe("isBdvXml()", () => {
  it("knows a document by its root, behind comments too", () => {
    expect(isBdvXml(bdvText())).toBe(true);
    expect(isBdvXml("\ufeff<SpimData>")).toBe(true);
    expect(isBdvXml("<?xml version='1.0'?><OME/>")).toBe(false);
  });

  it("takes no time over many comments", () => {
    expect(isBdvXml("<!---->".repeat(500))).toBe(false);
  });
});
