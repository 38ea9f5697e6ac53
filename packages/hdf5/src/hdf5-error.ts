/**
 * The two ways in which an HDF5 file cannot be read.
 *
 * @module
 */

import { StorageError } from "@chunkwright/core";

/** Where the contradiction lies and which part of the HDF5 File Format Specification 4.0 it contradicts. */
export interface Hdf5Place {
  readonly offset?: number;
  readonly section?: string;
}

export function invalidHdf5(message: string, place: Hdf5Place = {}): StorageError<"invalid-data"> {
  return new StorageError("invalid-data", message, { format: "hdf5", ...place });
}

export function unsupportedHdf5(message: string, feature: string): StorageError<"unsupported"> {
  return new StorageError("unsupported", message, { format: "hdf5", feature });
}

export function invalidDatatype(what: string, fact: string): StorageError<"invalid-data"> {
  return invalidHdf5(`Cannot read the datatype in ${what}: ${fact}`, { section: "§IV.A.2.d" });
}
