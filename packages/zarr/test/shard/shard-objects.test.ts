import { inThreadCoder } from "@chunkwright/codecs";
import { type ArrayInfo, type Bytes, type ChunkCoder, createChunk } from "@chunkwright/core";
import { memoryStore } from "@chunkwright/stores/memory";
import { describe, expect, it } from "vitest";
import { createZarrArray } from "../../src/index.ts";

const info: ArrayInfo = {
  dataType: "uint8",
  shape: [4],
  chunkShape: [2],
  shardShape: [4],
  fillValue: 0,
  codecs: [{ name: "bytes" }],
  attributes: {},
};

describe("the sink of an array in shards", () => {
  it("gives its coder back what that encoded, once the shard is stored, and nothing else", async () => {
    const released: Bytes[] = [];
    const coder: ChunkCoder = { ...inThreadCoder, release: (bytes) => released.push(bytes) };
    const store = memoryStore();
    const failures = [new Error("The disk is full")];
    const failing = {
      ...store,
      async set(key: string, value: Bytes) {
        const failure = failures.pop();
        if (failure) throw failure;
        await store.set(key, value);
      },
    };
    const sink = await createZarrArray(failing, "", info, { zarrFormat: 3, coder });
    const chunk = { ...createChunk("uint8", [2]), data: Uint8Array.of(1, 2) };
    await sink.writeChunk([0], chunk);
    const encoded = {
      bytes: Uint8Array.of(3, 4),
      dataType: "uint8",
      shape: [2],
      codecs: info.codecs,
    } as const;
    await expect(sink.writeEncodedChunk?.([1], encoded)).rejects.toThrow("full");
    expect(released).toEqual([]);
    await sink.close();
    expect(released).toEqual([Uint8Array.of(1, 2)]);
  });
});
