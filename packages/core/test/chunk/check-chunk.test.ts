import { expect, test } from "vitest";
import { type ArrayInfo, checkChunk, checkEncodedChunk, createChunk } from "../../src/index.ts";

const INFO: ArrayInfo = {
  dataType: "uint8",
  shape: [4, 4],
  chunkShape: [2, 3],
  fillValue: 0,
  codecs: [{ name: "bytes" }],
  attributes: {},
};

test("checkChunk() accepts only full chunks of the array's type", () => {
  checkChunk(INFO, createChunk("uint8", [2, 3]));
  expect(() => checkChunk(INFO, createChunk("uint8", [2, 1]))).toThrow(
    "[2,1] uint8 among those of [2,3] uint8",
  );
  expect(() => checkChunk(INFO, createChunk("int8", [2, 3]))).toThrow(TypeError);
});

test("checkEncodedChunk() accepts only bytes that can be stored unchanged", () => {
  const encoded = {
    bytes: new Uint8Array(6),
    dataType: "uint8",
    shape: [2, 3],
    codecs: INFO.codecs,
  } as const;
  checkEncodedChunk(INFO, [0, 0], encoded);
  expect(() => checkEncodedChunk(INFO, [1, 0], { ...encoded, codecs: [{ name: "zstd" }] })).toThrow(
    "Cannot store encoded chunk [1,0] as it is",
  );
});
