import { expect, test } from "vitest";
import * as tiff from "../src/index.ts";

test("exports exactly this", () => {
  expect(Object.keys(tiff).sort()).toEqual([
    "TAGS",
    "canPredict",
    "createTiff",
    "geoBox",
    "geoKeys",
    "geoRegion",
    "geoTransform",
    "isTiffPipeline",
    "openTiff",
    "tiffSize",
  ]);
});
