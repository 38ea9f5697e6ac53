/**
 * Names of axes from dimension scales and labels. HDF5 Dimension Scale Specification 1.0 (H5DS); netCDF-4 names its
 * dimensions the same way.
 *
 * @module
 */

import { type CallOptions, isStorageError } from "@chunkwright/core";
import type { Hdf5Context } from "../hdf5-context.ts";
import { Hdf5Reference, type Hdf5Value } from "../value/values.ts";
import { type ObjectAttributes, readAttributes } from "./attribute.ts";
import { objectAddress } from "./dereference.ts";
import { readObjectHeader } from "./object-header.ts";
import { SCALE_CLASS } from "./scale-attributes.ts";

/** The name of a link to the object at an address, from the groups that lead to a dataset. */
export type FindLinkName = (address: number, options?: CallOptions) => Promise<string | undefined>;

export interface NamedObject extends ObjectAttributes {
  /** Last part of its path. */
  readonly name: string;
  readonly rank: number;
}

/** What netCDF-4 writes for the name of a dimension that has no variable, followed by its length. */
export const NO_VARIABLE = "This is a netCDF dimension but not a netCDF variable.";

/** `undefined` if no axis has a name. */
export async function dimensionNames(
  context: Hdf5Context,
  object: NamedObject,
  findLinkName: FindLinkName,
  options?: CallOptions,
): Promise<readonly (string | null)[] | undefined> {
  const { rank, name } = object;
  const [labels, scales, [scaleClass]] = await Promise.all([
    valuesOf(object, "DIMENSION_LABELS", options),
    valuesOf(object, "DIMENSION_LIST", options),
    valuesOf(object, "CLASS", options),
  ]);
  const isScale = rank === 1 && scaleClass === SCALE_CLASS;
  const names = await Promise.all(
    Array.from({ length: rank }, async (_, axis): Promise<string | null> => {
      const label = labels[axis];
      if (typeof label === "string" && label !== "") return label;
      const scale = Array.isArray(scales[axis]) ? scales[axis][0] : undefined;
      if (scale instanceof Hdf5Reference) return scaleName(context, scale, findLinkName, options);
      return isScale ? name : null;
    }),
  );
  return names.some((one) => one !== null) ? names : undefined;
}

/** None if there is no such attribute, or it cannot be read. JSON leaves these out. */
async function valuesOf(
  { typedAttributes, brokenAttributes }: ObjectAttributes,
  name: string,
  options?: CallOptions,
): Promise<readonly Hdf5Value[]> {
  if (brokenAttributes.has(name)) return [];
  return (await typedAttributes.get(name)?.values(options)) ?? [];
}

/** The name that a scale gives itself, or the one that it is linked by. */
async function scaleName(
  context: Hdf5Context,
  scale: Hdf5Reference,
  findLinkName: FindLinkName,
  options?: CallOptions,
): Promise<string | null> {
  try {
    const address = objectAddress(context, scale);
    const header = await readObjectHeader(context, address, options);
    const [own] = await valuesOf(await readAttributes(context, header, options), "NAME", options);
    if (typeof own === "string" && own !== "" && !own.startsWith(NO_VARIABLE)) return own;
    return (await findLinkName(address, options)) ?? null;
  } catch (error) {
    if (isStorageError(error, "invalid-data", "unsupported", "not-found")) return null;
    throw error;
  }
}
