import { describe, expect, it } from "vitest";
import { parseJpeg, printJpeg } from "../../src/v3/jpeg-codec.ts";

const NAME = "numcodecs.imagecodecs_jpeg";

describe("printJpeg() and parseJpeg()", () => {
  it.each([6, 2, 1, 5])("carry photometric interpretation %i both ways, tables too", (photometric) => {
    const codec = { name: "tiff.jpeg", configuration: { tables: "/9j/2Q==", photometric } };
    const printed = printJpeg(codec);
    expect(printed?.name).toBe(NAME);
    expect(parseJpeg(NAME, printed!.configuration)).toEqual(codec);
  });

  it("take YCbCr for granted where nothing is said, as JPEG's own readers do", () => {
    const configuration = { colorspace_data: "RGB", colorspace_jpeg: "YCBCR" };
    expect(printJpeg({ name: "tiff.jpeg" })).toEqual({ name: NAME, configuration });
  });

  it("pass over what imagecodecs spells out for its encoder", () => {
    const configuration = {
      level: 90,
      bitspersample: null,
      tables: null,
      header: null,
      colorspace_data: "RGB",
      colorspace_jpeg: "RGB",
    };
    expect(parseJpeg(NAME, configuration)).toEqual({ name: "tiff.jpeg", configuration: { photometric: 2 } });
  });

  it.each([
    ["other codecs", "numcodecs.zlib", {}],
    ["colours that are converted some other way", NAME, { colorspace_data: "CMYK", colorspace_jpeg: "RGB" }],
    ["streams without a header", NAME, { header: "/9j/", colorspace_data: "RGB", colorspace_jpeg: "RGB" }],
  ])("leave %s alone", (_name, name, configuration) => {
    expect(parseJpeg(name, configuration)).toBeUndefined();
  });

  it("print no other codec, and no colours that imagecodecs has no name for", () => {
    expect(printJpeg({ name: "tiff.lzw" })).toBeUndefined();
    expect(printJpeg({ name: "tiff.jpeg", configuration: { photometric: 0 } })).toBeUndefined();
  });
});
