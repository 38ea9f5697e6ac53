import { readFileSync } from "node:fs";
import { arraySource, counting } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import {
  bytesOf,
  copyRegion,
  createChunk,
  readRegion,
  readRegionInto,
  sharedChunk,
} from "../../src/index.ts";

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

  it("gives absent chunks the fill value, which readRegionInto() leaves to its caller", async () => {
    const source = arraySource(counting([4]), [2], ([chunk]) => chunk === 1);
    expect([...(await readRegion(source, { start: [0], shape: [4] })).data]).toEqual([0, 1, 7, 7]);
    const chunk = createChunk("uint16", [6]);
    expect(await readRegionInto(source, { start: [1], shape: [3] }, { chunk, start: [2] })).toBe(1);
    expect([...chunk.data]).toEqual([0, 0, 1, 0, 0, 0]);
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

describe("copyRegion()", () => {
  it("moves elements of every size bit by bit, NaN payloads included", () => {
    const from = { dataType: "float32" as const, shape: [2, 2], data: new Float32Array(4) };
    new Uint32Array(from.data.buffer).set([0x7fa00001, 2, 3, 4]);
    const to = { dataType: "float32" as const, shape: [3, 3], data: new Float32Array(9) };
    copyRegion({ chunk: from, start: [0, 0] }, { chunk: to, start: [1, 1] }, [2, 2]);
    expect([...new Uint32Array(to.data.buffer)]).toEqual([0, 0, 0, 0, 0x7fa00001, 2, 0, 3, 4]);
  });

  it.each(["uint8", "uint16", "r24", "complex64"] as const)(
    "copies rows of %s at every alignment",
    (dataType) => {
      const from = createChunk(dataType, [3, 12]);
      const bytes = bytesOf(from.data);
      const size = bytes.length / 36;
      for (let i = 0; i < bytes.length; i += 1) bytes[i] = i;
      for (const [start, target, length] of [
        [0, 0, 12],
        [0, 4, 8],
        [4, 8, 4],
        [1, 4, 8],
        [4, 3, 4],
        [2, 6, 6],
        [4, 4, 3],
      ] as const) {
        const to = createChunk(dataType, [2, 12]);
        copyRegion({ chunk: from, start: [1, start] }, { chunk: to, start: [0, target] }, [2, length]);
        const expected = new Uint8Array(24 * size);
        for (const row of [0, 1]) {
          const first = (12 * (row + 1) + start) * size;
          expected.set(bytes.subarray(first, first + length * size), (12 * row + target) * size);
        }
        expect(bytesOf(to.data)).toEqual(expected);
      }
    },
  );

  it("refuses to mix data types and to leave an array", () => {
    const chunk = createChunk("uint8", [2]);
    const other = createChunk("int8", [2]);
    expect(() => copyRegion({ chunk, start: [0] }, { chunk: other, start: [0] }, [2])).toThrow(TypeError);
    const small = createChunk("uint8", [1]);
    expect(() => copyRegion({ chunk, start: [0] }, { chunk: small, start: [0] }, [2])).toThrow(RangeError);
  });
});

describe("sharedChunk()", () => {
  it("has zeroes in shared memory, and none for elements of variable length", () => {
    const chunk = sharedChunk("uint16", [2, 3]);
    expect(chunk.data.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(chunk).toMatchObject({ dataType: "uint16", shape: [2, 3] });
    expect([...chunk.data]).toEqual([0, 0, 0, 0, 0, 0]);
    expect(() => sharedChunk("string", [1])).toThrow(expect.objectContaining({ code: "unsupported" }));
  });
});
