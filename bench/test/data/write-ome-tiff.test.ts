import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bytesOf as bytes } from "@chunkwright/core";
import { openFsFile } from "@chunkwright/stores/fs";
import { openTiff } from "@chunkwright/tiff";
import { expect, test } from "vitest";
import { cells } from "../../src/data/cells.ts";
import { decodedByteLength, TILE, writeOmeTiff } from "../../src/data/write-ome-tiff.ts";

test("writeOmeTiff() writes a plane for each channel and slice, of tiles that decode to cells", async () => {
  const folder = await mkdtemp(join(tmpdir(), "chunkwright-bench-"));
  try {
    const size = { channels: 2, slices: 3, side: 2 * TILE };
    await writeOmeTiff(join(folder, "a.ome.tif"), size);
    const file = await openFsFile(join(folder, "a.ome.tif"));
    const tiff = await openTiff(file);
    expect(await tiff.ifdCount()).toBe(6);
    const ifd = await tiff.ifd(5);
    const { info } = ifd.source();
    expect(info).toMatchObject({ dataType: "uint16", shape: [1024, 1024], chunkShape: [TILE, TILE] });
    expect(6 * 1024 * 1024 * 2).toBe(decodedByteLength(size));
    const chunk = await ifd.source().readChunk([1, 1]);
    const seeds = Array.from({ length: 64 }, (_, seed) => seed);
    expect(
      seeds.some((seed) => Buffer.compare(bytes(cells(TILE, TILE, seed)), bytes(chunk!.data)) === 0),
    ).toBe(true);
    await file.close();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
