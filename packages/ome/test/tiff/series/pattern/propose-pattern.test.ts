import { expect, it } from "vitest";
import { proposeFilePattern } from "../../../../src/tiff/series/pattern/propose-pattern.ts";

it.each([
  [["a_0001.tif", "a_0002.tif"], "a_{t}.tif"],
  [["img_z0_T1.tif", "img_z1_T1.tif", "img_z0_T2.tif"], "img_z{z}_T{t}.tif"],
  [["x_DAPI_1.tif", "x_GFP_1.tif"], "x_{c}_1.tif"],
  [["1_5.tif", "2_6.tif"], "{t}_{z}.tif"],
  [["a.tif", "b_1.tif"], undefined],
  [["a.tif"], undefined],
  [["a_1.tif", "a_2.TIF"], undefined],
  [["A01.tif", "A02.tif", "B01.tif"], undefined],
  [["a_1.tif", "a_1.tiff"], undefined],
  [["{b}_1.tif", "{b}_2.tif"], undefined],
  [["a1-b2-c3-d4-e5.tif", "a2-b3-c4-d5-e6.tif"], undefined],
])("proposeFilePattern(%j) is %s", (names, pattern) => {
  expect(proposeFilePattern(names)).toBe(pattern);
});
