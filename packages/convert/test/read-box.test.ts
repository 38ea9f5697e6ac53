import { filledChunk } from "@chunkwright/core";
import { arraySource, counting } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { boxReader, countElements, holdsWholeChunks } from "../src/read-box.ts";

describe("boxReader()", () => {
  it("reads to the start of a chunk and leaves the rest, and what is absent, as it was", async () => {
    const source = arraySource(counting([4, 4]), [2, 2], ([row, column]) => row === 1 && column === 0);
    const reader = boxReader(source, 2 ** 20);
    const chunk = filledChunk("uint16", [3, 5], 99);
    const absent = await reader.read({ start: [1, 0], shape: [2, 4] }, chunk);
    expect([...chunk.data]).toEqual([4, 5, 6, 7, 99, 99, 99, 10, 11, 99, 99, 99, 99, 99, 99]);
    expect(absent).toEqual([{ start: [1, 0], shape: [1, 2] }]);
    expect(countElements(absent)).toBe(2);
    reader.fill(chunk, absent);
    expect([...chunk.data].slice(5, 9)).toEqual([7, 7, 10, 11]);
  });

  it("decodes chunks once that several regions need", async () => {
    const source = arraySource(counting([4, 4]), [4, 2]);
    const reader = boxReader(source, 2 ** 20);
    for (let y = 0; y < 4; y += 1) {
      await reader.read({ start: [y, 0], shape: [1, 4] }, filledChunk("uint16", [1, 4], 0));
    }
    expect(source.reads).toHaveLength(2);
  });
});

describe("holdsWholeChunks()", () => {
  const { info } = arraySource(counting([5, 4]), [2, 4]);
  it.each([
    { start: [2, 0], shape: [2, 4], whole: true },
    { start: [2, 0], shape: [3, 4], whole: true },
    { start: [1, 0], shape: [1, 4], whole: false },
    { start: [0, 0], shape: [1, 4], whole: false },
    { start: [0, 0], shape: [2, 3], whole: false },
  ])("from $start, $shape: $whole", ({ whole, ...region }) => {
    expect(holdsWholeChunks(info, region)).toBe(whole);
  });
});
