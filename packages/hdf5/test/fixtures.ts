/** The files that fixtures/generate.py wrote, and what h5py reads of them. */

import { join } from "node:path";
import { type Bytes, fileOfBytes } from "@chunkwright/core";
import { type ExpectedArray, fixtureFiles } from "@chunkwright/testkit";
import { type Hdf5Dataset, type Hdf5File, type OpenHdf5Options, openHdf5 } from "../src/index.ts";

const FILES = fixtureFiles(join(import.meta.dirname, "fixtures"), ".h5");

export const FIXTURES: readonly string[] = FILES.names;

export function fixture(name: string): Bytes {
  return FILES.bytes(name);
}

export function expectedArrays(name: string): readonly ExpectedArray[] {
  return FILES.expectedArrays(name);
}

export function openFixture(name: string, options?: OpenHdf5Options): Promise<Hdf5File> {
  return openHdf5(fileOfBytes(fixture(name)), options);
}

/** The dataset at `path` of a fixture. */
export async function dataset(name: string, path: string, options?: OpenHdf5Options): Promise<Hdf5Dataset> {
  const found = await (await openFixture(name, options)).root.open(path);
  if (found?.kind !== "array") throw new Error(`${name} has no dataset ${path}`);
  return found;
}
