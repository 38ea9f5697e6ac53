import { arraySource, counting } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { type Image, parseOmeXml, planOmeTiff, sameButPlaces } from "../../src/index.ts";

const image = (shape: readonly number[], names: string): Image => {
  const source = arraySource(counting(shape), shape);
  const types = { t: "time", c: "channel", z: "space", y: "space", x: "space" } as const;
  return {
    name: "a & <b>",
    axes: [...names].map((name) => ({ name, type: types[name as keyof typeof types] })),
    levels: [{ source, scale: shape.map(() => 1), translation: shape.map(() => 0) }],
    channels: [{ name: "α", color: 0x00ff00 }, {}],
  };
};

const documentOf = (planes: string, more = "") =>
  `<?xml version="1.0"?><!-- <TiffData/> --><o:OME xmlns:o="http://www.openmicroscopy.org/Schemas/OME/2016-06">` +
  `<o:Image ID="Image:0"><o:Pixels ID="Pixels:0" DimensionOrder="XYZCT" Type="uint16" SizeX="5" SizeY="4" ` +
  `SizeZ="3" SizeC="2" SizeT="1"><o:Channel ID="Channel:0:0" Name="a>b"/><o:Channel ID="Channel:0:1"/>` +
  `${planes}${more}</o:Pixels></o:Image></o:OME>`;

const bytes = (text: string) => new TextEncoder().encode(text);
const stack = (): Image => ({ ...image([2, 3, 4, 5], "czyx"), channels: [{ name: "a>b" }, {}] });

