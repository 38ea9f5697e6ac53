import { describe, expect, it } from "vitest";
import {
  type ChunkIndex,
  chunkIndices,
  type EncodedChunk,
  type LocatedChunkSource,
  type ReadableStore,
  readEncodedChunks,
} from "../../src/index.ts";

/** Ten chunks of 10 bytes each, every fourth absent, in one value with gaps of `gap` bytes; or each a value. */
function source(gap: number | undefined) {
  const requests: string[] = [];
  const bytesAt = (offset: number, length: number) =>
    Uint8Array.from({ length }, (_, i) => (offset + i) % 251);
  const store: ReadableStore = {
    async get(key) {
      requests.push(key);
      return key === "c/5" ? undefined : bytesAt(0, 10);
    },
    async getRange(key, range) {
      if (!("offset" in range)) throw new Error("no suffix is wanted");
      requests.push(`${key} ${range.offset}+${range.length}`);
      return key === "gone" ? undefined : bytesAt(range.offset, range.length);
    },
    size: async () => undefined,
  };
  const shape = [10];
  const codecs = [{ name: "bytes" }];
  const stride = 10 + (gap ?? 0);
  const array: LocatedChunkSource = {
    kind: "array",
    info: { dataType: "uint8", shape: [100], chunkShape: shape, fillValue: 0, codecs, attributes: {} },
    readChunk: () => Promise.reject(new Error("nobody decodes")),
    async readEncodedChunk([n = 0]) {
      requests.push(`alone ${n}`);
      return n % 4 === 3 ? undefined : { bytes: bytesAt(n * stride, 10), dataType: "uint8", shape, codecs };
    },
    locateChunk: async () => undefined,
    async planChunk([n = 0]) {
      if (n % 4 === 3) return undefined;
      const place =
        gap === undefined ? { key: `c/${n}`, offset: 0 } : { key: "all", offset: n * stride, length: 10 };
      const coder = { decode: fail, decodeInto: fail, encode: fail };
      return { location: { ...place, shape, codecs }, store, coder };
    },
  };
  return { array, requests };
}

function fail(): Promise<never> {
  return Promise.reject(new Error("nobody decodes"));
}

async function readAll(array: LocatedChunkSource): Promise<Map<number, EncodedChunk | undefined>> {
  const found = new Map<number, EncodedChunk | undefined>();
  const take = async ([n = 0]: ChunkIndex, encoded: EncodedChunk | undefined) => void found.set(n, encoded);
  await readEncodedChunks(array, [...chunkIndices([10])], take);
  return found;
}

describe("readEncodedChunks()", () => {
  it("fetches chunks close together in one request, and gives each its own bytes", async () => {
    const { array, requests } = source(5);
    const found = await readAll(array);
    expect(requests).toEqual(["alone 3", "alone 7", "all 0+145"]);
    expect([...found.keys()].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(found.get(3)).toBeUndefined();
    expect([...found.get(4)!.bytes]).toEqual([60, 61, 62, 63, 64, 65, 66, 67, 68, 69]);
  });

  it("fetches distant chunks one by one", async () => {
    const { array, requests } = source(2 ** 20);
    await readAll(array);
    expect(requests).toHaveLength(10);
  });

  it("takes a missing value for an absent chunk, without another request", async () => {
    const { array, requests } = source(undefined);
    const found = await readAll(array);
    expect(found.get(5)).toBeUndefined();
    expect(found.get(4)?.bytes).toHaveLength(10);
    expect(requests.filter((request) => request.startsWith("alone"))).toEqual(["alone 3", "alone 7"]);
  });
});
