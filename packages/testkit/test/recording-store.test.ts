import { memoryStore } from "@chunkwright/stores/memory";
import { recordingStore } from "@chunkwright/testkit";
import { expect, test } from "vitest";

test("recordingStore() counts calls and bytes until it is reset", async () => {
  const store = recordingStore(memoryStore([["a", new Uint8Array(10)]]));
  await store.get("a");
  await store.getRange("a", { suffixLength: 4 });
  await store.get("b");
  await store.size("a");
  expect(store.calls).toEqual([
    { operation: "get", key: "a" },
    { operation: "getRange", key: "a", range: { suffixLength: 4 } },
    { operation: "get", key: "b" },
    { operation: "size", key: "a" },
  ]);
  expect(store.byteLength).toBe(14);
  store.reset();
  expect([store.calls.length, store.byteLength]).toEqual([0, 0]);
});
