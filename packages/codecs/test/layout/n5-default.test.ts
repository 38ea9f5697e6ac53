import { bytesOf, type CodecSpec, type EncodedChunk } from "@chunkwright/core";
import { describe, expect, it } from "vitest";
import { inThreadCoder } from "../../src/index.ts";

const INNER: readonly CodecSpec[] = [
  { name: "transpose", configuration: { order: [1, 0] } },
  { name: "bytes", configuration: { endian: "big" } },
];
const codecs = (inner: readonly CodecSpec[] = INNER): readonly CodecSpec[] => [
  { name: "n5_default", configuration: { codecs: inner.map((codec) => ({ ...codec })) } },
];

/** A chunk of 2 by 3 and the block of N5 dimensions [2, 3] that it is: the first axis runs fastest in it. */
const BLOCK = Uint8Array.of(0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, 0, 1, 0, 4, 0, 2, 0, 5, 0, 3, 0, 6);

const encoded = (bytes: EncodedChunk["bytes"], inner?: readonly CodecSpec[]): EncodedChunk => ({
  bytes: bytes.slice(),
  dataType: "uint16",
  shape: [2, 3],
  codecs: codecs(inner),
});

describe("n5_default", () => {
  it("decodes a block in the specification's layout", async () => {
    const chunk = await inThreadCoder.decode(encoded(BLOCK));
    expect([...chunk.data]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("encodes the same block", async () => {
    const chunk = await inThreadCoder.decode(encoded(BLOCK));
    expect((await inThreadCoder.encode(chunk, codecs())).bytes).toEqual(BLOCK);
  });

  it("pads blocks that are cropped at the edge", async () => {
    const cropped = Uint8Array.of(0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 7, 0, 8);
    const chunk = await inThreadCoder.decode(encoded(cropped));
    expect([...chunk.data]).toEqual([7, 8, 0, 0, 0, 0]);
  });

  it("compresses what follows the header", async () => {
    const inner = [...INNER, { name: "zstd", configuration: { level: 1 } }];
    const chunk = await inThreadCoder.decode(encoded(BLOCK));
    const block = await inThreadCoder.encode(chunk, codecs(inner));
    expect(block.bytes.subarray(0, 12)).toEqual(BLOCK.subarray(0, 12));
    expect(bytesOf((await inThreadCoder.decode(block)).data)).toEqual(bytesOf(chunk.data));
  });

  it.each([
    ["another mode", [0, 1, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3]],
    ["other dimensions", [0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3]],
    ["a larger block", [0, 0, 0, 2, 255, 255, 255, 255, 0, 0, 0, 3]],
    ["a header that is cut off", [0, 0, 0, 2, 0]],
    ["elements that are missing", [0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1]],
  ])("rejects %s", async (_name, bytes) => {
    await expect(inThreadCoder.decode(encoded(Uint8Array.from(bytes)))).rejects.toMatchObject({
      code: "codec",
    });
  });

  it.each([
    ["no codecs", []],
    ["a transposition of some axes", [{ name: "transpose", configuration: { order: [0, 1] } }, INNER[1]!]],
    ["little-endian elements", [INNER[0]!, { name: "bytes", configuration: { endian: "little" } }]],
    ["two compressors", [...INNER, { name: "zstd" }, { name: "zstd" }]],
  ])("refuses %s", async (_name, inner) => {
    await expect(inThreadCoder.decode(encoded(BLOCK, inner))).rejects.toMatchObject({ code: "invalid-data" });
  });
});
