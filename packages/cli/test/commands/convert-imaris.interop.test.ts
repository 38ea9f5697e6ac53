/** Genuine Imaris files by way of OME-Zarr: h5py finds every object, attribute and element as ImarisWriter wrote it. */

import { join } from "node:path";
import { hasShared, python, sharedPath } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { runCommand } from "../run-command.ts";
import { temporaryDirectory } from "../temporary-directory.ts";

const SCRIPT = join(import.meta.dirname, "../interop/compare_hdf5.py");

async function convert(...args: readonly string[]): Promise<void> {
  expect(await runCommand("convert", ...args, "--quiet")).toMatchObject({ exitCode: 0 });
}

async function differences(a: string, b: string): Promise<readonly string[]> {
  return JSON.parse(await python(SCRIPT, a, b));
}

describe.skipIf(!hasShared("corpus/ims"))("chunkwright convert to Imaris", () => {
  it.each([
    ["u8_gz_3d.ims", "a.zarr", "gzip:2"],
    ["u16_lz4.ims", "a.zarr", "lz4"],
    ["u8_gz_3d.ims", "a.ome.tiff", "gzip:2"],
    ["u16_lz4.ims", "a.ome.tiff", "lz4"],
  ])("writes %s as it was, by way of %s", async (file, between, compression) => {
    const directory = await temporaryDirectory();
    const genuine = sharedPath("corpus/ims", file);
    await convert(genuine, join(directory, between));
    await convert(join(directory, between), join(directory, "b.ims"), "--compression", compression);
    expect(await differences(genuine, join(directory, "b.ims"))).toEqual([]);
  });

  it("copies chunks without decoding them where it can", async () => {
    const directory = await temporaryDirectory();
    const genuine = sharedPath("corpus/ims/u16_shufgz_c1.ims");
    const { exitCode, out } = await runCommand("convert", genuine, join(directory, "b.ims"), "--json");
    expect(exitCode).toBe(0);
    expect(JSON.parse(out).arrays).toMatchObject([{ written: 3, copied: 3 }]);
    expect(await differences(genuine, join(directory, "b.ims"))).toEqual([]);
  });

  it("makes the levels, histograms and thumbnails that ImarisWriter makes of the same pixels", async () => {
    const directory = await temporaryDirectory();
    const genuine = sharedPath("corpus/ims/u8_gz_3d.ims");
    await convert(genuine, join(directory, "a.zarr"), "--levels", "1");
    await convert(join(directory, "a.zarr"), join(directory, "b.ims"));
    expect(await differences(genuine, join(directory, "b.ims"))).toEqual([]);
  });
});
