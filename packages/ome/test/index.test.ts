import { expect, it } from "vitest";
import * as ome from "../src/index.ts";

it("exports these names", () => {
  expect(Object.keys(ome).sort()).toMatchInlineSnapshot(`
    [
      "OME_XML_KEY",
      "datasetDimensionNames",
      "datasetPath",
      "defaultWindow",
      "isImageJ",
      "isOmeXml",
      "n5Attributes",
      "n5DatasetPath",
      "ngffAttributes",
      "openImageJ",
      "openOmeCompanion",
      "openOmeTiff",
      "openPlainTiff",
      "openTiffImages",
      "parseOmeXml",
      "planNgff",
      "readN5Images",
      "readNgff",
      "rewrapNgff",
      "unitOfSymbol",
    ]
  `);
});
