import { arraySink, arraySource, counting } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { createChunk } from "../../src/chunk/create-chunk.ts";
import { appendedShape, writeRegion } from "../../src/write/write-region.ts";

describe("writeRegion()", () => {
  it("reads the chunks that it covers in part, and no others", async () => {
    const source = arraySource(counting([4, 6]), [2, 3]);
    const sink = arraySink(source.info);
    const chunk = createChunk("uint16", [2, 4]);
    await writeRegion(source, sink, { chunk, start: [2, 1] });
    expect(source.reads).toEqual([
      [1, 0],
      [1, 1],
    ]);
    const written = createChunk("uint16", [2, 6]);
    await writeRegion(source, sink, { chunk: written, start: [0, 0] });
    expect(source.reads).toHaveLength(2);
  });

  it("refuses a box that reaches beyond the array", async () => {
    const source = arraySource(counting([4, 6]), [2, 3]);
    const box = { chunk: createChunk("uint16", [2, 4]), start: [2, 3] };
    await expect(writeRegion(source, arraySink(source.info), box)).rejects.toThrow(RangeError);
  });
});

describe("appendedShape()", () => {
  const info = { dataType: "uint8", shape: [4, 6] } as const;

  it("puts a chunk after the end of an axis", () => {
    expect(appendedShape(info, createChunk("uint8", [4, 2]), 1)).toEqual({ start: [0, 6], shape: [4, 8] });
  });

  it("refuses chunks that do not fit", () => {
    for (const [chunk, axis] of [
      [createChunk("uint16", [4, 2]), 1],
      [createChunk("uint8", [3, 2]), 1],
      [createChunk("uint8", [4]), 1],
      [createChunk("uint8", [4, 6]), 2],
    ] as const) {
      expect(() => appendedShape(info, chunk, axis)).toThrow(TypeError);
    }
  });
});
