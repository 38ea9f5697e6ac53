/**
 * Dataspaces: the shape of a dataset or an attribute. HDF5 File Format Specification 4.0 §IV.A.2.b.
 *
 * @module
 */

import type { Shape } from "@chunkwright/core";
import type { FieldReader } from "../file/field-reader.ts";
import { invalidHdf5 } from "../hdf5-error.ts";

export interface Dataspace {
  /** `undefined` for a null dataspace, which has no elements; `[]` for a scalar. */
  readonly shape: Shape | undefined;
  /** How far each axis may grow; `undefined` without limit. */
  readonly maxShape: readonly (number | undefined)[];
}

const HAS_MAX_SHAPE = 1;
const NULL_SPACE = 2;
/** H5S_MAX_RANK. */
const MAX_RANK = 32;

/**
 *    0  1  version, 1 or 2
 *    1  1  dimensionality
 *    2  1  flags: bit 0 maximum sizes stored
 *    3  1  version 2: type, 0 scalar, 1 simple, 2 null; version 1: reserved
 *  ( 4  4  version 1: reserved)
 *          L size of each axis
 *  (       L maximum size of each axis, all bits set for no limit)
 */
export function parseDataspace(fields: FieldReader): Dataspace {
  const version = fields.version(1, 2);
  const rank = fields.u8();
  const flags = fields.u8();
  const type = fields.u8();
  if (version === 1) fields.skip(4);
  if (rank > MAX_RANK)
    throw invalidHdf5(`Cannot read ${fields.what}: a dataspace has ${rank} axes`, { section: "§IV.A.2.b" });
  if (version === 2 && type === NULL_SPACE) return { shape: undefined, maxShape: [] };
  const shape = Array.from({ length: rank }, () => fields.length());
  const maxShape =
    flags & HAS_MAX_SHAPE
      ? Array.from({ length: rank }, () => fields.uintOrUndefined(fields.sizes.sizeOfLengths))
      : shape;
  return { shape, maxShape };
}
