import { describe, expect, it } from "vitest";
import { correctOmeXml, type Image, planOmeTiff, sameButPlaces } from "../../src/index.ts";
import { plainImage } from "../plain-image.ts";

const XML =
  `<?xml version="1.0"?><!-- <Image Name="no"/> --><OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06">` +
  `<Image ID="Image:0" Name="cells"><Pixels ID="Pixels:0" DimensionOrder="XYZCT" Type="uint8" SizeX="5" SizeY="4" SizeZ="1" ` +
  `SizeC="2" SizeT="1" PhysicalSizeX="420" PhysicalSizeXUnit="nm" PhysicalSizeY='0.42' >` +
  `<Channel ID="Channel:0:0" Name="DAPI" Color="65407"><LightPath/></Channel><Channel ID="Channel:0:1"/>` +
  `<TiffData/></Pixels></Image></OME>`;

/** As the document describes it. */
function described(): Image {
  const image = plainImage(["c", "y", "x"], [[2, 4, 5]]);
  const units = [undefined, "micrometer", "nanometer"];
  return {
    ...image,
    name: "cells",
    axes: image.axes.map((axis, i) => ({ ...axis, ...(units[i] && { unit: units[i] }) })),
    levels: [{ ...image.levels[0], scale: [1, 0.42, 420.0000000001] }],
    channels: [{ name: "DAPI", color: 0x0000ff }, { color: 0xffffff }],
  };
}

describe("correctOmeXml()", () => {
  it("changes no character of a document that says the same or more", () => {
    expect(correctOmeXml(XML, { images: [described()] })).toBe(XML);
    expect(correctOmeXml(XML, { images: [plainImage(["c", "y", "x"], [[2, 4, 5]])] })).toBe(
      XML.replace('Name="cells"', 'Name="plain"'),
    );
  });

  it("replaces names, colors and sizes that the image states otherwise, and adds names and sizes that it has", () => {
    const image = described();
    const [finest] = image.levels;
    const changed: Image = {
      ...image,
      name: 'a "new" <name>',
      axes: image.axes.map((axis) => (axis.name === "x" ? { ...axis, unit: "micrometer" } : axis)),
      levels: [{ ...finest, scale: [1, 0.5, 0.5] }],
      channels: [{ name: "Hoechst", color: 0x00ffff }, { name: "GFP" }],
    };
    const corrected = XML.replace('Name="cells"', 'Name="a &quot;new&quot; &lt;name&gt;"')
      .replace('PhysicalSizeX="420" PhysicalSizeXUnit="nm"', 'PhysicalSizeX="0.5" PhysicalSizeXUnit="µm"')
      .replace("PhysicalSizeY='0.42'", 'PhysicalSizeY="0.5"')
      .replace('Name="DAPI" Color="65407"', `Name="Hoechst" Color="${0x00ffff7f}"`)
      .replace('"Channel:0:1"', '"Channel:0:1" Name="GFP"');
    expect(correctOmeXml(XML, { images: [changed] })).toBe(corrected);
    const { omeXml } = planOmeTiff({ images: [changed], omeXml: new TextEncoder().encode(XML) });
    expect(sameButPlaces(omeXml!, corrected)).toBe(true);
  });

  it("keeps names where those of the images are paths", () => {
    expect(correctOmeXml(XML, { images: [{ ...described(), name: "/0" }] })).toBe(XML);
    const plate = { rows: [], columns: [], wells: [], acquisitions: [] };
    expect(correctOmeXml(XML, { images: [{ ...described(), name: "B/3/0" }], plate })).toBe(XML);
  });

  it("leaves documents of other images alone, and what is none", () => {
    const images = [described(), { ...described(), name: "new" }];
    expect(correctOmeXml(XML, { images })).toBe(XML);
    expect(correctOmeXml("<OME", { images })).toBe("<OME");
  });
});
