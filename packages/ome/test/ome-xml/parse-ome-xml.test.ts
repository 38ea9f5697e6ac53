import { describe, expect, it } from "vitest";
import { isOmeXml, parseOmeXml } from "../../src/index.ts";
import { cpuSeconds } from "../cpu-seconds.ts";

const NAMESPACE = "http://www.openmicroscopy.org/Schemas/OME/2016-06";
const SIZES = `SizeX="4" SizeY="3" SizeZ="1" SizeC="1" SizeT="1"`;

function document(body: string, attributes = ""): string {
  return `<?xml version="1.0" encoding="UTF-8"?><OME xmlns="${NAMESPACE}" ${attributes}>${body}</OME>`;
}

function pixels(attributes: string, children = ""): string {
  return document(
    `<Image ID="Image:0" Name="a"><Pixels ID="Pixels:0" DimensionOrder="XYCZT" Type="uint16" ${attributes}>${children}</Pixels></Image>`,
  );
}

describe("parseOmeXml()", () => {
  it("picks out sizes, units, channels and planes", () => {
    const xml = parseOmeXml(
      document(
        `<Image ID="Image:0" Name="H&amp;E"><Pixels ID="Pixels:0" DimensionOrder="XYZCT" Type="uint8" BigEndian="true"
           SizeX="7" SizeY="5" SizeZ="2" SizeC="6" SizeT="3" PhysicalSizeX="0.5" PhysicalSizeY="500"
           PhysicalSizeYUnit="nm" TimeIncrement="7" TimeIncrementUnit="ms">
           <Channel ID="Channel:0:0" Name="DNA" SamplesPerPixel="3" Color="-16776961"><LightPath/></Channel>
           <Channel ID="Channel:0:1" SamplesPerPixel="3"/>
           <TiffData IFD="2" FirstZ="1" PlaneCount="4"><UUID FileName="b.tif"> urn:uuid:1 </UUID></TiffData>
         </Pixels></Image>`,
        'UUID="urn:uuid:0"',
      ),
    );
    expect(xml).toEqual({
      uuid: "urn:uuid:0",
      images: [
        {
          id: "Image:0",
          name: "H&E",
          pixels: {
            id: "Pixels:0",
            dimensionOrder: "XYZCT",
            type: "uint8",
            sizeX: 7,
            sizeY: 5,
            sizeZ: 2,
            sizeC: 6,
            sizeT: 3,
            physicalSizeX: { value: 0.5, unit: "µm" },
            physicalSizeY: { value: 500, unit: "nm" },
            timeIncrement: { value: 7, unit: "ms" },
            channels: [
              { id: "Channel:0:0", name: "DNA", samplesPerPixel: 3, color: -16776961 },
              { id: "Channel:0:1", samplesPerPixel: 3 },
            ],
            tiffData: [
              {
                ifd: 2,
                firstZ: 1,
                firstC: 0,
                firstT: 0,
                planeCount: 4,
                uuid: "urn:uuid:1",
                fileName: "b.tif",
              },
            ],
            storage: "tiff",
          },
        },
      ],
    });
  });

  it("knows elements by their local names, whatever the prefix", () => {
    const text = `<o:OME xmlns:o="${NAMESPACE}"><o:Image><o:Pixels DimensionOrder="XYCZT" Type="float" ${SIZES}/></o:Image></o:OME>`;
    expect(parseOmeXml(text).images[0]?.pixels.type).toBe("float");
  });

  it("reads the spellings of the 2008 schema", () => {
    const { images } = parseOmeXml(
      document(
        `<Image DefaultPixels="P:1"><LogicalChannel ID="L:0" Name="DAPI"/>
           <Pixels ID="P:0" DimensionOrder="XYCZT" PixelType="uint8" ${SIZES}/>
           <Pixels ID="P:1" DimensionOrder="XYCZT" PixelType="int8" ${SIZES}><TiffData NumPlanes="1"/></Pixels></Image>`,
      ),
    );
    expect(images[0]?.pixels.type).toBe("int8");
    expect(images[0]?.pixels.channels).toEqual([{ id: "L:0", name: "DAPI" }]);
    expect(images[0]?.pixels.tiffData[0]?.planeCount).toBe(1);
  });

  it("takes a zero, negative or infinite physical size for an unknown one", () => {
    const { images } = parseOmeXml(
      pixels(`${SIZES} PhysicalSizeX="0.0" PhysicalSizeY="-1" PhysicalSizeZ="INF" TimeIncrement="NaN"`),
    );
    expect(Object.keys(images[0]!.pixels).filter((key) => /^physical|^time/.test(key))).toEqual([]);
  });

  it("reads unsigned colours, whose bits are those of the signed ones", () => {
    const { images } = parseOmeXml(pixels(SIZES, '<Channel ID="C:0" Color="4278190335"/>'));
    expect(images[0]?.pixels.channels[0]?.color).toBe(-16776961);
  });

  it("reads BinaryOnly", () => {
    const xml = parseOmeXml(document('<BinaryOnly MetadataFile="a.companion.ome" UUID="urn:uuid:1"/>'));
    expect(xml).toEqual({ binaryOnly: { fileName: "a.companion.ome", uuid: "urn:uuid:1" }, images: [] });
  });

  it("says where pixels are that no TIFF holds", () => {
    expect(parseOmeXml(pixels(SIZES, "<MetadataOnly/>")).images[0]?.pixels.storage).toBe("metadata-only");
    expect(parseOmeXml(pixels(SIZES, "<BinData>AA==</BinData>")).images[0]?.pixels.storage).toBe("bin-data");
  });

  it("takes time in proportion to the number of images", async () => {
    const body = Array.from(
      { length: 20_000 },
      (_, i) =>
        `<Image ID="Image:${i}"><Pixels DimensionOrder="XYCZT" Type="uint8" ${SIZES}/><AnnotationRef ID="a"/></Image>`,
    );
    const text = document(body.join(""));
    expect(await cpuSeconds(() => parseOmeXml(text))).toBeLessThan(4);
  });

  it("does not take annotations for images", () => {
    const annotation = `<StructuredAnnotations><XMLAnnotation><Value><Image><Pixels/></Image></Value></XMLAnnotation></StructuredAnnotations>`;
    expect(parseOmeXml(document(annotation)).images).toEqual([]);
  });

  it.each([
    ["an unknown entity", document("&nbsp;")],
    ["a document type declaration", `<!DOCTYPE OME [<!ENTITY a "b">]><OME>&a;</OME>`],
    ["an open tag", "<OME>"],
    ["another root", "<html></html>"],
    ["nothing", ""],
    ["deep nesting", "<OME>".repeat(200)],
    ["a size of zero", pixels(SIZES.replace('"4"', '"0"'))],
    ["a size beyond an int", pixels(SIZES.replace('"4"', '"2147483648"'))],
    ["a size in hexadecimal", pixels(SIZES.replace('"4"', '"0x10"'))],
    ["no size", pixels("")],
    ["a physical size that is no number", pixels(`${SIZES} PhysicalSizeX="wide"`)],
    ["a negative IFD", pixels(SIZES, '<TiffData IFD="-1"/>')],
    ["an unknown dimension order", pixels(SIZES).replace("XYCZT", "CXYZT")],
    ["an unknown pixel type", pixels(SIZES).replace("uint16", "uint64")],
    ["an image without pixels", document("<Image/>")],
  ])("rejects %s as invalid data", (_, text) => {
    expect(() => parseOmeXml(text)).toThrowError(
      expect.objectContaining({ code: "invalid-data", context: { format: "ome-xml" } }),
    );
  });
});

describe("isOmeXml()", () => {
  it("knows OME-XML by its end tag", () => {
    expect(isOmeXml(`${document("")}\n`)).toBe(true);
    expect(isOmeXml(`<o:OME xmlns:o="${NAMESPACE}"></o:OME>`)).toBe(true);
    expect(isOmeXml("ImageJ=1.53t\nimages=2\n")).toBe(false);
    expect(isOmeXml("")).toBe(false);
  });
});
