/**
 * Names of axes from dimension scales and labels. HDF5 Dimension Scale Specification 1.0 (H5DS); netCDF-4 names its
 * dimensions the same way.
 *
 * @module
 */

import { type CallOptions, isStorageError } from "@chunkwright/core";
import { type Hdf5Attribute, readAttributes } from "./attribute.ts";
import { objectAddress } from "./dereference.ts";
import type { Hdf5Context } from "./hdf5-context.ts";
import { readObjectHeader } from "./object-header.ts";
import { Hdf5Reference, type Hdf5Value } from "./values.ts";

/** The name of a link to the object at an address, from the groups that lead to a dataset. */
export type FindLinkName = (address: number, options?: CallOptions) => Promise<string | undefined>;

export interface NamedObject {
  /** Last part of its path. */
  readonly name: string;
  readonly rank: number;
  readonly attributes: readonly Hdf5Attribute[];
}

/** What netCDF-4 writes for the name of a dimension that has no variable, followed by its length. */
const NO_VARIABLE = "This is a netCDF dimension but not a netCDF variable";

/** `undefined` if no axis has a name. */
export async function dimensionNames(
  context: Hdf5Context,
  object: NamedObject,
  findLinkName: FindLinkName,
  options?: CallOptions,
): Promise<readonly (string | null)[] | undefined> {
  const { rank, name, attributes } = object;
  const attribute = (wanted: string) => attributes.find((one) => one.name === wanted);
  const labels = await valuesOf(attribute("DIMENSION_LABELS"), options);
  const scales = await valuesOf(attribute("DIMENSION_LIST"), options);
  const isScale = rank === 1 && (await textOf(attribute("CLASS"), options)) === "DIMENSION_SCALE";
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

/** The name that a scale gives itself, or the one that it is linked by. */
async function scaleName(
  context: Hdf5Context,
  scale: Hdf5Reference,
  findLinkName: FindLinkName,
  options?: CallOptions,
): Promise<string | null> {
  try {
    const address = objectAddress(context, scale);
    const attributes = await readAttributes(
      context,
      await readObjectHeader(context, address, options),
      options,
    );
    const own = await textOf(
      attributes.find(({ name }) => name === "NAME"),
      options,
    );
    if (own && !own.startsWith(NO_VARIABLE)) return own;
    return (await findLinkName(address, options)) ?? null;
  } catch (error) {
    if (isStorageError(error, "invalid-data", "unsupported")) return null;
    throw error;
  }
}

/** No values for an attribute that is not there or broken: names are a convenience. */
async function valuesOf(
  attribute: Hdf5Attribute | undefined,
  options?: CallOptions,
): Promise<readonly Hdf5Value[]> {
  if (!attribute) return [];
  try {
    return await attribute.values(options);
  } catch (error) {
    if (isStorageError(error, "invalid-data", "unsupported")) return [];
    throw error;
  }
}

async function textOf(
  attribute: Hdf5Attribute | undefined,
  options?: CallOptions,
): Promise<string | undefined> {
  const [value] = await valuesOf(attribute, options);
  return typeof value === "string" ? value : undefined;
}
