import { describe, expect, it } from "vitest";
import type { ChunkCoder, ReadableStore } from "../../src/index.ts";
import { chunkRequests, type PlannedChunk } from "../../src/read/chunk-requests.ts";

const stores: readonly ReadableStore[] = [0, 1].map(() => ({
  get: async () => undefined,
  getRange: async () => undefined,
  size: async () => undefined,
}));
const unused = () => Promise.reject(new Error("not to be called"));
const coder: ChunkCoder = { decode: unused, decodeInto: unused, encode: unused };

function chunk(key: string, offset: number, length?: number, store = 0): PlannedChunk {
  const place = length === undefined ? { key, offset } : { key, offset, length };
  return {
    index: [offset],
    plan: { location: { ...place, shape: [1], codecs: [] }, store: stores[store]!, coder },
    target: { buffer: new ArrayBuffer(1), byteOffset: 0, shape: [1], region: { start: [0], shape: [1] } },
  };
}

function summary(chunks: readonly PlannedChunk[], limits = { maxGapBytes: 10, maxRequestBytes: 100 }) {
  return chunkRequests(chunks, limits).map(({ key, range, chunks: inside }) => [
    key,
    ...(range ? [range.offset, range.length] : []),
    inside.map(({ plan }) => plan.location.offset),
  ]);
}

describe("chunkRequests()", () => {
  it("joins chunks with small gaps, whatever order they come in", () => {
    expect(summary([chunk("a", 50, 20), chunk("a", 0, 20), chunk("a", 30, 20)])).toEqual([
      ["a", 0, 70, [0, 30, 50]],
    ]);
    expect(summary([chunk("a", 0, 20), chunk("a", 31, 20)])).toEqual([
      ["a", 0, 20, [0]],
      ["a", 31, 20, [31]],
    ]);
  });

  it("keeps requests short, but not chunks", () => {
    expect(summary([chunk("a", 0, 60), chunk("a", 60, 41), chunk("a", 101, 500)])).toEqual([
      ["a", 0, 60, [0]],
      ["a", 60, 41, [60]],
      ["a", 101, 500, [101]],
    ]);
  });

  it("fetches bytes that chunks share once, while their copies are few", () => {
    expect(summary([chunk("a", 0, 40), chunk("a", 0, 40), chunk("a", 10, 5)])).toEqual([
      ["a", 0, 40, [0, 0, 10]],
    ]);
    expect(summary([chunk("a", 0, 60), chunk("a", 0, 60)])).toEqual([
      ["a", 0, 60, [0]],
      ["a", 0, 60, [0]],
    ]);
  });

  it("keeps whole values, other keys and other stores apart", () => {
    expect(summary([chunk("a", 0), chunk("b", 0, 1), chunk("c", 0, 1), chunk("c", 1, 1, 1)])).toEqual([
      ["a", [0]],
      ["b", 0, 1, [0]],
      ["c", 0, 1, [0]],
      ["c", 1, 1, [1]],
    ]);
  });
});
