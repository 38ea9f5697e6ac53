/** Copies of HDF5 files, by way of other formats too, as h5py sees them. */

import { join } from "node:path";
import { python } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { runCommand } from "../run-command.ts";
import { temporaryDirectory } from "../temporary-directory.ts";

const SCRIPT = join(import.meta.dirname, "../interop/hdf5_objects.py");

async function convert(...args: readonly string[]): Promise<void> {
  expect(await runCommand("convert", "-q", ...args)).toMatchObject({ exitCode: 0, err: "" });
}

describe("chunkwright convert, of HDF5", () => {
  it.each([
    ["straight", []],
    ["by way of Zarr v3", ["b.zarr"]],
    ["by way of Zarr v2", ["b.zarr", "--zarr-version", "2"]],
  ])("keeps links, references and datatypes %s", async (_, [between, ...options]) => {
    const directory = await temporaryDirectory();
    const [source, copy] = [join(directory, "a.h5"), join(directory, "c.h5")];
    await python(SCRIPT, "make", source);
    const from = between === undefined ? source : join(directory, between);
    if (between !== undefined) await convert(source, from, ...options);
    await convert(from, copy);
    const expected: unknown = JSON.parse(await python(SCRIPT, "describe", source));
    expect(JSON.parse(await python(SCRIPT, "describe", copy))).toEqual(expected);
  });
});
