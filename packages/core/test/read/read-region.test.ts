import { readFileSync } from "node:fs";
import { arraySource, counting } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { createChunk, type Region, readRegion, readRegionInto } from "../../src/index.ts";

const numpy: { shape: number[]; boxes: { start: number[]; shape: number[]; elements: number[] }[] } =
  JSON.parse(readFileSync(new URL("../fixtures/numpy.json", import.meta.url), "utf8"));

describe("readRegion()", () => {
  for (const chunkShape of [
    [1, 1, 1, 1],
    [2, 2, 3, 2],
    [2, 3, 4, 5],
    [1, 4, 8, 3],
  ]) {
    it.each(numpy.boxes)(
      `reads what numpy slices from $start of $shape in chunks of ${chunkShape}`,
      async (box) => {
        const { data } = await readRegion(arraySource(counting(numpy.shape), chunkShape), box);
        expect([...data]).toEqual(box.elements);
      },
    );
  }

  it("reads only the chunks that the region touches, each once", async () => {
    const source = arraySource(counting([6, 6]), [2, 2]);
    await readRegion(source, { start: [1, 4], shape: [2, 2] });
    expect(source.reads).toEqual([
      [0, 2],
      [1, 2],
    ]);
  });

  it("fills absent chunks with the fill value, which readRegionInto() leaves to its caller", async () => {
    const source = arraySource(counting([4]), [2], ([chunk]) => chunk === 1);
    expect([...(await readRegion(source, { start: [0], shape: [4] })).data]).toEqual([0, 1, 7, 7]);
    const chunk = createChunk("uint16", [6]);
    expect(await readRegionInto(source, { start: [1], shape: [3] }, { chunk, start: [2] })).toBe(1);
    expect([...chunk.data]).toEqual([0, 0, 1, 0, 0, 0]);
  });

  it("tells which boxes absent chunks leave unchanged", async () => {
    const source = arraySource(counting([6, 2]), [2, 2], ([row]) => row !== 1);
    const chunk = createChunk("uint16", [7, 2]);
    const absent: Region[] = [];
    const onAbsent = (box: Region) => void absent.push(box);
    await readRegionInto(source, { start: [1, 0], shape: [5, 2] }, { chunk, start: [2, 0] }, { onAbsent });
    expect(absent).toEqual([
      { start: [2, 0], shape: [1, 2] },
      { start: [5, 0], shape: [2, 2] },
    ]);
  });

  it("reads a 0-d array and an empty region", async () => {
    expect([...(await readRegion(arraySource(counting([]), []), { start: [], shape: [] })).data]).toEqual([
      0,
    ]);
    const empty = await readRegion(arraySource(counting([4]), [2]), { start: [4], shape: [0] });
    expect(empty.data).toHaveLength(0);
  });

  it("rejects a region outside the array", async () => {
    await expect(readRegion(arraySource(counting([4]), [2]), { start: [3], shape: [2] })).rejects.toThrow(
      RangeError,
    );
  });

  it("rejects with the reason of an aborted signal", async () => {
    const reason = new Error("enough");
    const signal = AbortSignal.abort(reason);
    const region = { start: [0], shape: [4] };
    await expect(readRegion(arraySource(counting([4]), [2]), region, { signal })).rejects.toBe(reason);
  });
});
