import type { JsonObject } from "@chunkwright/core";
import { describe, expect, it } from "vitest";
import { parseImagecodec } from "../../src/v2/imagecodecs.ts";

const parse = (id: string, configuration: JsonObject = {}, chunkShape = [1, 32, 32]) =>
  parseImagecodec(`imagecodecs_${id}`, configuration, chunkShape);

describe("parseImagecodec()", () => {
  it("knows TIFF's compressions", () => {
    expect(parse("lzw")).toEqual({ name: "tiff.lzw" });
    expect(parse("packbits", { axis: null })).toEqual({ name: "tiff.packbits" });
    expect(parse("zstd", { level: 3 })?.name).toBe("zstd");
    expect(parse("rcomp")).toBeUndefined();
    expect(parseImagecodec("lzw", {}, [4])).toBeUndefined();
  });

  it("counts the axes of predictors from the end", () => {
    const configuration = { axis: -2, dist: 4, shape: [32, 32, 3], dtype: "<u2" };
    expect(parse("delta", configuration)).toEqual({
      name: "tiff.horizontal_differencing",
      configuration: { axis: -2, distance: 4 },
    });
    expect(parse("floatpred", { axis: 2 })?.configuration).toEqual({ axis: -1, distance: 1 });
  });

  it.each<[string, number | undefined, JsonObject, number[]?]>([
    ["YCbCr, as tifffile leaves it to the stream", 6, { colorspace_jpeg: null, colorspace_data: 2 }],
    ["YCbCr by name", 6, { colorspace_jpeg: "YCBCR", colorspace_data: "RGB" }],
    ["RGB as it is", 2, { colorspace_jpeg: 2, colorspace_data: 2 }],
    ["grey", 1, {}],
    ["planes of colours", 1, { colorspace_data: 1 }],
    ["CMYK", 5, { colorspace_data: 4 }],
    ["colours that nobody tells", undefined, {}, [32, 32, 3]],
    ["other colours", undefined, { colorspace_data: "CIELAB" }],
    ["YCbCr out of RGB", undefined, { colorspace_jpeg: "GRAYSCALE", colorspace_data: "RGB" }],
    ["a stream without its header", undefined, { colorspace_data: 2, header: "/9g=" }],
  ])("tells JPEG's colours: %s", (_name, photometric, configuration, chunkShape) => {
    expect(parse("jpeg", configuration, chunkShape)?.configuration?.photometric).toBe(photometric);
  });

  it("keeps JPEG's tables", () => {
    const configuration = { tables: "/9j/2Q==", header: null, colorspace_data: 2 };
    expect(parse("jpeg", configuration)?.configuration).toEqual({ tables: "/9j/2Q==", photometric: 6 });
  });
});
