import { isLocated, readRegion } from "@chunkwright/core";
import { arraySource, counting } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { type Span, selectElements } from "../src/index.ts";

const span = (start: number, stop: number): Span => ({ start, stop });

/** All elements of 6 x 8 that lie in the given rows and columns: element n holds n. */
const expected = (rows: readonly number[], columns: readonly number[]) =>
  rows.flatMap((row) => columns.map((column) => row * 8 + column));

const elements = async (source: ReturnType<typeof selectElements>) => {
  const { shape } = source.info;
  return [...(await readRegion(source, { start: shape.map(() => 0), shape })).data].map(Number);
};

describe("selectElements()", () => {
  const source = () => arraySource(counting([6, 8]), [2, 3]);

  it.each([
    { spans: [[span(2, 6)], [span(3, 8)]], rows: [2, 3, 4, 5], columns: [3, 4, 5, 6, 7], isWhole: true },
    {
      spans: [[span(4, 6), span(0, 2)], [span(0, 3)]],
      rows: [4, 5, 0, 1],
      columns: [0, 1, 2],
      isWhole: true,
    },
    { spans: [[span(3, 4)], [span(0, 8)]], rows: [3], columns: [0, 1, 2, 3, 4, 5, 6, 7], isWhole: false },
    { spans: [[span(0, 1), span(5, 6)], [span(1, 5)]], rows: [0, 5], columns: [1, 2, 3, 4], isWhole: false },
    {
      spans: [[span(0, 2)], [span(6, 8), span(0, 3)]],
      rows: [0, 1],
      columns: [6, 7, 0, 1, 2],
      isWhole: false,
    },
    { spans: [[span(0, 2)], [span(0, 2)]], rows: [0, 1], columns: [0, 1], isWhole: false },
  ])("has rows $rows and columns $columns, encoded bytes kept: $isWhole", async (given) => {
    const selected = selectElements(source(), given.spans);
    expect(selected.info.shape).toEqual([given.rows.length, given.columns.length]);
    expect(await elements(selected)).toEqual(expected(given.rows, given.columns));
    expect(isLocated(selected)).toBe(given.isWhole);
    const stored = await selected.readEncodedChunk([0, 0]);
    expect(stored?.codecs).toEqual(selected.info.codecs);
    expect(stored?.shape).toEqual(selected.info.chunkShape);
  });

  it("has the chunks of the source's own bytes where whole ones are selected", async () => {
    const selected = selectElements(source(), [[span(2, 4)], [span(3, 6)]]);
    expect(await selected.readEncodedChunk([0, 0])).toEqual(await source().readEncodedChunk([1, 1]));
  });

  it("takes no memory for the chunks that a file claims to have", async () => {
    const claimed = { ...source().info, shape: [2 ** 50, 8] };
    const endless = { ...source(), info: claimed, readChunk: async () => undefined };
    const selected = selectElements(endless, [[span(0, 2 ** 50)], [span(3, 6)]]);
    expect(selected.info.shape).toEqual([2 ** 50, 3]);
    expect(await selected.readChunk([2 ** 49 - 1, 0])).toBeUndefined();
  });

  it("leaves absent what is absent in the source, and fills what lies beside stored elements", async () => {
    const holey = arraySource(counting([6, 8]), [2, 3], ([row]) => row === 0);
    const selected = selectElements(holey, [[span(1, 5)], [span(1, 2)]]);
    expect(await elements(selected)).toEqual([7, 17, 25, 33]);
    expect(await selectElements(holey, [[span(0, 1)], [span(1, 2)]]).readChunk([0, 0])).toBeUndefined();
  });

  it.each([
    [[span(0, 7)], [span(0, 8)]],
    [[span(2, 2)], [span(0, 8)]],
    [[span(-1, 2)], [span(0, 8)]],
    [[], [span(0, 8)]],
    [[span(0, 6)]],
  ])("refuses positions that the array does not have", (...spans) => {
    expect(() => selectElements(source(), spans)).toThrow(/^Cannot select \[.*\] of an array of \[6,8\]$/);
  });
});
