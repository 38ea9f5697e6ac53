/**
 * A multiscale of OME-Zarr 0.6 in the notation of 0.5: axes and placements without coordinate systems.
 *
 * @module
 */

import { isJsonObject, type JsonObject } from "@chunkwright/core";
import { unplacedNgff } from "./migrate-multiscale.ts";
import { listField, objectField } from "./ngff-fields.ts";
import type { ReleasedNgffVersion } from "./ngff-version.ts";
import { parseSystems } from "./parse-coordinate-systems.ts";

/** What an axis may say from 0.4 to 0.5. */
const AXIS_MEMBERS = ["name", "type", "unit"];

/**
 * The datasets' own coordinate system as `axes`, their transformations as a scale and perhaps a translation. The
 * names of the system and of its ends go: nothing else may refer to them. Throws "unsupported", naming `version`, if
 * there are further systems, transformations of other kinds, or axes that say more.
 */
export function withoutSystems(multiscale: JsonObject, version: ReleasedNgffVersion): JsonObject {
  const { coordinateSystems, coordinateTransformations = [], ...rest } = multiscale;
  const parsed = parseSystems(multiscale);
  const [system, ...others] = listField(coordinateSystems, "coordinateSystems").map((item) =>
    objectField(item, "coordinateSystems"),
  );
  if (others.length > 0 || listField(coordinateTransformations, "coordinateTransformations").length > 0) {
    throw unplacedNgff(version, "coordinate systems beside that of the datasets");
  }
  return {
    ...rest,
    axes: listField(system?.axes, "axes").map((axis) => plainAxis(objectField(axis, "axes"), version)),
    datasets: listField(multiscale.datasets, "datasets").map((dataset, i) => {
      const { scale, translation } = parsed.datasets[i]!.placement;
      const isShifted = translation.some((offset) => offset !== 0);
      return {
        ...(isJsonObject(dataset) && dataset),
        coordinateTransformations: [
          { type: "scale", scale },
          ...(isShifted ? [{ type: "translation", translation }] : []),
        ],
      };
    }),
  };
}

/** Axes are not discrete by default. */
function plainAxis({ discrete, ...axis }: JsonObject, version: ReleasedNgffVersion): JsonObject {
  const other = Object.keys(axis).find((name) => !AXIS_MEMBERS.includes(name));
  if (other !== undefined) throw unplacedNgff(version, `the member ${other} of an axis`);
  if (discrete !== undefined && discrete !== false) throw unplacedNgff(version, "a discrete axis");
  return axis;
}
