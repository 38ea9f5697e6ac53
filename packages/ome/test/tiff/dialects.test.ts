import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { bytesOf, type ChunkSource, fileOfBytes, readRegion } from "@chunkwright/core";
import { openTiff } from "@chunkwright/tiff";
import { describe, expect, it } from "vitest";
import { type Channel, type Image, type ImageCollection, readTiffImages } from "../../src/index.ts";

interface ExpectedArray {
  readonly axes: string;
  readonly shape: readonly number[];
  readonly sha256: string;
}

interface Expected {
  /** Levels of each image. */
  readonly images: readonly (readonly ExpectedArray[])[];
  readonly associated: readonly (ExpectedArray & { readonly name: string })[];
  readonly names?: readonly string[];
  readonly sizes?: { readonly [axis: string]: readonly [size: number, unit: string] };
  readonly channels?: readonly Channel[];
}

const FOLDER = resolve(import.meta.dirname, "../fixtures/dialects");
const NAMES = readdirSync(FOLDER).flatMap((file) => (file.endsWith(".tif") ? [file.slice(0, -4)] : []));

describe.each(NAMES)("%s", (name) => {
  const expected = JSON.parse(readFileSync(resolve(FOLDER, `${name}.json`), "utf8")) as Expected;

  it("has the images that its maker means", async () => {
    const { images, associated = [] } = await openImages(name);
    expect(await Promise.all(images.map(readLevels))).toEqual(expected.images);
    const beside = [];
    for (const { name: role, image } of associated)
      beside.push({ name: role, ...(await readLevels(image))[0]! });
    expect(sorted(beside)).toEqual(sorted(expected.associated));
  });

  it("says how large its elements are and what its channels show", async () => {
    const [image] = (await openImages(name)).images as [Image];
    const sizes = image.axes.flatMap(({ name: axis, unit }, i) =>
      unit === undefined ? [] : [[axis, [image.levels[0].scale[i], unit]]],
    );
    expect(Object.fromEntries(sizes)).toEqual(expected.sizes ?? {});
    if (expected.channels) expect(image.channels).toEqual(expected.channels);
    expect(image.name).toBe(expected.names?.[0] ?? "fallback");
  });
});

async function openImages(name: string): Promise<ImageCollection> {
  const file = await openTiff(fileOfBytes(new Uint8Array(readFileSync(resolve(FOLDER, `${name}.tif`)))));
  return readTiffImages(file, { name: "fallback" });
}

async function readLevels({ axes, levels }: Image): Promise<ExpectedArray[]> {
  const read = [];
  for (const { source } of levels)
    read.push({ axes: axes.map(({ name }) => name).join(""), ...(await digest(source)) });
  return read;
}

async function digest(source: ChunkSource) {
  const { shape } = source.info;
  const { data } = await readRegion(source, { start: shape.map(() => 0), shape });
  return { shape, sha256: createHash("sha256").update(bytesOf(data)).digest("hex") };
}

function sorted<T extends { readonly name: string }>(list: readonly T[]): T[] {
  return list.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
