import { describe, expect, it } from "vitest";
import { readTiffImages } from "../../src/index.ts";
import { fakeFile } from "../fake-pages.ts";

const OME = `<OME><Image Name="cells"><Pixels DimensionOrder="XYCZT" Type="uint16" SizeX="4" SizeY="2" SizeZ="1" SizeC="1"
  SizeT="1"><TiffData/></Pixels></Image></OME>`;

describe("readTiffImages()", () => {
  it.each([
    ["OME-TIFF", OME, "cells", 5],
    ["an ImageJ stack", "ImageJ=1.54f\n", "fallback", 2],
    ["any other description", "a note", "fallback", 2],
    ["no description", undefined, "fallback", 2],
  ])("opens a file with %s", async (_, description, name, rank) => {
    const file = fakeFile([{ shape: [2, 4], description }]);
    const { images } = await readTiffImages(file, { name: "fallback" });
    expect(images.map((image) => [image.name, image.axes.length])).toEqual([[name, rank]]);
  });
});
