/** Every array of the corpus against the digests of the reference readers. */

import { readFile } from "node:fs/promises";
import { fileOfBytes, isStorageError, jsonEquals } from "@chunkwright/core";
import { type Expected, hasShared, readExpected, sharedPath } from "@chunkwright/testkit";
import { describe, expect, test } from "vitest";
import { type Hdf5Array, openHdf5 } from "../src/index.ts";
import { digest } from "./digest.ts";

const FOLDERS = [
  "corpus/hdf5/h5py",
  "corpus/hdf5/h5wasm",
  "corpus/hdf5/hdf5_plugins",
  "corpus/hdf5/jhdf",
  "corpus/hdf5/jsfive",
  "corpus/hdf5/pyfive",
  "corpus/ims",
];

if (!hasShared("corpus", "hdf5")) console.warn(`No corpus at ${sharedPath()}: set CHUNKWRIGHT_SHARED`);

describe.skipIf(!hasShared("corpus", "hdf5")).each(FOLDERS)("%s", (folder) => {
  test("gives the expected digests, and typed errors for the rest", { timeout: 240_000 }, async () => {
    const misses: string[] = [];
    const expected = await readExpected(folder);
    for (const file of new Set(expected.map((line) => line.file))) {
      const lines = expected.filter((line) => line.file === file);
      const arrays = await openArrays(sharedPath(folder, file));
      for (const line of lines.filter(({ sha256 }) => sha256 !== undefined)) {
        const miss = await missOf(line, arrays);
        if (miss) misses.push(`${file} ${line.array}: ${miss}`);
      }
    }
    expect(misses).toEqual([]);
  });
});

async function openArrays(path: string): Promise<ReadonlyMap<string, Hdf5Array>> {
  const found = new Map<string, Hdf5Array>();
  try {
    const file = await openHdf5(fileOfBytes(new Uint8Array(await readFile(path))));
    for await (const array of file.arrays()) found.set(array.path, array);
  } catch (error) {
    if (!isStorageError(error)) throw error;
  }
  return found;
}

/** What is wrong with the array of a line, by whichever of its names it was found. */
async function missOf(
  { array, aliases, dataType, shape, sha256 }: Expected,
  arrays: ReadonlyMap<string, Hdf5Array>,
): Promise<string | undefined> {
  const names = [array, ...(Array.isArray(aliases) ? aliases : [])].map(String);
  const found = names.map((name) => arrays.get(name)).find((one) => one !== undefined);
  if (!found) return "not found";
  if ("error" in found) return found.error.message;
  const { info } = found.source;
  if (info.dataType !== dataType || !jsonEquals(info.shape, shape ?? null)) {
    return `${info.dataType} [${info.shape}], not ${dataType} [${shape}]`;
  }
  try {
    return (await digest(found.source)) === sha256 ? undefined : "other elements";
  } catch (error) {
    if (isStorageError(error)) return error.message;
    throw error;
  }
}
