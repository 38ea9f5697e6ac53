/**
 * The metadata of a CZI file as XML, which Zeiss' ZEN writes beside TIFF files that it exports: sizes of pixels and channels.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import type { Channel } from "../../../image-model.ts";
import { parseArgb } from "../../../parse-argb.ts";
import { walkXml } from "../../../xml/walk-xml.ts";
import type { AxisSizes } from "../../assemble-image.ts";

export interface ZenMetadata {
  readonly sizes: AxisSizes;
  /** The channels, in the order of their numbers. */
  readonly channels: readonly Channel[];
}

const DISTANCE = "/Scaling/Items/Distance";
const CHANNEL = "/Information/Image/Dimensions/Channels/Channel";
const DISPLAY = "/DisplaySetting/Channels/Channel";

/** Sizes are in metres there. All is empty in other documents. Throws "invalid-data" for bytes that are no XML. */
export function parseZenMetadata(bytes: Bytes): ZenMetadata {
  const sizes = new Map<string, { readonly size: number; readonly unit: string }>();
  const names: (string | undefined)[] = [];
  const colors: (number | undefined)[] = [];
  let axis = "";
  walkXml(bytes, "zen", {
    open(path, attributes) {
      if (path.endsWith(DISTANCE)) axis = attributes("Id")?.toLowerCase() ?? "";
      if (path.endsWith(CHANNEL)) names.push(attributes("Name"));
      if (path.endsWith(DISPLAY)) colors.push(undefined);
    },
    close(path, text) {
      const size = Number(text || Number.NaN) * 1e6;
      if (path.endsWith(`${DISTANCE}/Value`) && /^[xyz]$/.test(axis) && size > 0 && Number.isFinite(size)) {
        sizes.set(axis, { size, unit: "micrometer" });
      }
      if (path.endsWith(`${DISPLAY}/Color`)) colors[colors.length - 1] = parseArgb(text);
    },
  });
  const channels = Array.from({ length: Math.max(names.length, colors.length) }, (_, c): Channel => {
    const [name, color] = [names[c], colors[c]];
    return { ...(name && { name }), ...(color !== undefined && { color }) };
  });
  return { sizes: Object.fromEntries(sizes), channels };
}
