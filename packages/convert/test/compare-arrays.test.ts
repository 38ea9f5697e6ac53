import type { ChunkSource } from "@chunkwright/core";
import { arraySource, counting } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { compareArrays } from "../src/index.ts";

describe("compareArrays()", () => {
  it("finds arrays equal whatever their chunks", async () => {
    const a = arraySource(counting([5, 7]), [2, 3]);
    const b = arraySource(counting([5, 7]), [5, 2]);
    expect(await compareArrays(a, b)).toBeUndefined();
  });

  it("counts the elements that differ and shows the first in C order", async () => {
    const other = counting([5, 7]);
    for (const i of [33, 9]) other.data[i] = 1000 + i;
    expect(await compareArrays(arraySource(counting([5, 7]), [2, 3]), arraySource(other, [5, 2]))).toEqual({
      kind: "elements",
      count: 2,
      first: [1, 2],
      a: "9",
      b: "1009",
    });
  });

  it("takes an absent chunk for its fill value", async () => {
    const sevens = counting([4]);
    for (let i = 0; i < 4; i += 1) sevens.data[i] = 7;
    expect(
      await compareArrays(
        arraySource(sevens, [2]),
        arraySource(sevens, [2], () => true),
      ),
    ).toBeUndefined();
  });

  it("skips what is stored on neither side", async () => {
    const absent: ChunkSource = {
      kind: "array",
      info: {
        dataType: "uint64",
        shape: [2 ** 35],
        chunkShape: [2 ** 28],
        fillValue: 5n,
        codecs: [{ name: "bytes" }],
        attributes: {},
      },
      readChunk: async () => undefined,
      readEncodedChunk: async () => undefined,
    };
    expect(await compareArrays(absent, absent)).toBeUndefined();
  });

  it("tells a differing shape or data type without reading", async () => {
    const a = arraySource(counting([5]), [2]);
    expect(await compareArrays(a, arraySource(counting([6]), [2]))).toEqual({
      kind: "shape",
      a: [5],
      b: [6],
    });
    const floats = { dataType: "float32" as const, shape: [5], data: new Float32Array(5) };
    expect(await compareArrays(a, arraySource(floats, [2]))).toMatchObject({
      kind: "dataType",
      b: "float32",
    });
    expect(a.reads).toEqual([]);
  });

  it("compares bits: -0 differs from 0", async () => {
    const zero = { dataType: "float64" as const, shape: [1], data: new Float64Array([0]) };
    const minus = { dataType: "float64" as const, shape: [1], data: new Float64Array([-0]) };
    expect(await compareArrays(arraySource(zero, [1]), arraySource(minus, [1]))).toMatchObject({
      count: 1,
      a: "0",
      b: "-0",
    });
  });

  it("shows half floats as numbers, and both parts of complex ones", async () => {
    const halves = (...bits: number[]) =>
      arraySource({ dataType: "float16", shape: [2], data: Uint16Array.from(bits) }, [2]);
    expect(await compareArrays(halves(0, 0x3e00), halves(0, 0xc000))).toMatchObject({ a: "1.5", b: "-2" });
    const complex = (...parts: number[]) =>
      arraySource({ dataType: "complex64", shape: [1], data: Float32Array.from(parts) }, [1]);
    expect(await compareArrays(complex(1, 2), complex(1, 3))).toMatchObject({ a: "1, 2", b: "1, 3" });
  });
});
