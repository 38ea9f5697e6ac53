import type { Chunk, CodecSpec, DataType, Json } from "@chunkwright/core";
import { describe, expect, it } from "vitest";
import { inThreadCoder, validateCodecs } from "../src/index.ts";

function swap(runs: Json): CodecSpec {
  return { name: "swap_words", configuration: { runs } };
}

async function stored(chunk: Chunk, codec: CodecSpec): Promise<number[]> {
  const { bytes } = await inThreadCoder.encode(structuredClone(chunk), [codec, { name: "bytes" }]);
  return [...bytes];
}

describe("swap_words", () => {
  const chunk: Chunk = { dataType: "r56", shape: [2], data: Uint8Array.from({ length: 14 }, (_, i) => i) };

  it("reverses the words of every element, and back", async () => {
    const codec = swap([
      [4, 1],
      [1, 1],
      [2, 1],
    ]);
    const bytes = await stored(chunk, codec);
    expect(bytes).toEqual([3, 2, 1, 0, 4, 6, 5, 10, 9, 8, 7, 11, 13, 12]);
    const { dataType, shape } = chunk;
    const codecs = [codec, { name: "bytes" }];
    expect(await inThreadCoder.decode({ bytes: Uint8Array.from(bytes), dataType, shape, codecs })).toEqual(
      chunk,
    );
  });

  it.each<[Json]>([[null], [[]], [[[7]]], [[[7, 0]]], [[[4, 2]]], [[[0.5, 14]]], [[["7", "x"]]]])(
    "refuses runs %j",
    (runs) => {
      const bind = () => validateCodecs([swap(runs), { name: "bytes" }], chunk);
      expect(bind).toThrow(expect.objectContaining({ code: "invalid-data" }));
    },
  );

  it("refuses numbers and elements of variable length", () => {
    for (const dataType of ["uint16", "string"] as const) {
      const bind = () => validateCodecs([swap([[2, 1]]), { name: "bytes" }], { dataType, shape: [1] });
      expect(bind).toThrow(expect.objectContaining({ code: "invalid-data" }));
    }
  });
});

describe("low_bits", () => {
  it.each<[DataType, number, number[]]>([
    ["int8", 4, [-8, 7, -1]],
    ["uint8", 4, [8, 7, 15]],
    ["r8", 4, [8, 7, 15]],
    ["uint8", 8, [0xf8, 0x57, 0xff]],
  ])("settles the upper bits of %s by %i that count", async (dataType, bits, values) => {
    const codecs = [{ name: "low_bits", configuration: { bits } }, { name: "bytes" }];
    const bytes = Uint8Array.of(0xf8, 0x57, 0xff);
    const { data } = await inThreadCoder.decode({ bytes, dataType, shape: [3], codecs });
    expect(Array.from(data as ArrayLike<number>)).toEqual(values);
  });

  it("accepts only one-byte elements", () => {
    const codecs = [{ name: "low_bits", configuration: { bits: 4 } }, { name: "bytes" }];
    const bind = () => validateCodecs(codecs, { dataType: "int16", shape: [1] });
    expect(bind).toThrow(expect.objectContaining({ code: "invalid-data" }));
  });
});
