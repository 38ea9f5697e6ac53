import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { bytesOf, fileOfBytes, isStorageError, type Level, readRegion } from "@chunkwright/core";
import { openTiff } from "@chunkwright/tiff";
import { describe, expect, it } from "vitest";
import { type Image, type ImageCollection, readTiffImages, type TiffPages } from "../../src/index.ts";
import { hasCorpus, SHARED } from "../corpus.ts";

interface Truth {
  readonly file: string;
  /** Letters of T, C, Z, Y, X, S. */
  readonly axes: string;
  readonly dataType: string;
  readonly shape: readonly number[];
  readonly sha256: string;
  readonly level?: number;
}

const DATA = resolve(SHARED, "data");

function truths(): Truth[] {
  if (!hasCorpus) return [];
  const all = JSON.parse(readFileSync(resolve(DATA, "truth.json"), "utf8")) as Truth[];
  return all.filter(({ file }) => file.endsWith(".tif"));
}

async function openFile(folder: string, name: string): Promise<TiffPages | undefined> {
  const path = resolve(folder, name);
  return existsSync(path) ? openTiff(fileOfBytes(new Uint8Array(readFileSync(path)))) : undefined;
}

async function openImages(folder: string, name: string): Promise<ImageCollection> {
  const file = await openFile(folder, name);
  return readTiffImages(file!, { name, openFile: (sibling) => openFile(folder, sibling) });
}

/** Digest of a level with its axes in the order of `axes`; those not named have length 1. */
async function digest({ source }: Level, image: Image, axes: string): Promise<string> {
  const { shape } = source.info;
  const region = { start: shape.map(() => 0), shape };
  const { data } = await readRegion(source, region);
  const bytes = axes.endsWith("S") ? interleaved(bytesOf(data), shape, image) : bytesOf(data);
  return createHash("sha256").update(bytes).digest("hex");
}

/** Samples last, as the truth has them; all such files are uint8. */
function interleaved(bytes: Uint8Array, shape: readonly number[], { axes }: Image): Uint8Array {
  const samples = shape[axes.findIndex(({ name }) => name === "c")]!;
  const pixels = bytes.length / samples;
  return bytes.map((_, i) => bytes[(i % samples) * pixels + Math.floor(i / samples)]!);
}

describe.skipIf(!hasCorpus)("readTiffImages() over real files", () => {
  it.each(truths())("reads $file level $level as the reference does", async (truth) => {
    const { images } = await openImages(DATA, truth.file);
    expect(images).toHaveLength(1);
    const image = images[0]!;
    const level = image.levels[truth.level ?? 0]!;
    const lengths = new Map(image.axes.map(({ name }, axis) => [name, level.source.info.shape[axis]]));
    const letters = [...truth.axes.toLowerCase()].map((axis) => lengths.get(axis === "s" ? "c" : axis));
    expect(letters).toEqual(truth.shape);
    expect(level.source.info.dataType).toBe(truth.dataType);
    expect(await digest(level, image, truth.axes)).toBe(truth.sha256);
  });

  it("reads names, channels, units and sizes of an OME-TIFF time-lapse", async () => {
    const { images, omeXml } = await openImages(DATA, "timelapse.ome.tif");
    expect(images[0]).toMatchObject({
      name: "Drosophila embryo GFP-histone",
      axes: [
        { unit: "second" },
        { name: "c" },
        { name: "z" },
        { unit: "micrometer" },
        { unit: "micrometer" },
      ],
      channels: [{ name: "GFP-Histone", color: 0x00ff00 }],
    });
    expect(images[0]!.levels[0].scale).toEqual([7, 1, 1, 0.42, 0.42]);
    expect(new TextDecoder().decode(omeXml)).toMatch(/^<\?xml.*<\/OME>$/s);
  });

  it("places the levels of a pyramid", async () => {
    const { images } = await openImages(DATA, "nuclei-pyramid.ome.tif");
    expect(images[0]!.levels.map(({ scale }) => scale.at(-1))).toEqual([0.65, 1.3, 2.6, 5.2]);
    expect(images[0]!.levels.map(({ translation }) => translation.at(-1))).toEqual(
      [0, 0.5, 1.5, 3.5].map((pixels) => pixels * 0.65),
    );
  });

  it("reads calibration from ImageJ's description and the resolution tags", async () => {
    const { images } = await openImages(DATA, "timelapse-imagej.tif");
    expect(images[0]!.axes).toEqual([
      { name: "t", type: "time", unit: "second" },
      { name: "y", type: "space", unit: "micrometer" },
      { name: "x", type: "space", unit: "micrometer" },
    ]);
    expect(images[0]!.levels[0].scale[0]).toBe(7);
    expect(images[0]!.levels[0].scale[1]).toBeCloseTo(0.42, 6);
  });

  it("makes a chain of reduced pages one image", async () => {
    const { images } = await openImages(DATA, "tissue-jpeg-pyramid.tif");
    expect(images.map(({ levels }) => levels.map(({ source }) => source.info.shape))).toEqual([
      [
        [3, 1440, 2400],
        [3, 720, 1200],
        [3, 360, 600],
        [3, 180, 300],
      ],
    ]);
    expect(images[0]!.levels[0].scale).toEqual([1, 0.5, 0.5]);
  });

  it("takes the pages as they come where the companion file is missing, and says so", async () => {
    const file = await openFile(resolve(DATA, "viv"), "multifile-Z1.ome.tiff");
    const { images, warnings } = await readTiffImages(file!, { readFile: async () => undefined });
    expect(images.map(({ levels }) => levels[0].source.info.shape)).toEqual([[24, 18]]);
    expect(warnings).toEqual([expect.stringContaining("multifile.companion.ome")]);
  });

  it("opens every TIFF of the corpus or says why not", { timeout: 120_000 }, async () => {
    const reasons = new Map<string, number>();
    for (const path of tiffFiles()) {
      const reason = await outcome(path);
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
    console.info(Object.fromEntries([...reasons].sort((a, b) => b[1] - a[1])));
    expect(reasons.get("opened")).toBeGreaterThan(230);
  });
});

function tiffFiles(): string[] {
  const folder = resolve(SHARED, "corpus/tiff");
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tiff?$/i.test(name))
    .map((name) => resolve(folder, name));
}

/** "opened" once an image's first chunk is read; otherwise the typed error's code and feature. */
async function outcome(path: string): Promise<string> {
  try {
    const { images } = await openImages(dirname(path), basename(path));
    for (const { levels } of images) {
      for (const { source } of levels) await source.readChunk(source.info.shape.map(() => 0));
    }
    return "opened";
  } catch (error) {
    if (!isStorageError(error)) throw error;
    return `${error.code} ${"feature" in error.context ? error.context.feature : ""}`.trim();
  }
}
