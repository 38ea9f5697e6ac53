/** Copies of HDF5 files, by way of other formats too, as h5py sees them. */

import { join } from "node:path";
import { python } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { runCommand } from "../run-command.ts";
import { temporaryDirectory } from "../temporary-directory.ts";

/** Makes a file, and describes it and its copies. */
const SCRIPTS = { h5py: "hdf5_objects.py", "netCDF-C": "netcdf.py" } as const;

async function convert(...args: readonly string[]): Promise<void> {
  expect(await runCommand("convert", "-q", ...args)).toMatchObject({ exitCode: 0, err: "" });
}

describe.each(Object.entries(SCRIPTS))("chunkwright convert, of HDF5 by %s", (_, name) => {
  it.each([
    ["straight", []],
    ["by way of Zarr v3", ["b.zarr"]],
    ["by way of Zarr v2", ["b.zarr", "--zarr-version", "2"]],
  ])("keeps links, references, dimensions and datatypes %s", async (_way, [between, ...options]) => {
    const script = join(import.meta.dirname, "../interop", name);
    const directory = await temporaryDirectory();
    const [source, copy] = [join(directory, "a.h5"), join(directory, "c.h5")];
    await python(script, "make", source);
    const from = between === undefined ? source : join(directory, between);
    if (between !== undefined) await convert(source, from, ...options);
    await convert(from, copy);
    const expected: unknown = JSON.parse(await python(script, "describe", source));
    expect(JSON.parse(await python(script, "describe", copy))).toEqual(expected);
  });
});
