import { arraySource, counting } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { type CallOptions, cacheChunks, readRegion } from "../../src/index.ts";

describe("cacheChunks()", () => {
  it("reads a chunk once while it fits, also for concurrent callers", async () => {
    const source = arraySource(counting([8]), [2]);
    const cached = cacheChunks(source, 1000);
    await Promise.all([cached.readChunk([0]), cached.readChunk([0])]);
    await cached.readChunk([0]);
    expect(source.reads).toEqual([[0]]);
  });

  it("evicts the least recently used chunk", async () => {
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

  it("keeps chunks that are read by regions, too", async () => {
    const source = arraySource(counting([8]), [2]);
    const planning = { ...source, planChunk: () => Promise.reject(new Error("not by plan")) };
    const cached = cacheChunks(planning, 1000);
    const region = { start: [1], shape: [4] };
    expect([...(await readRegion(cached, region)).data]).toEqual([1, 2, 3, 4]);
    await readRegion(cached, region);
    expect(source.reads).toEqual([[0], [1], [2]]);
  });

  it("keeps a chunk for others when the first caller aborts, and lets each abort alone", async () => {
    const source = arraySource(counting([2]), [2]);
    const patient = new AbortController();
    const aborting = {
      ...source,
      readChunk: (index: readonly number[], options?: CallOptions) =>
        options?.signal
          ? new Promise<never>((_, reject) => {
              options.signal?.addEventListener("abort", () => reject(options.signal?.reason));
            })
          : source.readChunk(index),
    };
    const cached = cacheChunks(aborting, 100);
    const first = cached.readChunk([0], { signal: patient.signal });
    const impatient = new AbortController();
    const second = cached.readChunk([0], { signal: impatient.signal });
    const third = cached.readChunk([0]);
    impatient.abort(new Error("second"));
    await expect(second).rejects.toThrow("second");
    patient.abort(new Error("first"));
    await expect(first).rejects.toThrow("first");
    await expect(third).resolves.toBeDefined();
  });
});
