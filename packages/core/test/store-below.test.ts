import { describe, expect, it } from "vitest";
import { type Bytes, type ListableStore, type ReadableStore, storeBelow } from "../src/index.ts";

const FILES: ReadonlyMap<string, Bytes> = new Map([
  ["a/b", Uint8Array.of(1, 2, 3)],
  ["a/c/d", Uint8Array.of(4)],
  ["e", Uint8Array.of(5)],
]);

const READABLE: ReadableStore = {
  get: async (key) => FILES.get(key),
  getRange: async (key, range) =>
    "offset" in range ? FILES.get(key)?.slice(range.offset, range.offset + range.length) : undefined,
  size: async (key) => FILES.get(key)?.byteLength,
};

const LISTABLE: ReadableStore & ListableStore = {
  ...READABLE,
  async *list(prefix) {
    if (prefix !== "a/") return;
    yield { kind: "key", key: "a/b" };
    yield { kind: "prefix", key: "a/c/" };
  },
};

describe("storeBelow()", () => {
  it("has what is below the prefix, under the rest of the keys", async () => {
    const below = storeBelow(LISTABLE, "a/");
    expect(await below.get("b")).toEqual(Uint8Array.of(1, 2, 3));
    expect(await below.getRange("b", { offset: 1, length: 2 })).toEqual(Uint8Array.of(2, 3));
    expect(await below.size("c/d")).toBe(1);
    expect(await below.get("e")).toBeUndefined();
    const entries: string[] = [];
    for await (const { kind, key } of below.list?.("") ?? []) entries.push(`${kind} ${key}`);
    expect(entries).toEqual(["key b", "prefix c/"]);
  });

  it("lists only if the store does, and is the store itself without a prefix", () => {
    expect(storeBelow(READABLE, "a/").list).toBeUndefined();
    expect(storeBelow(READABLE, "")).toBe(READABLE);
  });
});
