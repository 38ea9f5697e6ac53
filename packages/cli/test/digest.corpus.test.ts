/** `digest --json` over every file of the corpus, against the digests of the reference implementations. */

import { isJsonObject, type JsonObject, jsonEquals } from "@chunkwright/core";
import { type Expected, hasShared, readExpected, sharedPath } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { jsonLines, runCommand } from "./run-command.ts";

/** Where files and their `expected.json` lie, and how many of their arrays must be exact. */
const FOLDERS = [
  ["corpus/hdf5/h5py", 4],
  ["corpus/hdf5/h5wasm", 8],
  ["corpus/hdf5/hdf5_plugins", 251],
  ["corpus/hdf5/jhdf", 2310],
  ["corpus/hdf5/jsfive", 6],
  ["corpus/hdf5/pyfive", 56],
  ["corpus/ims", 20],
  ["corpus/tiff/findings", 9],
  ["corpus/tiff/image-js", 56],
  ["corpus/tiff/image-tiff", 205],
  ["corpus/tiff/viv", 14],
  ["corpus/zarr/tensorstore", 84],
  ["corpus/zarr/zarrita", 224],
  ["corpus/zarr/zarr-extensions", 1],
  ["corpus/zarr/n5-universe", 20],
  ["data", 143],
] as const;

if (!hasShared("corpus")) console.warn(`No corpus at ${sharedPath()}: set CHUNKWRIGHT_SHARED`);

describe.skipIf(!hasShared("corpus"))("chunkwright digest over the corpus", () => {
  it.each(FOLDERS)("gives no wrong digest and no untyped error for %s", async (folder, leastExact) => {
    const expected = await readExpected(...folder.split("/"));
    const skipped = new Set(expected.filter(({ tooLarge }) => tooLarge).map(({ file }) => file));
    const files = [...new Set(expected.map(({ file }) => file))].filter((file) => !skipped.has(file));
    const { out, err } = await runCommand(
      "digest",
      "--json",
      ...files.map((file) => sharedPath(folder, file)),
    );
    expect(err).toBe("");
    const printed = jsonLines(out).filter(isJsonObject);
    expect(printed.filter(isUntyped)).toEqual([]);

    const counts: Record<string, number> = {};
    const wrong: unknown[] = [];
    for (const entry of expected) {
      if (skipped.has(entry.file) || entry.sha256 === undefined) continue;
      const outcome = outcomeOf(entry, linesOf(entry, folder, printed));
      const isApart = entry.disputed || entry.extension || entry.lossy;
      const key = `${isApart ? "apart: " : ""}${outcome}`;
      counts[key] = (counts[key] ?? 0) + 1;
      if (key === "wrong") wrong.push(entry);
    }
    console.log(folder, JSON.stringify(counts));
    expect(wrong).toEqual([]);
    expect(counts.exact ?? 0).toBeGreaterThanOrEqual(leastExact);
  });
});

/** What was printed for the array of an entry, under its own path or an alias. */
function linesOf({ file, array, aliases }: Expected, folder: string, printed: readonly JsonObject[]) {
  const paths = [array, ...(Array.isArray(aliases) ? aliases : [])];
  return printed.filter(
    (line) =>
      line.file === sharedPath(folder, file) && line.sha256 !== undefined && paths.includes(line.array),
  );
}

function outcomeOf({ sha256, shape, dataType }: Expected, lines: readonly JsonObject[]): string {
  if (lines.length === 0) return "refused";
  const isExact = lines.some(
    (line) =>
      line.sha256 === sha256 && line.dataType === dataType && jsonEquals(line.shape ?? null, shape ?? null),
  );
  return isExact ? "exact" : "wrong";
}

function isUntyped({ error }: JsonObject): boolean {
  return error !== undefined && (!isJsonObject(error) || error.code === "internal");
}
