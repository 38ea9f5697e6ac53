import { describe, expect, it } from "vitest";
import { bytesOf, copyRegion, createChunk } from "../../src/index.ts";

describe("copyRegion()", () => {
  it("copies every bit of elements of every size, NaN payloads included", () => {
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

  it("refuses other data types and boxes that reach beyond an array", () => {
    const chunk = createChunk("uint8", [2]);
    const other = createChunk("int8", [2]);
    expect(() => copyRegion({ chunk, start: [0] }, { chunk: other, start: [0] }, [2])).toThrow(TypeError);
    const small = createChunk("uint8", [1]);
    expect(() => copyRegion({ chunk, start: [0] }, { chunk: small, start: [0] }, [2])).toThrow(RangeError);
  });
});
