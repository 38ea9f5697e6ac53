/** Real images converted to OME-TIFF, from TIFF and from OME-Zarr: the same pixels, the same statements. */

import { join } from "node:path";
import { hasShared, readExpected, sharedPath } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { runCommand } from "../run-command.ts";
import { temporaryDirectory } from "../temporary-directory.ts";

if (!hasShared("data")) console.warn(`No data at ${sharedPath()}: set CHUNKWRIGHT_SHARED`);

const FILES = hasShared("data") ? await tiffFiles() : [];

async function tiffFiles(): Promise<readonly string[]> {
  const files = (await readExpected("data")).map(({ file }) => file);
  return [...new Set(files)].filter((file) => /\.tiff?$/.test(file));
}

describe.skipIf(!hasShared("data"))("chunkwright convert to OME-TIFF", () => {
  it.each(FILES)("keeps %s whole, by way of OME-Zarr too", async (file) => {
    const directory = await temporaryDirectory();
    const source = sharedPath("data", file);
    const [direct, zarr, around] = ["direct.ome.tif", "a.zarr", "around.ome.tif"].map((name) =>
      join(directory, name),
    ) as [string, string, string];
    for (const [from, to] of [
      [source, direct],
      [source, zarr],
      [zarr, around],
    ] as const) {
      const { exitCode, err } = await runCommand("convert", from, to, "--quiet");
      expect({ exitCode, err: err.replaceAll(/^warning: .*\n/gm, "") }).toEqual({ exitCode: 0, err: "" });
    }
    for (const target of [direct, around]) {
      const { exitCode, out } = await runCommand("verify", source, target, "--quiet");
      expect({ target, exitCode, out }).toEqual({ target, exitCode: 0, out: "" });
    }
    const back = await runCommand("verify", zarr, around, "--quiet");
    expect(back).toMatchObject({ exitCode: 0, out: "" });
  });
});
