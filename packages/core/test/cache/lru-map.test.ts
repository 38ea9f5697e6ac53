import { expect, test } from "vitest";
import { LruMap } from "../../src/cache/lru-map.ts";

test("LruMap evicts the least recently used entry", () => {
  const map = new LruMap<string, number>(2);
  map.set("a", 1);
  map.set("b", 2);
  expect(map.get("a")).toBe(1);
  map.set("c", 3);
  expect([map.get("a"), map.get("b"), map.get("c")]).toEqual([1, undefined, 3]);
});

test("LruMap removes a key only if it has that value", () => {
  const map = new LruMap<string, number>(2);
  map.set("a", 1);
  map.remove("a", 2);
  expect(map.get("a")).toBe(1);
  map.remove("a", 1);
  expect(map.get("a")).toBeUndefined();
});
