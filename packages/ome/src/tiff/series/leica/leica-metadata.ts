/**
 * What Leica's LAS X and LAS AF tell of an image that they export as TIFF files, in `MetaData/NAME.xml` as in LIF files, or in
 * `MetaData/NAME_Properties.xml` for people.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import type { Channel } from "../../../image-model.ts";
import { micrometersOf } from "../../../unit-size.ts";
import { walkXml } from "../../../xml/walk-xml.ts";
import type { XmlAttributes } from "../../../xml/xml-attributes.ts";
import type { AxisSizes } from "../../assemble-image.ts";

export interface LeicaMetadata {
  readonly sizes: AxisSizes;
  /** In the order of the numbers that file names have. */
  readonly channels: readonly Channel[];
}

/** The axes by `DimID`: numbers in `NAME.xml` as in LIF files, letters in `NAME_Properties.xml`. */
const AXES: ReadonlyMap<string, "x" | "y" | "z" | "t"> = new Map([
  ["1", "x"],
  ["2", "y"],
  ["3", "z"],
  ["4", "t"],
  ["X", "x"],
  ["Y", "y"],
  ["Z", "z"],
  ["T", "t"],
]);

/** Lookup tables that lead to one colour. */
const COLORS: ReadonlyMap<string, number> = new Map([
  ["red", 0xff0000],
  ["green", 0x00ff00],
  ["blue", 0x0000ff],
  ["cyan", 0x00ffff],
  ["magenta", 0xff00ff],
  ["yellow", 0xffff00],
  ["gray", 0xffffff],
  ["grey", 0xffffff],
]);

/** `undefined` for documents that describe no dimensions. Throws "invalid-data" for bytes that are no XML. */
export function parseLeicaMetadata(bytes: Bytes): LeicaMetadata | undefined {
  const sizes = new Map<string, { readonly size: number; readonly unit: string }>();
  const channels: Channel[] = [];
  let hasDimensions = false;
  walkXml(bytes, "leica", {
    open(path, attributes) {
      if (path.endsWith("/ChannelDescription")) {
        const color = COLORS.get(attributes("LUTName")?.toLowerCase() ?? "");
        channels.push(color === undefined ? {} : { color });
      }
      if (!path.endsWith("/DimensionDescription")) return;
      hasDimensions = true;
      const axis = AXES.get(attributes("DimID") ?? "");
      const size = elementSize(attributes);
      if (axis === undefined || sizes.has(axis) || !(size > 0 && Number.isFinite(size))) return;
      sizes.set(axis, { size, unit: axis === "t" ? "second" : "micrometer" });
    },
  });
  return hasDimensions ? { sizes: Object.fromEntries(sizes), channels } : undefined;
}

/**
 * In micrometres, or in seconds along t; NaN if nothing tells. Where only a length is stated, it reaches from the first element's
 * centre to the last one's, as in LIF files.
 */
function elementSize(attributes: XmlAttributes): number {
  const unit = attributes("Unit")?.trim() ?? "";
  const [, voxel, seconds] = /^([\d.]+)\s*(s?)$/.exec(attributes("Voxel") ?? "") ?? [];
  const factor = seconds || unit === "s" ? 1 : (micrometersOf(unit) ?? Number.NaN);
  if (voxel !== undefined) return Number(voxel) * factor;
  const length = Math.abs(Number(attributes("Length") || Number.NaN));
  return (length / (Number(attributes("NumberOfElements")) - 1)) * factor;
}
