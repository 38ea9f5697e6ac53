/**
 * Georeferencing as attributes of the array. OGC GeoTIFF 1.1 (19-008r4) §7; GDAL_METADATA, GDAL's GTiff driver.
 *
 * @module
 */

import type { CallOptions, Json, JsonObject } from "@chunkwright/core";
import { type IfdEntries, readEntryBytes } from "../ifd/ifd-entries.ts";
import { tagText } from "../ifd/tag-text.ts";
import { decodeNumbers } from "../ifd/tag-value.ts";
import { TAGS } from "../ifd/tags.ts";
import type { TiffContext } from "../tiff-context.ts";
import { unlessInvalid } from "../tiff-error.ts";

/** The tags by their names; text those that are ASCII. */
const NAMES = [
  "ModelPixelScale",
  "ModelTiepoint",
  "ModelTransformation",
  "GeoKeyDirectory",
  "GeoDoubleParams",
  "GeoAsciiParams",
  "GDAL_METADATA",
] as const;

/** More than any of them needs: longer ones are left out, and so are those that lie outside the file. */
const MAX_VALUES = 65536;

/** `{ geotiff: { ModelPixelScale: [10, 10, 0], ... } }`, with the values of the tags; empty if the image has none of them. */
export async function readGeoAttributes(
  context: TiffContext,
  entries: IfdEntries,
  options?: CallOptions,
): Promise<JsonObject> {
  const found: { [name: string]: Json } = {};
  for (const name of NAMES) {
    const entry = entries.get(TAGS[name]);
    if (!entry || entry.count > MAX_VALUES) continue;
    const bytes = await unlessInvalid(readEntryBytes(context, entry, 0, entry.count, options));
    if (!bytes) continue;
    if (entry.type.name === "ASCII") {
      found[name] = tagText(bytes);
      continue;
    }
    const numbers = [...decodeNumbers(entry.type, bytes, context.littleEndian)];
    if (numbers.every(Number.isFinite)) found[name] = numbers;
  }
  return Object.keys(found).length > 0 ? { geotiff: found } : {};
}
