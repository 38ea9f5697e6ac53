import { memoryStore } from "@chunkwright/stores/memory";
import { expect, it } from "vitest";
import { roundStore } from "../src/index.ts";

it("counts reads side by side as one round, and those that follow from another as one each", async () => {
  const store = roundStore(memoryStore(new Map([["a", new Uint8Array([1, 2, 3])]])));
  await Promise.all([store.get("a"), store.get("b"), store.size("a")]);
  expect([store.rounds, store.requests]).toEqual([1, 3]);
  await store.get("a").then(() => store.getRange("a", { offset: 0, length: 1 }));
  expect([store.rounds, store.requests]).toEqual([3, 5]);
});