describe("planOmeTiff()", () => {
  it("keeps the document that came with the images, but for where planes lie", () => {
    const planes = `
      <o:TiffData IFD="7" FirstZ="1"><o:UUID FileName="a>b.tif">urn:uuid:1</o:UUID></o:TiffData>
      <o:TiffData/>`;
    const plan = planOmeTiff({ images: [stack()], omeXml: bytes(documentOf(planes, "<o:Plane/>")) });
    expect(plan.omeXml).toBe(documentOf('<o:TiffData IFD="0" PlaneCount="6"/>', "<o:Plane/>"));
    expect(plan.warnings).toEqual([]);
  });

  it("replaces any number of elements that place planes", () => {
    const planes = Array.from({ length: 200_000 }, () => "<o:TiffData/>").join("");
    const plan = planOmeTiff({ images: [stack()], omeXml: bytes(documentOf(planes)) });
    expect(plan.omeXml).toBe(documentOf('<o:TiffData IFD="0" PlaneCount="6"/>'));
  });

  it("names the file that the planes are in, whichever name the document has had for it", () => {
    const file = { name: "a<b>.ome.tif", uuid: "urn:uuid:00112233-4455-6677-8899-aabbccddeeff" };
    const named = (uuid: string) =>
      documentOf("<o:TiffData/>").replace("<o:OME ", `<o:OME Creator=' UUID="no"'${uuid} `);
    const planes = `<o:TiffData IFD="0" PlaneCount="6"><o:UUID FileName="a&lt;b&gt;.ome.tif">${file.uuid}</o:UUID></o:TiffData>`;
    for (const stale of ["", "  UUID = 'urn:uuid:old'"]) {
      const plan = planOmeTiff({ images: [stack()], omeXml: bytes(named(stale)) }, { file });
      expect(plan.omeXml).toContain(planes);
      expect(parseOmeXml(plan.omeXml!)).toMatchObject({
        uuid: file.uuid,
        images: [{ pixels: { tiffData: [{ fileName: file.name, uuid: file.uuid }] } }],
      });
      expect(plan.omeXml?.match(/UUID\s*=/g)).toHaveLength(2);
      expect(sameButPlaces(plan.omeXml!, named("  UUID = 'urn:uuid:new'"))).toBe(true);
    }
    const printed = planOmeTiff({ images: [stack()] }, { file }).omeXml!;
    expect(parseOmeXml(printed)).toMatchObject({
      uuid: file.uuid,
      images: [{ pixels: { tiffData: [{ ifd: 0, planeCount: 6, fileName: file.name, uuid: file.uuid }] } }],
    });
    expect(printed).toContain(planes.replaceAll("o:", ""));
  });

  it("keeps associated images where a document has a place for them, or is made anew", () => {
    const associated = [{ name: "label", image: image([4, 5], "yx") }];
    const alone = planOmeTiff({ images: [stack()], associated });
    expect(alone.images.map(({ role, firstPage }) => [role, firstPage])).toEqual([
      [undefined, 0],
      ["label", 6],
    ]);
    expect(alone.leftovers[1]).toContain('"associated":"label"');
    const again = planOmeTiff({ images: [stack()], associated, omeXml: bytes(alone.omeXml!) });
    expect(again).toMatchObject({ omeXml: alone.omeXml, warnings: [] });
    const kept = planOmeTiff({ images: [stack()], associated, omeXml: bytes(documentOf("")) });
    expect(kept.images.length).toBe(1);
    expect(kept.warnings).toEqual(["the document has no place for what is left out: label"]);
  });

  it("leaves out levels that shrink along other axes than y and x, and says so", () => {
    const finest = image([2, 4, 8, 8], "czyx");
    const levels = [
      [2, 4, 4, 4],
      [2, 2, 2, 2],
    ].map((shape) => image(shape, "czyx").levels[0]);
    const plan = planOmeTiff({ images: [{ ...finest, levels: [finest.levels[0], ...levels] }] });
    expect(plan.images[0]?.image.levels).toEqual([finest.levels[0], levels[0]]);
    expect(plan.warnings).toEqual([expect.stringMatching(/^levels from 2 on .* are left out/)]);
  });

  it("places planes where the document has said nothing of them", () => {
    const plan = planOmeTiff({ images: [stack()], omeXml: bytes(documentOf("", "<o:Plane/>")) });
    expect(plan.omeXml).toBe(documentOf('<o:TiffData IFD="0" PlaneCount="6"/>', "<o:Plane/>"));
  });

  it("places every plane by itself where the document runs through them in another order", () => {
    const other = documentOf("").replace("XYZCT", "XYCZT");
    const { omeXml = "" } = planOmeTiff({ images: [stack()], omeXml: bytes(other) });
    const [first, second, , fourth] = parseOmeXml(omeXml).images[0]!.pixels.tiffData;
    expect([first, second, fourth]).toMatchObject([
      { ifd: 0, firstC: 0, firstZ: 0, planeCount: 1 },
      { ifd: 1, firstC: 0, firstZ: 1 },
      { ifd: 3, firstC: 1, firstZ: 0 },
    ]);
  });

  it.each([
    ["of another size", documentOf("").replace('SizeX="5"', 'SizeX="6"')],
    ["of another type", documentOf("").replace("uint16", "uint8")],
    ["that is broken", "<OME"],
    ["of no image", "<OME/>"],
  ])("replaces a document %s, and says so", (_name, text) => {
    const plan = planOmeTiff({ images: [stack()], omeXml: bytes(text) });
    expect(plan.warnings).toEqual([expect.stringContaining("OME-XML")]);
    expect(parseOmeXml(plan.omeXml!).images[0]?.pixels).toMatchObject({ sizeX: 5, sizeZ: 3, sizeC: 2 });
  });

  it("prints a document that says what the image says", () => {
    const sized: Image = {
      ...image([2, 2, 3, 4, 5], "tczyx"),
      axes: [
        { name: "t", type: "time", unit: "second" },
        { name: "c", type: "channel" },
        { name: "z", type: "space" },
        { name: "y", type: "space", unit: "micrometer" },
        { name: "x", type: "space", unit: "nanometer" },
      ],
    };
    const [finest] = sized.levels;
    const { omeXml = "" } = planOmeTiff({
      images: [{ ...sized, levels: [{ ...finest, scale: [7, 1, 2.5, 0.25, 100] }] }],
    });
    expect(parseOmeXml(omeXml).images[0]).toEqual({
      id: "Image:0",
      name: "a & <b>",
      pixels: {
        id: "Pixels:0",
        dimensionOrder: "XYZCT",
        type: "uint16",
        sizeX: 5,
        sizeY: 4,
        sizeZ: 3,
        sizeC: 2,
        sizeT: 2,
        physicalSizeX: { value: 100, unit: "nm" },
        physicalSizeY: { value: 0.25, unit: "µm" },
        physicalSizeZ: { value: 2.5, unit: "pixel" },
        timeIncrement: { value: 7, unit: "s" },
        channels: [
          { id: "Channel:0:0", name: "α", samplesPerPixel: 1, color: 0x00ff00ff },
          { id: "Channel:0:1", samplesPerPixel: 1 },
        ],
        tiffData: [{ ifd: 0, firstZ: 0, firstC: 0, firstT: 0, planeCount: 12 }],
        storage: "tiff",
      },
    });
  });

  it("lets the pages of images follow one another", () => {
    const plan = planOmeTiff({ images: [stack(), image([4, 5], "yx"), stack()] });
    expect(plan.images.map(({ firstPage, pages }) => [firstPage, pages])).toEqual([
      [0, 6],
      [6, 1],
      [7, 6],
    ]);
  });

  it.each([
    ["zx", [5, 4]],
    ["qyx", [3, 4, 5]],
  ])("refuses images with the axes %s", (names, shape) => {
    expect(() => planOmeTiff({ images: [image(shape, names)] })).toThrow(
      expect.objectContaining({ code: "unsupported" }),
    );
  });
});

describe("sameButPlaces()", () => {
  it("looks past where planes lie, and at nothing less", () => {
    const a = documentOf('<o:TiffData IFD="0"/>');
    expect(sameButPlaces(a, documentOf('\n <o:TiffData IFD="3"><o:UUID>u</o:UUID></o:TiffData>'))).toBe(true);
    expect(sameButPlaces(a, a.replace("a>b", "a>c"))).toBe(false);
  });
});
