import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { inThreadCoder } from "@chunkwright/codecs";
import { bytesOf, chunkIndices, fileOfBytes, gridShape, readRegion } from "@chunkwright/core";
import { openTiff } from "@chunkwright/tiff";
import { describe, expect, it } from "vitest";
import { type ImageCollection, readTiffImages } from "../../src/index.ts";

interface Expected {
  readonly images: readonly {
    readonly name: string;
    readonly levels: readonly {
      readonly axes: string;
      readonly shape: readonly number[];
      readonly sha256: string;
    }[];
  }[];
}

const FOLDER = resolve(import.meta.dirname, "../fixtures");
const NAMES = readdirSync(FOLDER).flatMap((file) => (file.endsWith(".tif") ? [file.slice(0, -4)] : []));

async function openImages(name: string): Promise<ImageCollection> {
  const file = await openTiff(fileOfBytes(new Uint8Array(readFileSync(resolve(FOLDER, `${name}.tif`)))));
  return readTiffImages(file, { name: "fallback" });
}

describe("readTiffImages() over files of tifffile", () => {
  it.each(NAMES)("reads the images of %s", async (name) => {
    const expected = JSON.parse(readFileSync(resolve(FOLDER, `${name}.json`), "utf8")) as Expected;
    const { images } = await openImages(name);
    const read = [];
    for (const image of images) {
      const levels = [];
      for (const { source } of image.levels) {
        const { shape } = source.info;
        const { data } = await readRegion(source, { start: shape.map(() => 0), shape });
        const sha256 = createHash("sha256").update(bytesOf(data)).digest("hex");
        levels.push({ axes: image.axes.map((axis) => axis.name).join(""), shape, sha256 });
      }
      read.push({ name: image.name, levels });
    }
    expect(read).toEqual(expected.images);
  });

  it.each(NAMES)("hands out encoded chunks of %s that decode to the same elements", async (name) => {
    for (const { levels } of (await openImages(name)).images) {
      for (const { source } of levels) {
        for (const index of chunkIndices(gridShape(source.info))) {
          const encoded = await source.readEncodedChunk(index);
          const decoded = await inThreadCoder.decode(encoded!);
          const chunk = await source.readChunk(index);
          expect(decoded.data.slice(0, 8)).toEqual(chunk?.data.slice(0, 8));
        }
      }
    }
  });
});
