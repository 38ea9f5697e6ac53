/** Real images converted to OME-TIFF, from TIFF and from OME-Zarr: the same pixels, the same statements. */

import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { chunkIndices, gridShape } from "@chunkwright/core";
import { hasShared, readExpected, sharedPath } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { openSource } from "../../src/open-source.ts";
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

  it("keeps JPEG tiles byte for byte, by way of OME-Zarr too", async () => {
    const directory = await temporaryDirectory();
    const [zarr, around] = ["a.zarr", "around.tif"].map((name) => join(directory, name)) as [string, string];
    const source = sharedPath("data/tissue-jpeg-pyramid.tif");
    const keep = ["--compression", "keep"];
    for (const args of [
      [source, zarr, ...keep],
      [zarr, around],
    ]) {
      const { exitCode, out } = await runCommand("convert", ...args, "--json", "--quiet");
      const { arrays } = JSON.parse(out) as { arrays: { written: number; copied: number }[] };
      expect({ exitCode, recoded: arrays.filter(({ written, copied }) => copied !== written) }).toEqual({
        exitCode: 0,
        recoded: [],
      });
    }
    expect(await runCommand("verify", source, around, "--quiet")).toMatchObject({ exitCode: 0, out: "" });
    expect(await jpegTiles(around)).toEqual(await jpegTiles(source));
  });
});

describe.skipIf(!hasShared("corpus/tiff"))("chunkwright convert to OME-TIFF, of the TIFF corpus", () => {
  it.each([
    ["as it comes", []],
    ["in other tiles and codecs", ["--chunk", "64,64", "--compression", "lzw"]],
  ])("keeps every file whole that can be read: %s", async (_name, options) => {
    const target = join(await temporaryDirectory(), "a.ome.tif");
    const names = await readdir(sharedPath("corpus/tiff"), { recursive: true });
    const wrong: { name: string; said: string }[] = [];
    let kept = 0;
    for (const name of names.filter((file) => /\.tiff?$/.test(file))) {
      const source = sharedPath("corpus/tiff", name);
      const readable = await runCommand("verify", source, source, "--quiet");
      if (readable.exitCode !== 0) continue;
      const converted = await runCommand("convert", source, target, "--quiet", "--overwrite", ...options);
      const { exitCode, out, err } =
        converted.exitCode === 0 ? await runCommand("verify", source, target, "--quiet") : converted;
      if (exitCode === 0) kept += 1;
      else wrong.push({ name, said: out + err });
    }
    expect(wrong).toEqual([]);
    expect(kept).toBeGreaterThan(200);
  });
});

/** Digest of the stored tiles of the finest level, in order. */
async function jpegTiles(path: string): Promise<string> {
  const opened = await openSource(path);
  const level = (await opened.images())!.images[0]!.levels[0].source;
  const hash = createHash("sha256");
  for (const index of chunkIndices(gridShape(level.info))) {
    const encoded = await level.readEncodedChunk(index);
    hash.update(encoded!.bytes);
  }
  await opened.close();
  return hash.digest("hex");
}
