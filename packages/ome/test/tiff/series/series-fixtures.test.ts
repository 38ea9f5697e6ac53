import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { bytesOf, type ChunkSource, readRegion } from "@chunkwright/core";
import { fsStore } from "@chunkwright/stores/fs";
import { openTiff } from "@chunkwright/tiff";
import { expect, it } from "vitest";
import {
  type ImageCollection,
  patternStart,
  readLeicaFolder,
  readMicroManagerFolder,
  readNdTiffImages,
  readTiffSeries,
  readZenFolder,
} from "../../../src/index.ts";

interface ExpectedImage {
  readonly name: string;
  readonly axes: string;
  readonly shape: readonly number[];
  readonly sha256: string;
  readonly levels?: readonly { readonly shape: readonly number[]; readonly sha256: string }[];
  readonly channels?: readonly string[];
  readonly sizes?: Readonly<Record<string, number>>;
  /** How many files are missing. */
  readonly missing?: number;
}

const FIXTURES = resolve(import.meta.dirname, "../../fixtures/series");
const EXPECTED: Readonly<Record<string, readonly ExpectedImage[]>> = JSON.parse(
  readFileSync(resolve(FIXTURES, "expected.json"), "utf8"),
);

async function open(what: string): Promise<ImageCollection> {
  const [folder = "", ...pattern] = what.split("/");
  const inFolder = (path: string) => ({
    store: fsStore(resolve(FIXTURES, path)),
    openTiff,
    name: basename(path),
  });
  if (patternStart(what) >= 0) return readTiffSeries(pattern.join("/"), inFolder(folder));
  if (what.endsWith(".pattern")) {
    const text = readFileSync(resolve(FIXTURES, what), "utf8").trim();
    return readTiffSeries(text, inFolder(folder));
  }
  const path = what.endsWith(".index") ? dirname(what) : what;
  const images =
    (await readNdTiffImages(inFolder(path))) ??
    (await readMicroManagerFolder(inFolder(path))) ??
    (await readLeicaFolder(inFolder(path))) ??
    (await readZenFolder(inFolder(path)));
  return images ?? { images: [] };
}

async function digest(source: ChunkSource) {
  const { shape } = source.info;
  const { data } = await readRegion(source, { start: shape.map(() => 0), shape });
  return { shape, sha256: createHash("sha256").update(bytesOf(data)).digest("hex") };
}

it.each(Object.entries(EXPECTED))("reads %s as the references do", async (what, expected) => {
  const { images, unread = [], warnings = [] } = await open(what);
  expect(images.map(({ name }) => name)).toEqual(expected.map(({ name }) => name));
  expect(unread.map(({ error }) => error.message)).toEqual(warnings);
  for (const [i, { axes, channels, levels }] of images.entries()) {
    const wanted = expected[i]!;
    const [finest, ...coarser] = await Promise.all(levels.map(({ source }) => digest(source)));
    expect({ axes: axes.map(({ name }) => name).join(""), ...finest }).toEqual({
      axes: wanted.axes,
      shape: wanted.shape,
      sha256: wanted.sha256,
    });
    expect(coarser).toEqual(wanted.levels ?? []);
    if (wanted.channels) expect(channels.map(({ name }) => name)).toEqual(wanted.channels);
    const sizes = axes.flatMap(({ name, unit }, axis) => (unit ? [[name, levels[0].scale[axis]]] : []));
    if (wanted.sizes) expect(Object.fromEntries(sizes)).toEqual(wanted.sizes);
    if (wanted.missing) expect(warnings[i]).toContain(`Cannot find ${wanted.missing} of the `);
  }
});
