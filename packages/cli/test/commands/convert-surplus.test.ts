/** Chunks that hold more than their elements: readers of HDF5 and TIFF accept them, those of Zarr and N5 do not. */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCommand } from "../run-command.ts";
import { temporaryDirectory } from "../temporary-directory.ts";
import { tinyTiff } from "../tiny-tiff.ts";

const [HDF5, PLUGINS] = ["surplus", "surplus-plugins"].map((name) =>
  join(import.meta.dirname, "../../../hdf5/test/fixtures", `${name}.h5`),
) as [string, string];

async function copied(source: string, target: string, ...options: readonly string[]): Promise<string> {
  const { exitCode, err } = await runCommand("convert", source, target, ...options);
  expect(exitCode, err).toBe(0);
  expect((await runCommand("verify", source, target)).out).toBe("");
  return err;
}

describe("chunks with a surplus", () => {
  it.each([
    ["a.zarr", "--compression", "keep"],
    ["a.zarr", "--zarr-version", "2"],
    ["a.n5", "--compression", "auto"],
  ])("of HDF5 are encoded anew for %s %s %s", async (name, ...options) => {
    const err = await copied(HDF5, join(await temporaryDirectory(), name), ...options);
    expect(err).toMatch(/4 chunks, [01] of them copied/);
  });

  it("of HDF5 are encoded anew if bytes follow what plugins have compressed", async () => {
    const err = await copied(PLUGINS, join(await temporaryDirectory(), "a.zarr"));
    expect(err).toMatch(/5 chunks, 0 of them copied/);
  });

  it("of HDF5 are copied into HDF5", async () => {
    const err = await copied(HDF5, join(await temporaryDirectory(), "a.h5"));
    expect(err).toMatch(/4 chunks, 3 of them copied/);
  });

  it("of TIFF are encoded anew for Zarr", async () => {
    const folder = await temporaryDirectory();
    const source = join(folder, "a.tif");
    await writeFile(source, tinyTiff({ height: 6, rowsPerStrip: 6, surplus: 99 }));
    const err = await copied(source, join(folder, "a.zarr"), "--zarr-version", "2", "--levels", "1");
    expect(err).toMatch(/1 chunk, 0 of them copied/);
  });
});
