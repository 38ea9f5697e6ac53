/**
 * GeoKeys: what the coordinates of a georeferenced image are. OGC GeoTIFF 1.1 (19-008r4) §7.1.
 *
 * @module
 */

import { type ArrayInfo, isJsonObject, type Json } from "@chunkwright/core";
import { TAGS } from "../ifd/tags.ts";

/** Values by the names of their keys. */
export interface GeoKeys {
  readonly [name: string]: number | string | readonly number[];
}

/**
 * The GeoKeys in `attributes.geotiff` of an image; empty for images without. Keys that GeoTIFF does not define get their
 * number as name; a key whose value lies outside of its tag is left out.
 *   0  2  version of the directory, 1
 *   2  4  revision
 *   6  2  number of keys n
 *   8 8n  of each: number, tag that holds the value or 0, how many values, the value or the first one's place in its tag
 */
export function geoKeys({ attributes: { geotiff } }: Pick<ArrayInfo, "attributes">): GeoKeys {
  if (!isJsonObject(geotiff)) return {};
  const directory = numbersOf(geotiff.GeoKeyDirectory);
  const { GeoAsciiParams: texts } = geotiff;
  const found: { [name: string]: GeoKeys[string] } = {};
  const count = Math.min(directory[3] ?? 0, Math.floor(directory.length / 4) - 1);
  for (let n = 1; n <= count; n += 1) {
    const [key = 0, tag = 0, length = 0, value = 0] = directory.slice(4 * n, 4 * n + 4);
    const name = NAMES[key] ?? String(key);
    if (tag === 0) found[name] = value;
    else if (tag === TAGS.GeoAsciiParams) {
      // A bar ends each text.
      if (typeof texts === "string") found[name] = texts.slice(value, value + length).replace(/[|\0]+$/, "");
    } else {
      const from = tag === TAGS.GeoDoubleParams ? numbersOf(geotiff.GeoDoubleParams) : directory;
      const numbers = from.slice(value, value + length);
      if (numbers.length === length) found[name] = numbers.length === 1 ? numbers[0]! : numbers;
    }
  }
  return found;
}

/** Numbers of a tag; none if it has other values. */
export function numbersOf(value: Json | undefined): readonly number[] {
  return Array.isArray(value) && value.every((number) => typeof number === "number") ? value : [];
}

/** The names of GeoTIFF 1.0, which 1.1 changed and programs use. GeoTIFF 1.0 §6.2; 1.1 annex D. */
const NAMES: { readonly [key: number]: string } = {
  1024: "GTModelTypeGeoKey",
  1025: "GTRasterTypeGeoKey",
  1026: "GTCitationGeoKey",
  2048: "GeographicTypeGeoKey",
  2049: "GeogCitationGeoKey",
  2050: "GeogGeodeticDatumGeoKey",
  2051: "GeogPrimeMeridianGeoKey",
  2052: "GeogLinearUnitsGeoKey",
  2053: "GeogLinearUnitSizeGeoKey",
  2054: "GeogAngularUnitsGeoKey",
  2055: "GeogAngularUnitSizeGeoKey",
  2056: "GeogEllipsoidGeoKey",
  2057: "GeogSemiMajorAxisGeoKey",
  2058: "GeogSemiMinorAxisGeoKey",
  2059: "GeogInvFlatteningGeoKey",
  2060: "GeogAzimuthUnitsGeoKey",
  2061: "GeogPrimeMeridianLongGeoKey",
  2062: "GeogTOWGS84GeoKey",
  3072: "ProjectedCSTypeGeoKey",
  3073: "PCSCitationGeoKey",
  3074: "ProjectionGeoKey",
  3075: "ProjCoordTransGeoKey",
  3076: "ProjLinearUnitsGeoKey",
  3077: "ProjLinearUnitSizeGeoKey",
  3078: "ProjStdParallel1GeoKey",
  3079: "ProjStdParallel2GeoKey",
  3080: "ProjNatOriginLongGeoKey",
  3081: "ProjNatOriginLatGeoKey",
  3082: "ProjFalseEastingGeoKey",
  3083: "ProjFalseNorthingGeoKey",
  3084: "ProjFalseOriginLongGeoKey",
  3085: "ProjFalseOriginLatGeoKey",
  3086: "ProjFalseOriginEastingGeoKey",
  3087: "ProjFalseOriginNorthingGeoKey",
  3088: "ProjCenterLongGeoKey",
  3089: "ProjCenterLatGeoKey",
  3090: "ProjCenterEastingGeoKey",
  3091: "ProjCenterNorthingGeoKey",
  3092: "ProjScaleAtNatOriginGeoKey",
  3093: "ProjScaleAtCenterGeoKey",
  3094: "ProjAzimuthAngleGeoKey",
  3095: "ProjStraightVertPoleLongGeoKey",
  3096: "ProjRectifiedGridAngleGeoKey",
  4096: "VerticalCSTypeGeoKey",
  4097: "VerticalCitationGeoKey",
  4098: "VerticalDatumGeoKey",
  4099: "VerticalUnitsGeoKey",
};
