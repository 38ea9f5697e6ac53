import { fileOfBytes } from "@chunkwright/core";
import { describe, expect, test } from "vitest";
import { openTiff } from "../../src/index.ts";
import { imageFields, LONG, SHORT, tiffBytes } from "../tiff-bytes.ts";

/** SOI, the restart interval, a frame of one component whose size nobody needs, and the scan's header. ITU-T T.81 §B.2. */
function header(interval: number): number[] {
  const frame = [0xff, 0xc0, 0, 11, 8, 0, 0, 0, 0, 1, 1, 0x11, 0];
  return [0xff, 0xd8, 0xff, 0xdd, 0, 4, 0, interval, ...frame, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0];
}

/** The source of a 32 x 16 image that is one JPEG stream; between its restart markers are `lengths` bytes. */
async function sourceOf(interval: number, lengths: readonly number[]) {
  const start = header(interval);
  const starts: number[] = [];
  let end = start.length;
  for (const length of lengths) {
    starts.push(end);
    end += length;
  }
  const data = [...start, ...new Array<number>(end - start.length).fill(1)];
  const fields = imageFields(32, 16, [
    [259, SHORT, [7]],
    [279, LONG, [data.length]],
    [65426, LONG, starts],
  ]);
  const file = await openTiff(fileOfBytes(tiffBytes({ data, ifds: [fields] })));
  return { source: (await file.ifd(0)).source(), headerBytes: start.length };
}

describe("source()", () => {
  test("has a chunk for each stretch between restart markers", async () => {
    const { source, headerBytes } = await sourceOf(2, [10, 11, 12, 13]);
    expect(source.info.chunkShape).toEqual([8, 16]);
    expect(await source.locateChunk([1, 0])).toMatchObject({ offset: 8 + headerBytes + 21, length: 12 });
    expect(await source.locateChunk([1, 1])).toMatchObject({ offset: 8 + headerBytes + 33, length: 13 });
    expect(source.info.codecs.map(({ name }) => name)).toEqual(["tiff.jpeg", "tiff.jpeg_header"]);
  });

  test("has chunks of several rows where a stretch has", async () => {
    expect((await sourceOf(8, [50])).source.info.chunkShape).toEqual([16, 32]);
  });

  test.each([
    ["stretches that end inside of rows", 3, [10, 10, 10]],
    ["more stretches than tiles", 2, [10, 10, 10, 10, 10]],
    ["no restart interval", 0, [40]],
  ])("is one chunk with %s", async (_, interval, lengths) => {
    const { source } = await sourceOf(interval, lengths);
    expect(source.info.chunkShape).toEqual([16, 32]);
    expect(source.info.codecs.map(({ name }) => name)).toEqual(["tiff.jpeg"]);
  });
});

test.each([
  [
    "a restart interval without a number",
    [0xff, 0xc0, 0, 11, 8, 0, 0, 0, 0, 1, 1, 0x11, 0, 0xff, 0xdd, 0, 2],
  ],
  ["a frame that ends with its length", [0xff, 0xdd, 0, 4, 0, 2, 0xff, 0xc0, 0, 2]],
])("an image whose JPEG header ends in %s is one chunk", async (_, segments) => {
  const data = [0xff, 0xd8, ...segments];
  const fields = imageFields(32, 16, [
    [259, SHORT, [7]],
    [279, LONG, [data.length]],
    [65426, LONG, [data.length]],
  ]);
  const file = await openTiff(fileOfBytes(tiffBytes({ data, ifds: [fields] })));
  expect((await file.ifd(0)).source().info.chunkShape).toEqual([16, 32]);
});
