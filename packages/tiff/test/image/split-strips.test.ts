import { fileOfBytes, type LocatedChunkSource, readRegion } from "@chunkwright/core";
import { describe, expect, test } from "vitest";
import { openTiff } from "../../src/index.ts";
import { type Field, LONG, SHORT, tiffBytes } from "../tiff-bytes.ts";

const WIDTH = 1024;
const HEIGHT = 2500;

/** A grey 16-bit image whose pixels count up from the start of the file's data. */
async function image(rowsPerStrip: number, fields: readonly Field[] = []): Promise<LocatedChunkSource> {
  const strips = Math.ceil(HEIGHT / rowsPerStrip);
  const rowBytes = WIDTH * 2;
  const offsets = Array.from({ length: strips }, (_, i) => 8 + i * rowsPerStrip * rowBytes);
  const counts = offsets.map((_, i) => Math.min(rowsPerStrip, HEIGHT - i * rowsPerStrip) * rowBytes);
  const pixels = new Uint16Array(WIDTH * HEIGHT).map((_, i) => i);
  const own: readonly Field[] = [
    [256, LONG, [WIDTH]],
    [257, LONG, [HEIGHT]],
    [258, SHORT, [16]],
    [259, SHORT, [1]],
    [262, SHORT, [1]],
    [273, LONG, offsets],
    [278, LONG, [rowsPerStrip]],
    [279, LONG, counts],
  ];
  const merged = own.map((field) => fields.find(([tag]) => tag === field[0]) ?? field);
  const bytes = tiffBytes({ data: Array.from(new Uint8Array(pixels.buffer)), ifds: [merged] });
  return (await (await openTiff(fileOfBytes(bytes))).ifd(0)).source();
}

describe("a long uncompressed strip", () => {
  test("is read in chunks of as many rows as fit a mebibyte", async () => {
    const source = await image(HEIGHT);
    expect(source.info.chunkShape).toEqual([512, WIDTH]);
    expect(await source.locateChunk([4, 0])).toMatchObject({
      offset: 8 + 2048 * WIDTH * 2,
      length: 452 * WIDTH * 2,
      shape: [452, WIDTH],
    });
    const { data } = await readRegion(source, { start: [511, 1000], shape: [2, 3] });
    expect([...data]).toEqual(
      [511, 512].flatMap((y) => [1000, 1001, 1002].map((x) => (y * WIDTH + x) % 65536)),
    );
    expect((await source.readChunk([4, 0]))?.shape).toEqual([512, WIDTH]);
  });

  test("is cut where its neighbours are, so that chunks stay regular", async () => {
    const source = await image(1200);
    expect(source.info.chunkShape).toEqual([400, WIDTH]);
    expect(await source.locateChunk([3, 0])).toMatchObject({ offset: 8 + 1200 * WIDTH * 2 });
    const { data } = await readRegion(source, { start: [2400, 0], shape: [1, 2] });
    expect([...data]).toEqual([(2400 * WIDTH) % 65536, (2400 * WIDTH + 1) % 65536]);
  });

  test("stays whole where it is short, or its rows have no useful divisor", async () => {
    expect((await image(1000)).info.chunkShape).toEqual([1000, WIDTH]);
    expect((await image(1249)).info.chunkShape).toEqual([1249, WIDTH]);
  });

  test("that is shorter than its rows need fails, and its neighbours do not", async () => {
    const counts: Field = [279, LONG, [1200 * WIDTH * 2, 1100 * WIDTH * 2, 100 * WIDTH * 2]];
    const source = await image(1200, [counts]);
    await expect(source.readChunk([2, 0])).resolves.toBeDefined();
    await expect(source.readChunk([5, 0])).rejects.toMatchObject({ code: "invalid-data" });
  });
});
