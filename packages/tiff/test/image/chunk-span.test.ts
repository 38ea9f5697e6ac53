import { deflateSync } from "node:zlib";
import { fileOfBytes, type LocatedChunkSource, readRegion } from "@chunkwright/core";
import { describe, expect, test } from "vitest";
import { openTiff } from "../../src/index.ts";
import { fixture } from "../fixtures.ts";
import { imageFields, LONG, SHORT, tiffBytes } from "../tiff-bytes.ts";

const PIXELS = [1, 2, 3, 4, 5, 6];
const STREAM = [...deflateSync(Uint8Array.from(PIXELS))];

/** A strip of Deflate at the end of the file, whose byte count is larger; `stored` of its bytes are there. */
async function lastStrip(stored: number): Promise<LocatedChunkSource> {
  const ifd = (offset: number) =>
    imageFields(3, 2, [
      [259, SHORT, [8]],
      [273, LONG, [offset]],
      [279, LONG, [1000]],
    ]);
  const front = tiffBytes({ ifds: [ifd(0)] });
  const bytes = tiffBytes({ ifds: [ifd(front.byteLength)] });
  const file = await openTiff(fileOfBytes(Uint8Array.from([...bytes, ...STREAM.slice(0, stored)])));
  return (await file.ifd(0)).source();
}

describe("a byte count beyond the end of the file", () => {
  test("does not matter where the stream ends before", async () => {
    const source = await lastStrip(STREAM.length);
    expect((await source.readChunk([0, 0]))?.data).toEqual(Uint8Array.from(PIXELS));
    expect(await source.locateChunk([0, 0])).toMatchObject({ length: STREAM.length });
    expect((await source.readEncodedChunk([0, 0]))?.bytes).toEqual(Uint8Array.from(STREAM));
    const region = await readRegion(source, { start: [1, 0], shape: [1, 3] });
    expect(region.data).toEqual(Uint8Array.of(4, 5, 6));
  });

  test("is told where it does not, to those too who take the bytes as they are", async () => {
    const source = await lastStrip(STREAM.length - 6);
    const refused = {
      code: "invalid-data",
      message: expect.stringMatching(
        /^Cannot read chunk \[0,0\] of ifd\/0: 1000 bytes at \d+ lie outside the file/,
      ),
    };
    await expect(source.readChunk([0, 0])).rejects.toMatchObject(refused);
    await expect(source.readEncodedChunk([0, 0])).rejects.toMatchObject(refused);
    await expect(readRegion(source, { start: [0, 0], shape: [2, 3] })).rejects.toMatchObject(refused);
  });
});

test("Tiles without the rows below the image, or the columns beside it, are read where they lie", async () => {
  const file = await openTiff(fileOfBytes(fixture("short-tiles")));
  const cropped = (await file.ifd(3)).source();
  expect(await cropped.locateChunk([0, 1])).toMatchObject({ length: 128, shape: [16, 8] });
  expect(await cropped.locateChunk([1, 1])).toMatchObject({ length: 32, shape: [4, 8] });
  const source = (await file.ifd(0)).source();
  expect(await source.locateChunk([0, 0])).toMatchObject({ length: 256, shape: [16, 16] });
  expect(await source.locateChunk([1, 1])).toMatchObject({ length: 64, shape: [4, 16] });
  const whole = (await source.readChunk([1, 0]))?.data;
  const region = await readRegion(source, { start: [16, 0], shape: [4, 16] });
  expect(region.data).toEqual(whole?.slice(0, 64));
});
