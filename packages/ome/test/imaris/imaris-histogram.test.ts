import type { Chunk } from "@chunkwright/core";
import { describe, expect, it } from "vitest";
import { ImarisHistogramBuilder, storedHistograms } from "../../src/index.ts";

function histogramOf(chunk: Chunk<"uint8" | "uint16" | "uint32" | "float32">, zeros = 0) {
  const builder = new ImarisHistogramBuilder(chunk.dataType);
  builder.add(chunk);
  builder.addZeros(zeros);
  return builder.finish();
}

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);

describe("ImarisHistogramBuilder", () => {
  it("has a bin for every value of a byte", () => {
    const found = histogramOf({ dataType: "uint8", shape: [4], data: Uint8Array.of(0, 7, 7, 255) }, 5);
    expect(found).toMatchObject({ min: 0, max: 255 });
    expect(found?.counts.length).toBe(256);
    expect([found?.counts[0], found?.counts[7], found?.counts[255]]).toEqual([6, 2, 1]);
  });

  it("begins at zero for two bytes, and has 257 bins at least", () => {
    const found = histogramOf({ dataType: "uint16", shape: [2], data: Uint16Array.of(3, 100) });
    expect(found).toMatchObject({ min: 0, max: 256 });
    expect(found?.counts).toHaveLength(257);
  });

  it("puts more than 1,024 values into that many bins, losing none", () => {
    const data = Uint16Array.from({ length: 3000 }, (_, i) => i);
    const found = histogramOf({ dataType: "uint16", shape: [3000], data });
    expect(found).toMatchObject({ min: 0, max: 2999 });
    expect(found?.counts).toHaveLength(1024);
    expect(sum(found!.counts)).toBe(3000);
  });

  it("counts what lies outside of -100 to 40,000 in the outermost bins, and NaN not at all", () => {
    const data = Float32Array.of(-1e9, 0, 1e9, Number.NaN);
    const found = histogramOf({ dataType: "float32", shape: [4], data });
    expect(found).toMatchObject({ min: -100, max: 40000 });
    expect(sum(found!.counts)).toBe(3);
    expect([found?.counts[0], found?.counts.at(-1)]).toEqual([1 + 0, 1]);
  });

  it("cuts both ends off wide types", () => {
    const found = histogramOf({ dataType: "uint32", shape: [2], data: Uint32Array.of(1000, 1100) });
    expect(found!.min).toBeGreaterThan(900);
    expect(found!.max).toBeLessThan(1200);
    expect(found?.counts).toHaveLength(257);
  });

  it("gives nothing for nothing", () => {
    expect(new ImarisHistogramBuilder("uint16").finish()).toBeUndefined();
  });

  it("refuses elements of another type", () => {
    const builder = new ImarisHistogramBuilder("uint16");
    expect(() => builder.add({ dataType: "uint8", shape: [1], data: new Uint8Array(1) })).toThrow(TypeError);
  });
});

describe("storedHistograms()", () => {
  it("stores 256 bins, and the others beside them", () => {
    const counts = Array.from({ length: 257 }, (_, i) => i);
    const { coarse, fine } = storedHistograms({ min: 0, max: 256, counts });
    expect(coarse.counts.slice(0, 3)).toEqual([0 + 1, 2, 3]);
    expect(fine?.counts).toBe(counts);
    expect(storedHistograms({ min: 0, max: 255, counts: counts.slice(1) }).fine).toBeUndefined();
  });
});
