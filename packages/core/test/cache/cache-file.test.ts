import { describe, expect, it } from "vitest";
import { type CallOptions, cacheFile, cacheStore, fileOfBytes, type ReadableStore } from "../../src/index.ts";

const BYTES = Uint8Array.from({ length: 25 }, (_, i) => i);

function countedFile() {
  const file = fileOfBytes(BYTES);
  const reads: string[] = [];
  return {
    reads,
    size: file.size,
    read(offset: number, length: number, options?: CallOptions) {
      reads.push(`${offset}+${length}`);
      options?.signal?.throwIfAborted();
      return file.read(offset, length, options);
    },
  };
}

describe("cacheFile()", () => {
  it("reads each block once, adjacent ones in one request", async () => {
    const file = countedFile();
    const cached = cacheFile(file, { blockBytes: 5 });
    expect([...(await cached.read(7, 2))]).toEqual([7, 8]);
    expect([...(await cached.read(3, 20))]).toEqual([...BYTES.subarray(3, 23)]);
    expect([...(await cached.read(0, 25))]).toEqual([...BYTES]);
    expect(file.reads).toEqual(["5+5", "0+5", "10+15"]);
    expect(await cached.read(25, 0)).toHaveLength(0);
    await expect(cached.read(24, 2)).rejects.toMatchObject({ code: "invalid-data" });
  });

  it("returns a copy to every reader", async () => {
    const cached = cacheFile(countedFile(), { blockBytes: 5 });
    (await cached.read(0, 5)).fill(99);
    expect([...(await cached.read(0, 5))]).toEqual([0, 1, 2, 3, 4]);
  });

  it("makes one request for concurrent readers", async () => {
    const file = countedFile();
    const cached = cacheFile(file, { blockBytes: 5 });
    await Promise.all([cached.read(0, 2), cached.read(2, 3), cached.read(4, 4)]);
    expect(file.reads).toEqual(["0+5", "5+5"]);
  });

  it("evicts the least recently used block, and reads past the cache what does not fit", async () => {
    const file = countedFile();
    const cached = cacheFile(file, { blockBytes: 5, maxBytes: 130 });
    for (const offset of [0, 5, 0, 10, 0, 5]) await cached.read(offset, 1);
    expect(file.reads).toEqual(["0+5", "5+5", "10+5", "5+5"]);
    const small = cacheFile(file, { blockBytes: 5, maxBytes: 6 });
    await small.read(0, 20);
    expect(file.reads.at(-1)).toBe("0+20");
    expect(() => cacheFile(file, { blockBytes: 0 })).toThrow(RangeError);
  });

  it("does not keep failures", async () => {
    const file = countedFile();
    let failures = 1;
    const flaky = {
      ...file,
      read: (offset: number, length: number) =>
        failures-- > 0 ? Promise.reject(new Error("once")) : file.read(offset, length),
    };
    const cached = cacheFile(flaky, { blockBytes: 5 });
    // The reader whose request failed asks once more.
    expect(await cached.read(0, 2)).toHaveLength(2);
    expect(await cached.read(0, 2)).toHaveLength(2);
    expect(file.reads).toEqual(["0+2", "0+5"]);
  });
});

describe("cacheStore()", () => {
  function countedStore() {
    const calls: string[] = [];
    const store: ReadableStore = {
      async get(key) {
        calls.push(`get ${key}`);
        return key === "here" ? BYTES.slice() : undefined;
      },
      async getRange(key, range) {
        if (!("offset" in range)) throw new Error("no suffix is needed");
        calls.push(`${key} ${range.offset}+${range.length}`);
        return BYTES.slice(range.offset, range.offset + range.length);
      },
      async size(key) {
        calls.push(`size ${key}`);
        return key === "here" ? BYTES.byteLength : undefined;
      },
    };
    return { calls, store };
  }

  it("keeps whole values, and that a value is absent", async () => {
    const { calls, store } = countedStore();
    const cached = cacheStore(store);
    (await cached.get("here"))?.fill(99);
    expect([...((await cached.get("here")) ?? [])]).toEqual([...BYTES]);
    expect(await cached.get("gone")).toBeUndefined();
    expect(await cached.get("gone")).toBeUndefined();
    expect(calls).toEqual(["get here", "get gone"]);
  });

  it("keeps the blocks of ranges and suffixes, and sizes", async () => {
    const { calls, store } = countedStore();
    const cached = cacheStore(store, { blockBytes: 10 });
    expect([...((await cached.getRange("here", { offset: 8, length: 4 })) ?? [])]).toEqual([8, 9, 10, 11]);
    expect([...((await cached.getRange("here", { suffixLength: 3 })) ?? [])]).toEqual([22, 23, 24]);
    await cached.getRange("here", { offset: 0, length: 25 });
    expect(await cached.size("here")).toBe(25);
    expect(await cached.getRange("gone", { offset: 0, length: 1 })).toBeUndefined();
    expect(await cached.size("gone")).toBeUndefined();
    expect(calls).toEqual(["size here", "here 0+20", "here 20+5", "size gone"]);
  });
});
