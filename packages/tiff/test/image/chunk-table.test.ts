import { type ByteSource, fileOfBytes } from "@chunkwright/core";
import { expect, test } from "vitest";
import { openTiff } from "../../src/index.ts";
import { imageFields, LONG, SHORT, tiffBytes } from "../tiff-bytes.ts";

const ROWS = 100_000;

/** One column of pixels, one strip each: offsets of 400 KB, and byte counts of 200 KB. */
function columnOfStrips() {
  const data = Array.from({ length: ROWS }, (_, row) => row % 251);
  const fields = imageFields(1, ROWS, [
    [273, LONG, data.map((_, row) => 8 + row)],
    [278, SHORT, [1]],
    [279, SHORT, data.map(() => 1)],
  ]);
  const inner = fileOfBytes(tiffBytes({ data, ifds: [fields] }));
  const lengths: number[] = [];
  const file: ByteSource = {
    size: inner.size,
    read(offset, length) {
      lengths.push(length);
      return inner.read(offset, length);
    },
  };
  return { file, lengths };
}

test("ChunkTable reads of a huge table the block around an entry, and keeps small ones whole", async () => {
  const { file, lengths } = columnOfStrips();
  const source = (await (await openTiff(file)).ifd(0)).source();
  lengths.length = 0;
  expect((await source.readChunk([70_000, 0]))?.data[0]).toBe(70_000 % 251);
  expect(lengths).toEqual([65536, 200_000, 1]);
  lengths.length = 0;
  expect((await source.readChunk([70_001, 0]))?.data[0]).toBe(70_001 % 251);
  expect(lengths).toEqual([1]);
});
