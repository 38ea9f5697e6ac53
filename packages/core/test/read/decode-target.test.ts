import { type Chunk, checkTarget, copyToTarget } from "@chunkwright/core";
import { describe, expect, test } from "vitest";

const chunk: Chunk = { dataType: "uint16", shape: [2, 3], data: Uint16Array.of(1, 2, 3, 4, 5, 6) };
const target = {
  buffer: new ArrayBuffer(16),
  byteOffset: 4,
  shape: [2, 3],
  region: { start: [0, 1], shape: [2, 2] },
};

describe.each([
  ["an ArrayBuffer", (byteLength: number) => new ArrayBuffer(byteLength)],
  ["a SharedArrayBuffer", (byteLength: number) => new SharedArrayBuffer(byteLength)],
])("copyToTarget() into %s", (_name, allocate) => {
  test("takes the chunk from its first element", () => {
    const buffer = allocate(16);
    copyToTarget(chunk, { ...target, buffer });
    expect([...new Uint16Array(buffer)]).toEqual([0, 0, 0, 1, 2, 0, 4, 5]);
  });

  test("takes the chunk from its inside", () => {
    const buffer = allocate(16);
    copyToTarget(chunk, { ...target, buffer, chunkStart: [0, 1] });
    expect([...new Uint16Array(buffer)]).toEqual([0, 0, 0, 2, 3, 0, 5, 6]);
  });
});

test.each([
  ["a region outside the target", { region: { start: [1, 1], shape: [2, 2] } }],
  ["a region larger than the chunk", { shape: [2, 2], chunkStart: [1, 0] }],
  ["a target larger than its buffer", { shape: [2, 4] }],
  ["an offset inside an element", { byteOffset: 3 }],
  ["an offset before the buffer", { byteOffset: -2 }],
])("checkTarget() refuses %s", (_name, overrides) => {
  expect(() => checkTarget(chunk, { ...target, ...overrides })).toThrow(RangeError);
});
