/** Folders of microscopes, from CellProfiler's examples, beside tifffile.imread(sorted(files)). */

import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { bytesOf, readRegion } from "@chunkwright/core";
import { fsStore } from "@chunkwright/stores/fs";
import { openTiff } from "@chunkwright/tiff";
import { describe, expect, it } from "vitest";
import { readTiffSeries } from "../../../../src/index.ts";
import { hasCorpus, SHARED } from "../../../corpus.ts";

/** Pixels of the last lie interleaved in tifffile's array: the digest is of its transpose (0, 3, 1, 2). */
const FOLDERS = [
  ["Human/AS_09125_050116030001_D03f00d{c}.tif", [3, 512, 512], "c04ffb0f085b53f0"],
  ["StraightenWorms/C16_w{c}.tif", [3, 520, 696], "da4e7a4c689855ff"],
  ["TrackObjects-Sequence3/DrosophilaEmbryo_GFPHistone_{t}.tif", [10, 3, 264, 542], "15398fa5270004f8"],
] as const;

describe.skipIf(!hasCorpus)("readTiffSeries() in folders of microscopes", () => {
  it.each(FOLDERS)("reads %s", async (pattern, shape, sha256) => {
    const store = fsStore(resolve(SHARED, "data/cellprofiler"));
    const { images } = await readTiffSeries(pattern, { store, openTiff });
    const { source } = images[0]!.levels[0];
    expect(source.info.shape).toEqual(shape);
    const { data } = await readRegion(source, { start: shape.map(() => 0), shape });
    expect(createHash("sha256").update(bytesOf(data)).digest("hex").slice(0, 16)).toBe(sha256);
  });
});
