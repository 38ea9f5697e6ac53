import { describe, expect, it } from "vitest";
import { copyCutRows, isWorthCutting } from "../../src/chunk/cut-rows.ts";
import { bytesOf, copyRegion, createChunk } from "../../src/index.ts";

describe("copyCutRows()", () => {
  it.each([
    [Uint8Array, 1000, 150],
    [Uint16Array, 17, 9],
    [Uint32Array, 256, 200],
    [Uint32Array, 16, 2000],
    [Uint16Array, 17, 4000],
  ])("copies rows of %s, %i long, %i of them", (Units, length, count) => {
    const step = length + 3;
    const from = new Units(count * length);
    for (let i = 0; i < from.length; i += 1) from[i] = i * 2654435761;
    const to = new Units(5 + count * step);
    copyCutRows(from, length, to, 5, step);
    const expected = new Units(to.length);
    for (let i = 0; i < from.length; i += 1) {
      expected[5 + Math.floor(i / length) * step + (i % length)] = from[i]!;
    }
    expect(to).toEqual(expected);
  });
});

describe("copyRegion()", () => {
  it.each(["uint8", "uint16", "r24", "complex64"] as const)(
    "copies whole chunks of %s into a larger array",
    (dataType) => {
      const chunk = createChunk(dataType, [3, 20, 32]);
      const bytes = bytesOf(chunk.data);
      for (let i = 0; i < bytes.length; i += 1) bytes[i] = i % 251;
      const row = bytes.length / 60;
      const whole = createChunk(dataType, [4, 22, 36]);
      copyRegion({ chunk, start: [0, 0, 0] }, { chunk: whole, start: [1, 2, 4] }, [3, 20, 32]);
      const expected = new Uint8Array(bytesOf(whole.data).length);
      for (let i = 0; i < 60; i += 1) {
        const target = ((1 + Math.floor(i / 20)) * 22 + 2 + (i % 20)) * 36 + 4;
        expected.set(bytes.subarray(i * row, (i + 1) * row), (target * row) / 32);
      }
      expect(bytesOf(whole.data)).toEqual(expected);
    },
  );
});

describe("isWorthCutting()", () => {
  it("is false for few rows, short ones and long ones", () => {
    const units = new Uint32Array();
    expect(isWorthCutting(units, 8, 16)).toBe(true);
    expect(isWorthCutting(units, 7, 16)).toBe(false);
    expect(isWorthCutting(units, 8, 15)).toBe(false);
    expect(isWorthCutting(units, 8, 257)).toBe(false);
  });
});
