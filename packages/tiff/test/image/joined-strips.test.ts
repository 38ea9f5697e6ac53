import { fileOfBytes } from "@chunkwright/core";
import { describe, expect, test } from "vitest";
import { openTiff } from "../../src/index.ts";
import { type Field, imageFields, LONG, SHORT, tiffBytes, without } from "../tiff-bytes.ts";

const DATA = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

async function rowsOf(fields: readonly Field[]) {
  const file = await openTiff(fileOfBytes(tiffBytes({ data: DATA, ifds: [fields] })));
  const source = (await file.ifd(0)).source();
  const chunks = await Promise.all(ROWS.map((_, y) => source.readChunk([y, 0])));
  return chunks.map((chunk) => chunk?.data);
}

const fields = (...changes: readonly Field[]) => imageFields(2, 6, [[278, SHORT, [1]], ...changes]);
const ROWS = [
  [1, 2],
  [3, 4],
  [5, 6],
  [7, 8],
  [9, 10],
  [11, 12],
];

describe("strips that are fewer than RowsPerStrip makes them", () => {
  test.each<[string, readonly Field[]]>([
    ["a single one", fields()],
    ["a single one of unknown length", without(fields(), 279)],
    ["two that follow each other", fields([273, LONG, [8, 16]], [279, LONG, [8, 4]])],
  ])("are found in %s", async (_, listed) => {
    expect(await rowsOf(listed)).toEqual(ROWS.map((row) => Uint8Array.from(row)));
  });

  test.each<[string, readonly Field[]]>([
    ["too short", fields([279, LONG, [11]])],
    ["apart", fields([273, LONG, [8, 17]], [279, LONG, [8, 4]])],
    ["compressed", fields([259, SHORT, [32773]])],
  ])("are not found where those listed are %s", async (_, listed) => {
    await expect(rowsOf(listed)).rejects.toMatchObject({ code: "invalid-data" });
  });
});

test("contiguousOffset() looks at no strips beyond the end of the file", async () => {
  // Four billion strips of a byte, of which the file has none.
  const most = 2 ** 32 - 1;
  const fields = imageFields(1, most, [
    [278, LONG, [1]],
    [279, LONG, [most]],
  ]);
  const file = await openTiff(fileOfBytes(tiffBytes({ ifds: [fields] })));
  expect(await (await file.ifd(0)).contiguousOffset()).toBe(8);
});
