import * as module from "@chunkwright/stores/memory";
import { memoryStore } from "@chunkwright/stores/memory";
import { testWritableStore } from "@chunkwright/testkit";
import { expect, test } from "vitest";

testWritableStore("memoryStore()", async (entries) => ({ store: memoryStore(entries) }));

test("the module exports its public names alone", () => {
  expect(Object.keys(module)).toEqual(["memoryStore"]);
});

test("memoryStore() holds a key and a prefix of the same name", async () => {
  const store = memoryStore([
    ["a", Uint8Array.of(1)],
    ["a/b", Uint8Array.of(2)],
  ]);
  expect(await store.get("a")).toEqual(Uint8Array.of(1));
  expect(await store.get("a/b")).toEqual(Uint8Array.of(2));
});
