import { describe, expect, it } from "vitest";
import { parseOmeXml, readTiffImages } from "../../src/index.ts";
import { fakeFile } from "../fake-pages.ts";

const PIXELS = `<Pixels DimensionOrder="XYCZT" Type="uint16" SizeX="4" SizeY="2" SizeZ="1" SizeC="6" SizeT="1">
  <Channel/><TiffData/></Pixels>`;
const modulo = (id: string, content: string) =>
  `<XMLAnnotation ID="${id}" Namespace="openmicroscopy.org/omero/dimension/modulo"><Value><Modulo
  namespace="http://www.openmicroscopy.org/Schemas/Additions/2011-09">${content}</Modulo></Value></XMLAnnotation>`;
const document = (images: string, annotations: string) =>
  `<OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06">${images}<StructuredAnnotations>${annotations}
  <XMLAnnotation ID="a" Namespace="other"><Value><Modulo><ModuloAlongZ/></Modulo></Value></XMLAnnotation>
  </StructuredAnnotations></OME>`;

describe("parseOmeXml()", () => {
  it("finds the axes that run through two dimensions", () => {
    const lambda = `<ModuloAlongC Type="lambda" Unit="nm" Start="500" End="520" Step="10"/>`;
    const angles = `<ModuloAlongZ Type="angle"><Label>left</Label><Label>right</Label></ModuloAlongZ>`;
    const { images } = parseOmeXml(
      document(
        `<Image>${PIXELS}<AnnotationRef ID="m"/></Image><Image>${PIXELS}</Image>`,
        modulo("m", lambda + angles),
      ),
    );
    expect(images.map((image) => image.modulo)).toEqual([
      [
        { along: "c", type: "lambda", unit: "nm", start: 500, end: 520, step: 10, labels: [] },
        { along: "z", type: "angle", start: 0, end: 0, step: 1, labels: ["left", "right"] },
      ],
      undefined,
    ]);
  });

  it("takes axes that no image refers to for those of all", () => {
    const { images } = parseOmeXml(
      document(`<Image>${PIXELS}</Image>`, modulo("m", `<ModuloAlongT End="3"/>`)),
    );
    expect(images[0]?.modulo).toEqual([{ along: "t", start: 0, end: 3, step: 1, labels: [] }]);
  });
});

it("readTiffImages() keeps such axes among what only OME-XML says", async () => {
  const description = document(
    `<Image>${PIXELS}</Image>`,
    modulo("m", `<ModuloAlongC Type="lifetime" Unit="ps" Start="0" End="100" Step="50"/>`),
  );
  const pages = Array.from({ length: 6 }, () => ({ shape: [2, 4], description }));
  const { images } = await readTiffImages(fakeFile(pages));
  expect(images[0]?.dialects?.ome).toEqual({
    modulo: [
      { along: "c", type: "lifetime", unit: "ps", start: 0, end: 100, step: 50, labels: [], length: 3 },
    ],
  });
});
