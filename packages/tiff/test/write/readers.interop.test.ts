/** What createTiff() writes, as libtiff, libvips, OpenSlide and geotiff.js read it. */

import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bytesOf } from "@chunkwright/core";
import { python } from "@chunkwright/testkit";
import { fromArrayBuffer } from "geotiff";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTiff } from "../../src/index.ts";
import { digest, writeMatrix } from "./matrix.ts";
import { imageOf, MemoryFile, randomChunk, writeAll } from "./written.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "chunkwright-tiff-readers-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function askReaders<Answer>(
  ...readers: readonly string[]
): Promise<{ readonly [file: string]: Answer }> {
  const script = join(import.meta.dirname, "readers.py");
  return JSON.parse(await python(script, folder, readers.join(",")));
}

describe("what createTiff() writes", () => {
  it("is what libvips and tiffcp read", async () => {
    const files = await writeMatrix(folder, ["uint8", "uint16", "int32", "float32"]);
    const answers = await askReaders<{ readonly vips: string; readonly tiffcp?: string }>("vips", "tiffcp");
    for (const { name, dataType, layout, compression, sha256 } of files) {
      const { vips, tiffcp = sha256 } = answers[name]!;
      // tiffcp 4.5 mixes up samples wider than a byte in planes of tiles, those of tifffile's files too.
      if (layout !== "planar" || dataType === "uint8") {
        expect({ name, tiffcp }).toEqual({ name, tiffcp: sha256 });
      }
      // Planes come interleaved from libvips, whose wheel has no Zstandard.
      if (layout !== "planar" && compression !== "zstd")
        expect({ name, vips }).toEqual({ name, vips: sha256 });
    }
  });

  it("is what geotiff.js reads", async () => {
    for (const { name, layout, bytes, sha256 } of await writeMatrix(folder, ["uint8", "uint16", "float32"])) {
      const image = await (await fromArrayBuffer(bytes.buffer)).getImage();
      const rasters =
        layout === "planar" ? await image.readRasters() : [await image.readRasters({ interleave: true })];
      const hash = createHash("sha256");
      for (const raster of rasters as Uint8Array[]) {
        hash.update(new Uint8Array(raster.buffer, raster.byteOffset, raster.byteLength));
      }
      expect({ name, sha256: hash.digest("hex") }).toEqual({ name, sha256 });
    }
  });

  it("is a slide of several levels for OpenSlide, if levels are in the chain", async () => {
    const levels = [imageOf("uint8", [40, 50, 3], [16, 16, 3]), imageOf("uint8", [20, 25, 3], [16, 16, 3])];
    const file = new MemoryFile();
    const finest = imageOf("uint8", [80, 100, 3], [32, 32, 3], undefined, {
      levels,
      resolution: { x: 20_000, y: 20_000, unit: "cm" },
    });
    const writer = createTiff(file, [finest], { chainLevels: true });
    const [image] = writer.images;
    const expected = [];
    for (const [i, { sink }] of [image!, ...image!.levels].entries()) {
      const chunk = randomChunk("uint8", sink.info.shape, i);
      expected.push({ shape: chunk.shape.slice(0, 2), sha256: digest(bytesOf(chunk.data)) });
      await writeAll(sink, chunk);
    }
    await writer.close();
    await writeFile(join(folder, "slide.tif"), file.bytes);
    const answers = await askReaders<{ readonly openslide: unknown }>("openslide");
    expect(answers["slide.tif"]?.openslide).toEqual({ mpp: "0.5", levels: expected });
  });
});
