import { bytesOf, type Chunk, transposeChunk } from "@chunkwright/core";
import { expect, test } from "vitest";

test("transposeChunk() keeps every bit of a signalling NaN", () => {
  const bits = Uint32Array.of(0x7fa00001, 0xff800002, 3, 4, 5, 6);
  const chunk: Chunk = { dataType: "float32", shape: [2, 3], data: new Float32Array(bits.slice().buffer) };
  const { data } = transposeChunk(chunk, [1, 0]);
  expect([...new Uint32Array(bytesOf(data).buffer)]).toEqual([bits[0], 4, bits[1], 5, 3, 6]);
});
