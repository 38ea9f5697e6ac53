import { describe, expect, it } from "vitest";
import {
  type Bytes,
  type Chunk,
  type ChunkCoder,
  decodeRead,
  type EncodedChunk,
  transientRead,
} from "../../src/index.ts";

const bytes = Uint8Array.of(1, 2);
const encoded: EncodedChunk = { bytes, dataType: "uint8", shape: [2], codecs: [{ name: "bytes" }] };

/** What is released when a coder makes `chunk` of `encoded`. */
async function releasedAfter(chunk: Chunk): Promise<Bytes[]> {
  const released: Bytes[] = [];
  const coder = { decode: async () => chunk } as Partial<ChunkCoder> as ChunkCoder;
  expect(await decodeRead(coder, encoded, { release: (some) => released.push(some) })).toBe(chunk);
  return released;
}

describe("decodeRead()", () => {
  it("releases the bytes once the elements lie elsewhere", async () => {
    expect(await releasedAfter({ dataType: "uint8", shape: [2], data: bytes.slice() })).toEqual([bytes]);
  });

  it("keeps bytes that the elements may be a view of", async () => {
    expect(await releasedAfter({ dataType: "uint8", shape: [2], data: bytes.subarray(1) })).toEqual([]);
    expect(await releasedAfter({ dataType: "bytes", shape: [1], data: [bytes] })).toEqual([]);
  });

  it("keeps the bytes of a chunk that does not decode", async () => {
    const failure = new Error("broken");
    const coder = { decode: () => Promise.reject(failure) } as Partial<ChunkCoder> as ChunkCoder;
    const release = () => expect.unreachable();
    await expect(decodeRead(coder, encoded, { release })).rejects.toBe(failure);
  });
});

describe("transientRead()", () => {
  it("is not transient for bytes that become the elements", () => {
    const { signal } = new AbortController();
    expect(transientRead([{ name: "bytes" }], { signal })).toEqual({ signal, isTransient: false });
    expect(transientRead([{ name: "bytes" }, { name: "zstd" }])).toMatchObject({ isTransient: true });
  });
});
