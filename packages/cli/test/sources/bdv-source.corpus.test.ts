/** A time-lapse that BigDataViewer's exporter laid out, against the pixels that it was made of. */

import { readFile } from "node:fs/promises";
import { hasShared, sharedPath } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { digestOf } from "../../src/compare/digest-of.ts";
import { openSource } from "../../src/open-source.ts";
import { runCommand } from "../run-command.ts";
import { temporaryDirectory } from "../temporary-directory.ts";

if (!hasShared("data")) console.warn(`No data at ${sharedPath()}: set CHUNKWRIGHT_SHARED`);

interface Truth {
  readonly file: string;
  readonly level: number;
  readonly dataType: string;
  readonly shape: readonly number[];
  readonly sha256: string;
}

const TRUTH: readonly Truth[] = hasShared("data")
  ? JSON.parse(await readFile(sharedPath("data", "truth.json"), "utf8"))
  : [];
const VIEWS = TRUTH.filter(({ file }) => file === "timelapse-bdv.h5");

describe.skipIf(VIEWS.length === 0)("BigDataViewer files", () => {
  it.each(["timelapse-bdv.xml", "timelapse-bdv.h5"])("%s has the pixels that were written", async (file) => {
    const source = await openSource(sharedPath("data", file));
    try {
      const [image] = (await source.images())?.images ?? [];
      expect(image?.levels).toHaveLength(VIEWS.length);
      for (const { level, dataType, shape, sha256 } of VIEWS) {
        const found = image?.levels[level]?.source;
        expect(found?.info).toMatchObject({ dataType, shape });
        expect(found && (await digestOf(found))).toBe(sha256);
      }
    } finally {
      await source.close();
    }
  });

  it("become an OME-Zarr that says the same", async () => {
    const target = `${await temporaryDirectory()}/out.zarr`;
    const source = sharedPath("data", "timelapse-bdv.xml");
    expect(await runCommand("convert", source, target, "--quiet")).toMatchObject({ exitCode: 0, err: "" });
    expect(await runCommand("verify", source, target, "--quiet")).toMatchObject({ exitCode: 0, out: "" });
  });
});
