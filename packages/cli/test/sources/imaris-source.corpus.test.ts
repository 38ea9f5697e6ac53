/** Files that ImarisWriter wrote, against the pixels that it was given. */

import { readFile } from "node:fs/promises";
import { hasShared, sharedPath } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { digestOf } from "../../src/compare/digest-of.ts";
import { openSource } from "../../src/open-source.ts";
import { runCommand } from "../run-command.ts";
import { temporaryDirectory } from "../temporary-directory.ts";

if (!hasShared("corpus/ims")) console.warn(`No Imaris files at ${sharedPath()}: set CHUNKWRIGHT_SHARED`);

interface Truth {
  readonly file: string;
  readonly dataType: string;
  readonly shape: readonly number[];
  readonly sha256: string;
}

const TRUTH: readonly Truth[] = hasShared("corpus/ims")
  ? JSON.parse(await readFile(sharedPath("corpus/ims", "truth.json"), "utf8"))
  : [];

describe.skipIf(TRUTH.length === 0)("genuine Imaris files", () => {
  it.each(TRUTH)("$file has the pixels that were written", async ({ file, dataType, shape, sha256 }) => {
    const source = await openSource(sharedPath("corpus/ims", file));
    try {
      const [image] = (await source.images())?.images ?? [];
      const finest = image?.levels[0].source;
      expect(finest?.info).toMatchObject({ dataType, shape });
      expect(finest && (await digestOf(finest))).toBe(sha256);
    } finally {
      await source.close();
    }
  });

  it.each(TRUTH)("$file becomes an OME-Zarr that says the same", async ({ file }) => {
    const target = `${await temporaryDirectory()}/out.zarr`;
    const source = sharedPath("corpus/ims", file);
    expect(await runCommand("convert", source, target, "--quiet")).toMatchObject({ exitCode: 0 });
    expect(await runCommand("verify", source, target, "--quiet")).toMatchObject({ exitCode: 0, out: "" });
  });
});
