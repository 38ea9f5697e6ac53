/** Real images converted to both versions of OME-Zarr: nothing lost, nothing invented, nothing left when it fails. */

import { readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { isJsonObject, type JsonObject, parseJson } from "@chunkwright/core";
import { hasShared, ngffValidator, readExpected, sharedPath } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { digestOf } from "../../src/compare/digest-of.ts";
import { openSource } from "../../src/open-source.ts";
import { jsonLines, runCommand } from "../run-command.ts";
import { namesIn, temporaryDirectory } from "../temporary-directory.ts";

if (!hasShared("data")) console.warn(`No data at ${sharedPath()}: set CHUNKWRIGHT_SHARED`);

const FILES = hasShared("data") ? await tiffFiles() : [];

async function tiffFiles(): Promise<readonly string[]> {
  const files = (await readExpected("data")).map(({ file }) => file);
  return [...new Set(files)].filter((file) => /\.tiff?$/.test(file));
}

describe.skipIf(!hasShared("data"))("chunkwright convert over real images", () => {
  it.each(["3", "2"])("keeps every level and every statement in Zarr v%s", async (version) => {
    const directory = await temporaryDirectory();
    const truth = await readTruth();
    const checks = { files: 0, levels: 0, levelsOfTruth: 0 };
    for (const file of FILES) {
      const [source, target] = [sharedPath("data", file), join(directory, `${basename(file)}.zarr`)];
      const converted = await runCommand("convert", source, target, "--zarr-version", version, "--json");
      const err = converted.err.replaceAll(/^warning: .*\n/gm, "");
      expect({ file, exitCode: converted.exitCode, err }).toEqual({
        file,
        exitCode: 0,
        err: "",
      });

      const [before, after] = [await levelDigests(source), await levelDigests(target)];
      for (const [i, digests] of before.entries())
        expect(after[i]!.slice(0, digests.length)).toEqual(digests);
      for (const { level = 0, sha256 } of truth.filter((entry) => entry.file === file)) {
        expect({ file, level, sha256: after[0]![Number(level)] }).toEqual({ file, level, sha256 });
        checks.levelsOfTruth += 1;
      }
      const { exitCode, out } = await runCommand("verify", source, target, "--quiet");
      expect({ file, exitCode, out }).toEqual({ file, exitCode: 0, out: "" });
      const faults = await schemaFaults(target, version);
      const isGenerated = converted.out.includes('"origin":"generated"');
      expect({ file, faults: faults.filter((fault) => isGenerated || !UNKNOWN_ORIGIN.test(fault)) }).toEqual({
        file,
        faults: [],
      });
      checks.files += 1;
      checks.levels += before.flat().length;
      await rm(target, { recursive: true });
    }
    console.log(`Zarr v${version}`, JSON.stringify(checks));
    expect(checks.files).toBeGreaterThanOrEqual(32);
    expect(checks.levelsOfTruth).toBeGreaterThanOrEqual(8);
    expect(await namesIn(directory)).toEqual([]);
  });

  it.each([
    ["volume.ome.tif", 0],
    ["timelapse-imagej.tif", 0],
    // The IFDs of its levels lie behind the pixels of the finest: 6 cuts leave these whole, and none of those.
    ["tissue-lossless-pyramid.ome.tif", 6],
  ])("rejects %s when it is cut, unless all that is left out are levels", async (name, partial) => {
    const directory = await temporaryDirectory();
    const source = sharedPath("data", name);
    const [[finest]] = (await levelDigests(source)) as [[string]];
    const whole = await readFile(source);
    const [path, target] = [join(directory, name), join(directory, "a.zarr")];
    const exitCodes: number[] = [];
    const warnings = (end: string) =>
      new RegExp(`^(warning: (\\S+ is left out: |Its ImageDescription cannot be read).+\\n)${end}`);
    for (let cut = 1; cut <= 20; cut += 1) {
      await writeFile(path, whole.subarray(0, Math.floor((whole.length * cut) / 20.5)));
      const { exitCode, out, err } = await runCommand("convert", path, target, "--json");
      exitCodes.push(exitCode);
      if (exitCode === 3) {
        expect({ cut, err }).toEqual({
          cut,
          err: expect.stringMatching(warnings("+$")),
        });
        expect({ cut, finest: (await levelDigests(target))[0]![0] }).toEqual({ cut, finest });
        await rm(target, { recursive: true });
      } else {
        expect({ cut, err }).toEqual({ cut, err: expect.stringMatching(warnings("*chunkwright: .+\\n$")) });
        expect(jsonLines(out)).toEqual([
          { error: { code: expect.stringMatching(/^(invalid-data|codec)$/), message: expect.any(String) } },
        ]);
      }
      expect(await namesIn(directory)).toEqual([name]);
    }
    expect(exitCodes.filter((exitCode) => exitCode === 1)).toHaveLength(20 - partial);
    expect(exitCodes.filter((exitCode) => exitCode === 3)).toHaveLength(partial);
  });
});

/** The strict schemas want to be told how levels were made: of a source's own, nobody knows. */
const UNKNOWN_ORIGIN = /^(\/ome)?\/multiscales\/0 must have required property '(type|metadata)'$/;

/** Digests of whole images; but not of those whose samples, last in the file, become channels, first in Zarr. */
async function readTruth(): Promise<readonly JsonObject[]> {
  const path = sharedPath("data", "truth.json");
  const truth = parseJson(new Uint8Array(await readFile(path)), path);
  return Array.isArray(truth) ? truth.filter(isJsonObject).filter(({ axes }) => axes !== "YXS") : [];
}

/** Of every level of every image. */
async function levelDigests(location: string): Promise<readonly (readonly string[])[]> {
  const source = await openSource(location);
  try {
    const { images } = (await source.images()) ?? { images: [] };
    const digests: string[][] = [];
    for (const { levels } of images) {
      const ofImage: string[] = [];
      for (const level of levels) ofImage.push(await digestOf(level.source));
      digests.push(ofImage);
    }
    return digests;
  } finally {
    await source.close();
  }
}

/** What OME-NGFF's schemas, the strict ones too, find wrong with what was written. */
async function schemaFaults(target: string, version: string): Promise<readonly string[]> {
  const validate = ngffValidator(version === "3" ? "0.5" : "0.4");
  const attributes = await attributesAt(target, version);
  const claims = version === "3" && isJsonObject(attributes.ome) ? attributes.ome : attributes;
  if (!claims["bioformats2raw.layout"]) return imageFaults(attributes);
  const groups = await attributesAt(join(target, "OME"), version);
  const series = version === "3" && isJsonObject(groups.ome) ? groups.ome.series : groups.series;
  const faults = [...validate("bf2raw", attributes), ...validate("ome", groups)];
  if (!Array.isArray(series) || series.length === 0) return [...faults, "no series"];
  for (const path of series)
    faults.push(...imageFaults(await attributesAt(join(target, String(path)), version)));
  return faults;

  function imageFaults(image: JsonObject): readonly string[] {
    return [...validate("image", image), ...validate("strict_image", image)];
  }
}

async function attributesAt(path: string, version: string): Promise<JsonObject> {
  const document = JSON.parse(await readFile(join(path, version === "3" ? "zarr.json" : ".zattrs"), "utf8"));
  return version === "3" ? document.attributes : document;
}
