import { expect, test } from "vitest";
import { geoKeys } from "../../src/index.ts";

/** As GDAL writes them for UTM zone 33N, with a key of our own. */
const GEOTIFF = {
  GeoKeyDirectory: [
    [1, 1, 0, 7],
    [1024, 0, 1, 1],
    [1026, 34737, 9, 0],
    [2057, 34736, 1, 1],
    [2062, 34736, 3, 0],
    [3072, 0, 1, 32633],
    [40_000, 34735, 2, 32],
    [4097, 34737, 6, 9],
    [7, 8, 9, 10],
  ].flat(),
  GeoDoubleParams: [1, 6378137, -3],
  GeoAsciiParams: "UTM 33N |Baltic|",
};

test("geoKeys() names keys and finds their values in all tags", () => {
  expect(geoKeys({ attributes: { geotiff: GEOTIFF } })).toEqual({
    GTModelTypeGeoKey: 1,
    GTCitationGeoKey: "UTM 33N ",
    GeogSemiMajorAxisGeoKey: 6378137,
    GeogTOWGS84GeoKey: [1, 6378137, -3],
    ProjectedCSTypeGeoKey: 32633,
    40000: [7, 8],
    VerticalCitationGeoKey: "Baltic",
  });
});

test("geoKeys() leaves out what lies outside of its tag, and has none of other images", () => {
  const attributes = { geotiff: { GeoKeyDirectory: [1, 1, 0, 900, 2057, 34736, 1, 5, 1025, 0, 1, 2] } };
  expect(geoKeys({ attributes })).toEqual({ GTRasterTypeGeoKey: 2 });
  expect(geoKeys({ attributes: {} })).toEqual({});
  expect(geoKeys({ attributes: { geotiff: { GeoKeyDirectory: "none" } } })).toEqual({});
});
