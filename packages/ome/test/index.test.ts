import { expect, it } from "vitest";
import * as ome from "../src/index.ts";

it("exports these names", () => {
  expect(Object.keys(ome).sort()).toMatchInlineSnapshot(`
    [
      "LEFTOVERS_TAG",
      "NGFF_RULES",
      "NGFF_VERSIONS",
      "OME_XML_KEY",
      "checkNgffDocument",
      "datasetDimensionNames",
      "datasetPath",
      "defaultWindow",
      "isBdvXml",
      "isImageJ",
      "isImaris",
      "isOmeXml",
      "migrateNgff",
      "n5Attributes",
      "n5DatasetPath",
      "ngffAttributes",
      "openImageJ",
      "openOmeCompanion",
      "openOmeTiff",
      "openPlainTiff",
      "openTiffImages",
      "parseBdv",
      "parseOmeXml",
      "planImageJ",
      "planNgff",
      "planOmeTiff",
      "printResolution",
      "readBdv",
      "readHdf5Images",
      "readImaris",
      "readN5Images",
      "readNgff",
      "sameButPlaces",
      "statedVersion",
      "unitOfSymbol",
      "validateNgff",
    ]
  `);
});
