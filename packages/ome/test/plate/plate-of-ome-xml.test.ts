import { describe, expect, it } from "vitest";
import { parseOmeXml } from "../../src/index.ts";
import { plateOfOmeXml } from "../../src/plate/plate-of-ome-xml.ts";

const IDS = ["Image:0", "Image:1", "Image:2"];

function read(plates: string) {
  return plateOfOmeXml(parseOmeXml(`<OME>${plates}</OME>`).plates ?? [], IDS);
}

const sample = (id: string, image: string) =>
  `<WellSample ID="${id}" Index="0"><ImageRef ID="${image}"/></WellSample>`;

describe("plateOfOmeXml()", () => {
  it("places images by well, and tells runs, sizes and names", () => {
    const { plate, warnings } = read(`<Plate ID="Plate:1" Name="P" Rows="2" Columns="3">
      <Well ID="W:0" Row="1" Column="2">${sample("S:0", "Image:2")}${sample("S:1", "Image:0")}</Well>
      <Well ID="W:1" Row="0" Column="0"/>
      <PlateAcquisition ID="R:0" Name="run" StartTime="2012-07-31T10:41:12" EndTime="2012-07-31T12:41:12+02:00"
        MaximumFieldCount="2"><Description>first
        &amp; last</Description><WellSampleRef ID="S:1"/></PlateAcquisition></Plate>`);
    expect(warnings).toEqual([]);
    expect(plate).toEqual({
      name: "P",
      rows: ["A", "B"],
      columns: ["1", "2", "3"],
      wells: [
        { row: 1, column: 2, fields: [{ image: 2 }, { image: 0, acquisition: 0 }] },
        { row: 0, column: 0, fields: [] },
      ],
      acquisitions: [
        {
          id: 0,
          name: "run",
          description: "first\n        & last",
          startTime: Date.UTC(2012, 6, 31, 10, 41, 12),
          endTime: Date.UTC(2012, 6, 31, 10, 41, 12),
          maximumFieldCount: 2,
        },
      ],
    });
  });

  it("names rows and columns as the document says, and counts them by the wells where it does not", () => {
    const { plate } = read(`<Plate RowNamingConvention="number" ColumnNamingConvention="letter" Rows="1">
      <Well Row="2" Column="1">${sample("S:0", "Image:0")}</Well></Plate>`);
    expect(plate).toMatchObject({ rows: ["1", "2", "3"], columns: ["A", "B"], acquisitions: [] });
  });

  it("reads plates of 2008-09, under a prefix of their own", () => {
    const xml = `<OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2008-09"
      xmlns:SPW="http://www.openmicroscopy.org/Schemas/SPW/2008-09"><SPW:Plate ID="Plate:0" Name="old"><SPW:Well
      ID="W:0" Column="3" Row="1"><SPW:WellSample ID="S:0" Index="0"><SPW:ImageRef ID="Image:1"/></SPW:WellSample>
      </SPW:Well></SPW:Plate></OME>`;
    expect(plateOfOmeXml(parseOmeXml(xml).plates ?? [], IDS).plate).toMatchObject({
      name: "old",
      wells: [{ row: 1, column: 3, fields: [{ image: 1 }] }],
    });
  });

  it("passes over plates without images of the file, and samples without images", () => {
    const well = (samples: string) => `<Plate><Well Row="0" Column="0">${samples}</Well></Plate>`;
    expect(read(`${well("")}${well(sample("S", "Image:9"))}`)).toEqual({ warnings: [] });
    const { plate, warnings } = read(
      well(`${sample("S:0", "Image:9")}<WellSample ID="S:1"/>${sample("S:2", "Image:1")}`),
    );
    expect(plate?.wells[0]?.fields).toEqual([{ image: 1 }]);
    expect(warnings).toEqual(["The plate of the OME-XML lists images that it lacks: Image:9"]);
  });

  it("names a few of many images that are not there", () => {
    const absent = Array.from({ length: 1000 }, (_, i) => sample(`S:${i}`, `Image:${10 + i}`)).join("");
    const { warnings } = read(
      `<Plate><Well Row="0" Column="0">${sample("S", "Image:0")}${absent}</Well></Plate>`,
    );
    expect(warnings).toEqual([
      "The plate of the OME-XML lists images that it lacks: Image:10, Image:11, Image:12, ...",
    ]);
  });

  it("does not take samples without an image for images without an ID", () => {
    const { plates = [] } = parseOmeXml(
      `<OME><Plate><Well Row="0" Column="0"><WellSample ID="S"/></Well></Plate></OME>`,
    );
    expect(plateOfOmeXml(plates, [undefined])).toEqual({ warnings: [] });
  });

  it.each([
    ["several plates", `<Plate><Well Row="0" Column="0">${sample("S", "Image:0")}</Well></Plate>`.repeat(2)],
    [
      "absurd sizes",
      `<Plate Rows="99999999"><Well Row="0" Column="0">${sample("S", "Image:0")}</Well></Plate>`,
    ],
    ["wells without a place", `<Plate><Well Row="A" Column="0">${sample("S", "Image:0")}</Well></Plate>`],
  ])("gives a warning instead of a plate for %s", (_, plates) => {
    const found = read(plates);
    expect(found).not.toHaveProperty("plate");
    expect(found.warnings).toEqual([expect.stringMatching(/^The plates? of the OME-XML .* left aside: /)]);
  });
});
