import { readFileSync } from "node:fs";
import { type Chunk, createChunk, type DataType, float16Bits } from "@chunkwright/core";
import { describe, expect, it, test } from "vitest";
import { downsample, downsampledShape } from "../src/index.ts";

interface Case {
  dataType: DataType;
  shape: number[];
  factors: number[];
  elements: (number | string)[];
  labels: (number | string)[];
  mean: (number | string)[];
  mode: (number | string)[];
  nearest: (number | string)[];
}
const cases: Case[] = JSON.parse(readFileSync(new URL("fixtures/downsample.json", import.meta.url), "utf8"));

function chunkOf(dataType: DataType, shape: readonly number[], values: readonly (number | string)[]): Chunk {
  const chunk = createChunk(dataType, shape);
  const data = chunk.data as { [index: number]: number | bigint };
  for (const [i, value] of values.entries()) data[i] = typeof value === "string" ? BigInt(value) : value;
  return chunk;
}

const texts = (values: Iterable<unknown>) => Array.from(values, String);

describe("downsample()", () => {
  it.each(cases)(
    "takes the mean of $dataType $shape by $factors as numpy does",
    ({ dataType, shape, factors, ...c }) => {
      const result = downsample(chunkOf(dataType, shape, c.elements), factors, "mean");
      expect(result.shape).toEqual(downsampledShape(shape, factors));
      expect(texts(result.data)).toEqual(texts(c.mean));
    },
  );

  it.each(cases)(
    "takes mode and nearest of $dataType $shape by $factors",
    ({ dataType, shape, factors, ...c }) => {
      expect(texts(downsample(chunkOf(dataType, shape, c.labels), factors, "mode").data)).toEqual(
        texts(c.mode),
      );
      expect(texts(downsample(chunkOf(dataType, shape, c.elements), factors, "nearest").data)).toEqual(
        texts(c.nearest),
      );
    },
  );

  it.each(["int8", "int16", "int32", "float32"] as const)(
    "rounds halves of %s up, below zero too",
    (dataType) => {
      const pairs = [-128, -128, 127, 127, -1, -1, 1, 1, -128, -127, 127, 126, -2, -2, 2, 2];
      const expected = dataType === "float32" ? [-127.75, 126.75, -1.5, 1.5] : [-128, 127, -1, 2];
      expect([...downsample(chunkOf(dataType, [2, 8], pairs), [2, 2], "mean").data]).toEqual(expected);
    },
  );

  it.each([
    ["uint8", 255],
    ["uint16", 65535],
    ["int16", -32768],
  ] as const)("takes the mean of the extremes of %s", (dataType, extreme) => {
    const square = chunkOf(dataType, [2, 2], [extreme, extreme, extreme, extreme]);
    expect([...downsample(square, [2, 2], "mean").data]).toEqual([extreme]);
  });

  it("averages half floats by value and complex numbers by part", () => {
    const halves = chunkOf("float16", [2], [float16Bits(1), float16Bits(2)]);
    expect([...downsample(halves, [2], "mean").data]).toEqual([float16Bits(1.5)]);
    const complex: Chunk = { dataType: "complex64", shape: [3], data: new Float32Array([1, 2, 3, 6, 5, 5]) };
    expect([...downsample(complex, [2], "mean").data]).toEqual([2, 4, 5, 5]);
    expect([...downsample(complex, [2], "nearest").data]).toEqual([1, 2, 5, 5]);
  });

  it("takes the majority of booleans, whatever it is asked for", () => {
    expect([...downsample(chunkOf("bool", [4], [1, 1, 0, 1]), [4], "mean").data]).toEqual([1]);
  });

  it("shrinks nothing to nothing", () => {
    expect(downsample(createChunk("uint8", [0, 4]), [2, 2], "mean").shape).toEqual([0, 2]);
  });
});

test.each([[[2]], [[2, 0]], [[2, 1.5]], [[2, 2, 2]]])(
  "factors of %j are none of an array of two axes",
  (factors) => {
    const chunk = { dataType: "uint8", shape: [2, 2], data: new Uint8Array(4) } as const;
    expect(() => downsample(chunk, factors, "mean")).toThrow(RangeError);
    expect(() => downsample(chunk, [2, 2], "max" as never)).toThrow(TypeError);
  },
);
