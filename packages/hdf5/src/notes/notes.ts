/**
 * What HDF5 objects hold beyond groups, arrays and JSON. Copies in other formats keep it as an attribute, so that a copy
 * of them back to HDF5 is the same again.
 *
 * @module
 */

import type { Json, JsonObject } from "@chunkwright/core";

/** The attribute that holds an object's notes. */
export const NOTES_NAME = "_hdf5";

/** The notes on a group or a dataset. Paths start from the root. */
export type Notes = {
  /** Another link to an object that is copied at that path. */
  readonly sameAs?: string;
  /** Datatypes committed in a group, by name, as `datatype` spells them. */
  readonly datatypes?: { readonly [name: string]: string };
  /** Links of a group that are no members of its copy. */
  readonly links?: { readonly [name: string]: NotedLink };
  /** Attributes that are not stored as our writer would store their JSON. */
  readonly attributes?: { readonly [name: string]: NotedAttribute };
  /** The array is a netCDF dimension without a variable: only its length means something. */
  readonly isDimension?: true;
  /** The datatype of a dataset's elements, its message in base64: see `printDatatype`. */
  readonly datatype?: string;
  /** Where that datatype has been committed. */
  readonly committed?: string;
  /** The dataspace is null: there are no elements and no axes. */
  readonly isNull?: true;
  /** How far a dataset may grow; null without limit. */
  readonly maxShape?: readonly (number | null)[];
  /**
   * Elements that refer to objects, in C order; "addresses" where they are too many, or parts of records and sequences,
   * which are copied with addresses of the original in them.
   */
  readonly references?: readonly NotedReference[] | "addresses";
};

export type NotedLink =
  | { readonly kind: "hard"; readonly path: string }
  | { readonly kind: "soft"; readonly path: string }
  | { readonly kind: "external"; readonly file: string; readonly path: string };

export type NotedAttribute = {
  readonly datatype: string;
  /** Where that datatype has been committed. */
  readonly committed?: string;
  /** null for a null dataspace. */
  readonly shape: readonly number[] | null;
  /** The elements in C order, where the attribute's own JSON has addresses in them. */
  readonly values?: readonly Json[];
};

/** null for a reference to nothing; `start` and `shape` for a box, for other regions the `selection`, in base64: see `printSelection`. */
export type NotedReference = JsonObject | null;
