import type { Chunk } from "@chunkwright/core";
import { arraySource, counting } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { valueRanges } from "../src/index.ts";

describe("valueRanges()", () => {
  it("finds the smallest and largest element of each channel", async () => {
    const source = arraySource(counting([2, 3, 4]), [1, 2, 3]);
    expect(await valueRanges(source, 0)).toEqual([
      { min: 0, max: 11 },
      { min: 12, max: 23 },
    ]);
  });

  it("reads each chunk once, also where it holds several channels", async () => {
    const source = arraySource(counting([3, 4, 4]), [3, 1, 1]);
    expect(await valueRanges(source, 0)).toEqual([0, 16, 32].map((min) => ({ min, max: min + 15 })));
    expect(source.reads).toHaveLength(16);
  });

  it("leaves NaN out, and has no range where there is nothing else", async () => {
    const data = new Float32Array([Number.NaN, 2, Number.NaN, Number.NaN]);
    const source = arraySource({ dataType: "float32", shape: [2, 2], data }, [2, 2]);
    expect(await valueRanges(source, 0)).toEqual([{ min: 2, max: 2 }, undefined]);
  });

  it("leaves infinities out, which are no limits of a window", async () => {
    const data = new Float32Array([Number.NEGATIVE_INFINITY, 2, 3, Number.POSITIVE_INFINITY]);
    const source = arraySource({ dataType: "float32", shape: [2, 2], data }, [2, 2]);
    expect(await valueRanges(source, -1)).toEqual([{ min: 2, max: 3 }]);
  });

  it.each([
    ["float16", Uint16Array.of(0xc000, 0x7e00, 0x3c00, 0), { min: -2, max: 1 }],
    ["int64", BigInt64Array.of(-3n, 2n ** 60n, 0n, 7n), { min: -3, max: 2 ** 60 }],
    ["bool", Uint8Array.of(1, 1, 1, 1), { min: 1, max: 1 }],
    ["complex64", new Float32Array(8), undefined],
    ["r24", new Uint8Array(12), undefined],
    ["string", ["1", "2", "3", "4"], undefined],
  ] as const)("knows %s", async (dataType, data, range) => {
    const source = arraySource({ dataType, shape: [2, 2], data } as Chunk, [1, 2]);
    expect(await valueRanges(source, -1)).toEqual([range]);
  });
});
