/**
 * Georeferencing out of the attribute that the reader makes of it. OGC GeoTIFF 1.1 (19-008r4) §7.
 *
 * @module
 */

import { isJsonObject, type Json, type JsonObject } from "@chunkwright/core";
import { TAGS } from "../ifd/tags.ts";
import type { TiffField } from "./tiff-field.ts";

const TYPES = {
  ModelPixelScale: "DOUBLE",
  ModelTiepoint: "DOUBLE",
  ModelTransformation: "DOUBLE",
  GeoKeyDirectory: "SHORT",
  GeoDoubleParams: "DOUBLE",
  GeoAsciiParams: "ASCII",
  GDAL_METADATA: "ASCII",
} as const;

/** The tags of `attributes.geotiff`; none for values that are not of their types. */
export function geoFields({ geotiff }: JsonObject): readonly TiffField[] {
  if (!isJsonObject(geotiff)) return [];
  return Object.entries(TYPES).flatMap(([name, type]): TiffField[] => {
    const value = geotiff[name];
    const tag = TAGS[name as keyof typeof TYPES];
    if (type === "ASCII") return typeof value === "string" ? [{ tag, type, text: value }] : [];
    return isNumbers(value, type) ? [{ tag, type, numbers: value }] : [];
  });
}

function isNumbers(value: Json | undefined, type: "DOUBLE" | "SHORT"): value is readonly number[] {
  const fits = (number: Json) =>
    type === "DOUBLE"
      ? typeof number === "number"
      : Number.isInteger(number) && Number(number) >= 0 && Number(number) < 65_536;
  return Array.isArray(value) && value.length > 0 && value.every(fits);
}
