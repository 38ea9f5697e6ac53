import type { ReadableStore, ValueLocation } from "@chunkwright/core";
import { memoryStore } from "@chunkwright/stores/memory";
import { expect, it } from "vitest";
import { placeOfValue } from "../../src/array/place-of-value.ts";

const file = memoryStore();

/** A store whose value `a` is `value`. */
function storeOf(value: ValueLocation): ReadableStore {
  return { ...memoryStore(), locateValue: async (key) => (key === "a" ? value : undefined) };
}

it("placeOfValue() is the place itself in stores that have their own values", async () => {
  const place = { store: file, key: "a", offset: 3, length: 4 };
  expect(await placeOfValue(place)).toEqual(place);
  const store = storeOf(place);
  expect(await placeOfValue({ store, key: "b", offset: 0 })).toEqual({ store, key: "b", offset: 0 });
});

it("placeOfValue() follows values, and parts of them, to where they are in the end", async () => {
  const inner = storeOf({ store: file, key: "file", offset: 1000 });
  const store = storeOf({ store: inner, key: "a", offset: 100, length: 50 });
  const inFile = { store: file, key: "file" };
  expect(await placeOfValue({ store, key: "a", offset: 0 })).toEqual({ ...inFile, offset: 1100, length: 50 });
  const part = { store, key: "a", offset: 10, length: 40 };
  expect(await placeOfValue(part)).toEqual({ ...inFile, offset: 1110, length: 40 });
  const rest = { store: inner, key: "a", offset: 7 };
  expect(await placeOfValue(rest)).toEqual({ ...inFile, offset: 1007 });
});

it("placeOfValue() leaves parts that the value does not have to its store", async () => {
  const store = storeOf({ store: file, key: "file", offset: 100, length: 50 });
  for (const part of [{ offset: 10, length: 41 }, { offset: 51 }]) {
    expect(await placeOfValue({ store, key: "a", ...part })).toEqual({ store, key: "a", ...part });
  }
});
