import { inThreadCoder } from "@chunkwright/codecs";
import { type CallOptions, type ChunkSource, sharedChunk } from "@chunkwright/core";
import { expect, test } from "vitest";
import { virtualSource } from "../../src/array/virtual-source.ts";
import { contextOf } from "../memory-context.ts";

const INFO = {
  dataType: "uint8",
  shape: [4],
  chunkShape: [4],
  fillValue: 0,
  codecs: [{ name: "bytes" }],
  attributes: {},
} as const;

const ONES: ChunkSource = {
  kind: "array",
  info: INFO,
  async readChunk() {
    const chunk = sharedChunk("uint8", [4]);
    chunk.data.fill(1);
    return { ...chunk, data: chunk.data.slice() };
  },
  readEncodedChunk: async () => inThreadCoder.encode((await ONES.readChunk([0]))!, INFO.codecs),
};

test("virtualSource() opens a source for the others when the reader that opens it aborts", async () => {
  const all = { kind: "all" } as const;
  const mapping = { file: ".", dataset: "a", source: all, target: all };
  const open = async (_file: string, _dataset: string, options?: CallOptions) => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    options?.signal?.throwIfAborted();
    return ONES;
  };
  const context = contextOf(new Uint8Array(0));
  const source = virtualSource(context, { info: INFO, fill: { value: 0 }, mappings: [mapping] }, open);
  const controller = new AbortController();
  const first = source.readChunk([0], { signal: controller.signal });
  const second = source.readChunk([0]);
  controller.abort("enough");
  await expect(first).rejects.toBe("enough");
  expect((await second)?.data).toEqual(Uint8Array.of(1, 1, 1, 1));
});
