/**
 * A multiscale of OME-Zarr 0.6 in the notation of 0.5: axes and placements without coordinate systems.
 *
 * @module
 */

import { isJsonObject, type JsonObject } from "@chunkwright/core";
import { listField, objectField } from "./ngff-fields.ts";
import { parseSystems } from "./parse-coordinate-systems.ts";

/** What an axis may say from 0.4 to 0.5. */
const AXIS_MEMBERS = ["name", "type", "unit"];

/**
 * The datasets' own coordinate system as `axes`, their transformations as a scale and perhaps a translation. `lose` is
 * called with further systems, and with what axes say beyond 0.5. Throws "unsupported" for transformations of other
 * kinds.
 */
export function withoutSystems(multiscale: JsonObject, lose: (what: string) => void): JsonObject {
  const { coordinateSystems, coordinateTransformations = [], ...rest } = multiscale;
  const parsed = parseSystems(multiscale);
  const systems = listField(coordinateSystems, "coordinateSystems");
  const isOnly =
    systems.length === 1 && listField(coordinateTransformations, "coordinateTransformations").length === 0;
  if (!isOnly) lose("coordinate systems beside that of the datasets");
  return {
    ...rest,
    axes: parsed.statedAxes.map((axis) => plainAxis(objectField(axis, "axes"), lose)),
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
function plainAxis({ discrete, ...axis }: JsonObject, lose: (what: string) => void): JsonObject {
  const isPlain = ([name]: readonly [string, unknown]) => AXIS_MEMBERS.includes(name);
  const members = Object.entries(axis);
  for (const [name] of members.filter((member) => !isPlain(member))) lose(`the member ${name} of an axis`);
  if (discrete !== undefined && discrete !== false) lose("a discrete axis");
  return Object.fromEntries(members.filter(isPlain));
}
