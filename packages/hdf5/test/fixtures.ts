/** The files that fixtures/generate.py wrote. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Bytes, fileOfBytes } from "@chunkwright/core";
import { type Hdf5Dataset, type Hdf5File, type OpenHdf5Options, openHdf5 } from "../src/index.ts";

const FOLDER = join(import.meta.dirname, "fixtures");

/** What h5py reads. */
export interface ExpectedArray {
  readonly array: string;
  readonly dataType: string;
  readonly shape: readonly number[];
  readonly sha256: string;
}

export const FIXTURES: readonly string[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".h5"))
  .map((name) => name.slice(0, -".h5".length));

export function fixture(name: string): Bytes {
  return new Uint8Array(readFileSync(join(FOLDER, `${name}.h5`)));
}

export function expectedArrays(name: string): readonly ExpectedArray[] {
  return JSON.parse(readFileSync(join(FOLDER, `${name}.json`), "utf8")) as ExpectedArray[];
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
