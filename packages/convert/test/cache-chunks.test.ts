import { arraySource, counting } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { cacheChunks } from "../src/index.ts";

describe("cacheChunks()", () => {
  it("reads a chunk once while it fits, also when asked twice at the same time", async () => {
    const source = arraySource(counting([8]), [2]);
    const cached = cacheChunks(source, 1000);
    await Promise.all([cached.readChunk([0]), cached.readChunk([0])]);
    await cached.readChunk([0]);
    expect(source.reads).toEqual([[0]]);
  });

  it("forgets the chunk that was unused for longest", async () => {
    const source = arraySource(counting([8]), [2]);
    const cached = cacheChunks(source, 8);
    for (const index of [0, 1, 0, 2, 0, 1]) await cached.readChunk([index]);
    expect(source.reads.flat()).toEqual([0, 1, 2, 1]);
  });

  it("keeps one chunk however large", async () => {
    const source = arraySource(counting([8]), [8]);
    const cached = cacheChunks(source, 1);
    await cached.readChunk([0]);
    await cached.readChunk([0]);
    expect(source.reads).toHaveLength(1);
  });

  it("does not keep failures", async () => {
    const source = arraySource(counting([2]), [2]);
    let failures = 1;
    const flaky = {
      ...source,
      readChunk: async () => {
        if (failures-- > 0) throw new Error("once");
        return counting([2]);
      },
    };
    const cached = cacheChunks(flaky, 100);
    await expect(cached.readChunk([0])).rejects.toThrow("once");
    await expect(cached.readChunk([0])).resolves.toBeDefined();
  });
});
