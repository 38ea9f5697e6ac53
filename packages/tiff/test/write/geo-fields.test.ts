import { fileOfBytes } from "@chunkwright/core";
import { expect, it } from "vitest";
import { createTiff, openTiff } from "../../src/index.ts";
import { imageOf, MemoryFile } from "./written.ts";

it("writes georeferencing as the reader has found it, and nothing that is none", async () => {
  const geotiff = {
    ModelPixelScale: [10.5, 10.5, 0],
    ModelTiepoint: [0, 0, 0, 5e5, 4e6, 0],
    GeoKeyDirectory: [1, 1, 0, 1, 1024, 0, 1, 1],
    GeoAsciiParams: "WGS 84|",
    GDAL_METADATA: "<GDALMetadata/>",
  };
  const { info } = imageOf("uint8", [16, 16], [16, 16]);
  const file = new MemoryFile();
  const wrong = { GeoDoubleParams: "1", ModelTransformation: [null] };
  const images = [geotiff, { ...wrong, GeoKeyDirectory: [70_000], GeoAsciiParams: 1 }, "map"];
  const writer = createTiff(
    file,
    images.map((attribute) => ({ info: { ...info, attributes: { geotiff: attribute } } })),
  );
  for (const { sink } of writer.images) await sink.close();
  await writer.close();
  const tiff = await openTiff(fileOfBytes(file.bytes));
  const attributes = [];
  for await (const ifd of tiff.ifds()) attributes.push(ifd.source().info.attributes);
  expect(attributes).toEqual([{ geotiff }, {}, {}]);
});
