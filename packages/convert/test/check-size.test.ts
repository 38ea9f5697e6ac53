import { type ArrayInfo, type ChunkSink, type ChunkSource, isStorageError } from "@chunkwright/core";
import { expect, test } from "vitest";
import { compareArrays, copyArray, elementsInOrder } from "../src/index.ts";

/** What a document of a few bytes may claim; nothing is stored. */
const INFO: ArrayInfo = {
  dataType: "uint8",
  shape: [2 ** 53 - 1, 2 ** 53 - 1],
  chunkShape: [64, 64],
  fillValue: 0,
  codecs: [{ name: "bytes" }],
  attributes: {},
};
const SOURCE: ChunkSource = {
  kind: "array",
  info: INFO,
  readChunk: async () => undefined,
  readEncodedChunk: async () => undefined,
};
const SINK: ChunkSink = {
  info: INFO,
  writeChunk: async () => {},
  writeEncodedChunk: async () => {},
  close: async () => {},
};

test.each([
  ["elementsInOrder()", () => elementsInOrder(SOURCE).next()],
  ["compareArrays()", () => compareArrays(SOURCE, SOURCE)],
  ["copyArray()", () => copyArray(SOURCE, SINK)],
])("%s refuses an array that it could never go through", async (_, run: () => Promise<unknown>) => {
  const error = await run().catch((reason: unknown) => reason);
  expect(isStorageError(error, "unsupported")).toBe(true);
  expect(String(error)).toContain("more than a PiB");
});
