import { describe, expect, it } from "vitest";
import { ByteLru } from "../../src/cache/byte-lru.ts";

/** Keeps numbers, each as many bytes as it counts. */
async function lruOf(maxBytes: number, values: readonly number[]): Promise<ByteLru<number>> {
  const lru = new ByteLru<number>(maxBytes, (value) => value);
  for (const value of values) {
    lru.set(String(value), Promise.resolve(value));
    await lru.get(String(value));
  }
  return lru;
}

describe("ByteLru", () => {
  it("evicts the least recently used value beyond its limit", async () => {
    const lru = await lruOf(10, [4, 5]);
    expect(await lru.get("4")).toBe(4);
    lru.set("3", Promise.resolve(3));
    await lru.get("3");
    expect(["3", "4", "5"].filter((key) => lru.get(key))).toEqual(["3", "4"]);
    expect(lru.byteLength).toBe(7);
  });

  it("keeps the latest value however large", async () => {
    const lru = await lruOf(10, [4, 50]);
    expect(["4", "50"].filter((key) => lru.get(key))).toEqual(["50"]);
    expect(lru.byteLength).toBe(50);
  });

  it("counts a key once, by its latest value, and rejections not at all", async () => {
    const lru = await lruOf(10, [4]);
    const slow = new Promise<number>((resolve) => setTimeout(resolve, 5, 9));
    lru.set("4", slow);
    lru.set("4", Promise.resolve(2));
    await slow;
    expect(lru.byteLength).toBe(2);
    const failing = Promise.reject(new Error("no"));
    lru.set("5", failing);
    await expect(failing).rejects.toThrow("no");
    await Promise.resolve();
    expect(lru.get("5")).toBeUndefined();
    expect(lru.byteLength).toBe(2);
  });
});
