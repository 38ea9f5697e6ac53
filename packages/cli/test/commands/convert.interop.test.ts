/** What convert writes, read by zarr-python and tensorstore; what it reads, read by tifffile. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { hasShared, python, sharedPath } from "@chunkwright/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { omeFixture, tiffFixture } from "../fixtures.ts";
import { jsonLines, runCommand } from "../run-command.ts";

interface Conversion {
  readonly name: string;
  readonly source: string;
  readonly zarrFormat: 2 | 3;
  readonly options: readonly string[];
}

interface Case extends Pick<Conversion, "source" | "zarrFormat"> {
  readonly target: string;
  readonly arrays: readonly string[];
}

/** Digests by array. */
interface Reading {
  readonly zarr: readonly string[];
  readonly tensorstore: readonly string[];
  readonly source: readonly string[];
}

/** Each stored as it comes, in both versions, and each in ways of its own. */
const SOURCES: { readonly [name: string]: { readonly path: string; readonly options: readonly string[][] } } =
  {
    pyramid: {
      path: sharedPath("data/nuclei-pyramid.ome.tif"),
      options: [
        ["--compression", "blosc:lz4", "--chunk", "512,512"],
        ["--compression", "zstd:1", "--chunk", "3,1,1000,700", "--levels", "5"],
      ],
    },
    rgb: {
      path: sharedPath("data/tissue-lossless-pyramid.ome.tif"),
      options: [
        ["--compression", "blosc:zstd:5:bitshuffle"],
        ["--compression", "none", "--chunk", "3,1,300,301"],
      ],
    },
    timeSeries: {
      path: sharedPath("data/timelapse.ome.tif"),
      options: [["--compression", "gzip:1", "--chunk", "4,1,1,100,100"]],
    },
    imagejTimeSeries: {
      path: sharedPath("data/timelapse-imagej.tif"),
      options: [["--compression", "blosc:blosclz:5:shuffle"]],
    },
    volume: {
      path: sharedPath("data/volume.ome.tif"),
      options: [
        ["--compression", "blosc:lz4hc:9:noshuffle", "--chunk", "16,16,16", "--levels", "3"],
        ["--compression", "zstd:22"],
      ],
    },
    labels: {
      path: sharedPath("data/labels2d.tif"),
      options: [["--compression", "blosc:zlib:9", "--downsample", "mode", "--levels", "4"]],
    },
    multiChannelInt8: {
      path: sharedPath("data/viv/multi-channel.ome.tif"),
      options: [["--compression", "gzip", "--chunk", "100,100"]],
    },
    bigEndianFloat: {
      path: tiffFixture("float32-strips-be.tif"),
      options: [["--compression", "blosc", "--chunk", "5,7"]],
    },
    fiveAxes: {
      path: omeFixture("ome-ztcyx.tif"),
      options: [["--compression", "none", "--chunk", "2,2,2,4,4"]],
    },
  };

const CONVERSIONS: readonly Conversion[] = Object.entries(SOURCES).flatMap(([name, { path, options }]) =>
  ([3, 2] as const).flatMap((zarrFormat) =>
    [[], ...options].map((chosen) => ({
      name: [`${name} in v${zarrFormat}`, ...chosen].join(" "),
      source: path,
      zarrFormat,
      options: chosen,
    })),
  ),
);

if (!hasShared("data")) console.warn(`No data at ${sharedPath()}: set CHUNKWRIGHT_SHARED`);

describe.skipIf(!hasShared("data"))("chunkwright convert, read by others,", () => {
  const readings = new Map<string, Reading & { readonly ours: readonly string[] }>();
  let root = "";

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "chunkwright-cli-"));
    const cases: Case[] = [];
    const ours: (readonly string[])[] = [];
    for (const [i, { name, source, zarrFormat, options }] of CONVERSIONS.entries()) {
      const target = join(root, `${i}.zarr`);
      const args = [source, target, "--quiet", "--zarr-version", String(zarrFormat), ...options];
      expect({ name, ...(await runCommand("convert", ...args)) }).toEqual({
        name,
        exitCode: 0,
        out: "",
        err: "",
      });
      const lines = jsonLines((await runCommand("digest", "--json", target)).out) as {
        readonly array: string;
        readonly sha256: string;
      }[];
      cases.push({ source, target, zarrFormat, arrays: lines.map(({ array }) => array) });
      ours.push(lines.map(({ sha256 }) => sha256));
    }
    await writeFile(join(root, "cases.json"), JSON.stringify(cases));
    const script = fileURLToPath(new URL("../interop/digests.py", import.meta.url));
    const found = JSON.parse(await python(script, join(root, "cases.json"))) as readonly Reading[];
    for (const [i, { name }] of CONVERSIONS.entries()) readings.set(name, { ...found[i]!, ours: ours[i]! });
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  it.each(CONVERSIONS)("holds every level: $name", ({ name }) => {
    const { ours, zarr, tensorstore, source } = readings.get(name)!;
    expect(ours.length).toBeGreaterThan(0);
    expect(zarr).toEqual(ours);
    expect(tensorstore).toEqual(ours);
    const kept = Math.min(source.length, ours.length);
    expect(kept).toBeGreaterThan(0);
    expect(ours.slice(0, kept)).toEqual(source.slice(0, kept));
  });
});
