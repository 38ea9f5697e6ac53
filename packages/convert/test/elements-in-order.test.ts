import { bytesOf, type ChunkSource, createChunk } from "@chunkwright/core";
import { arraySource, counting } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { elementsInOrder } from "../src/index.ts";

async function gather(source: ChunkSource): Promise<{ bytes: Buffer; longest: number }> {
  const parts: Uint8Array[] = [];
  for await (const part of elementsInOrder(source)) parts.push(part.slice());
  return { bytes: Buffer.concat(parts), longest: Math.max(0, ...parts.map((part) => part.byteLength)) };
}

describe("elementsInOrder()", () => {
  it.each([[[1, 2]], [[3, 3]], [[7, 1]], [[2, 100]]])(
    "streams C order in chunks of %j",
    async (chunkShape) => {
      const array = counting([7, 5]);
      const { bytes } = await gather(arraySource(array, chunkShape));
      expect(bytes.equals(bytesOf(array.data))).toBe(true);
    },
  );

  it("keeps its pieces small in an array that is large along its last axes", async () => {
    const array = createChunk("uint8", [3, 150 * 1024 * 1024]);
    array.data[200 * 1024 * 1024] = 1;
    const { bytes, longest } = await gather(arraySource(array, [3, 1024 * 1024]));
    expect(bytes.equals(bytesOf(array.data))).toBe(true);
    expect(longest).toBeLessThanOrEqual(128 * 1024 * 1024);
  });

  it("decodes each chunk once where a row of chunks fits", async () => {
    const source = arraySource(createChunk("uint8", [64, 1024, 1024]), [32, 256, 256]);
    await gather(source);
    expect(source.reads).toHaveLength(32);
  });

  it("streams one element of a 0-d array and nothing of an empty one", async () => {
    expect((await gather(arraySource(counting([]), []))).bytes).toHaveLength(2);
    expect((await gather(arraySource(counting([0, 4]), [1, 4]))).bytes).toHaveLength(0);
  });
});
