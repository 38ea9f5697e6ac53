/**
 * What every store must do that can be written: the conformance suite.
 *
 * @module
 */

import type { ListableStore, ReadableStore, WritableStore } from "@chunkwright/core";
import { describe, expect, test } from "vitest";
import { expectBytes } from "./expect-bytes.ts";
import { seededRandom } from "./seeded-random.ts";
import { ENTRIES, ESCAPES, expectInvalid, listing, type MakeStore, opener, TEN } from "./store-fixture.ts";
import { testListableStore } from "./test-store.ts";
import { testStoreModel } from "./test-store-model.ts";

/** Suite for a store that can be written and listed: `testListableStore`, and its writes. */
export function testWritableStore(
  name: string,
  make: MakeStore<ReadableStore & WritableStore & ListableStore>,
): void {
  testListableStore(name, make);
  describe(`${name}, write`, () => {
    const open = opener(make);

    test("set() stores a value and replaces it, longer or shorter", async () => {
      const store = await open(new Map());
      for (const value of [TEN, TEN.slice(0, 3), new Uint8Array(0), ENTRIES.get("large")!]) {
        await store.set("x/y/z", value.slice());
        expectBytes(await store.get("x/y/z"), value);
        expect(await store.size("x/y/z")).toBe(value.byteLength);
      }
    });

    test("set() stores the bytes of a view, not of its buffer", async () => {
      const store = await open(new Map());
      await store.set("view", TEN.slice().subarray(2, 5));
      expect(await store.get("view")).toEqual(TEN.slice(2, 5));
    });

    test("delete() removes a key and succeeds on absent ones", async () => {
      const store = await open(ENTRIES);
      for (const key of ["ten", "ten", "a/b/c", "b", "x/y/z", "a", "a/b", "ten/x"]) await store.delete(key);
      expect(await store.get("ten")).toBe(undefined);
      expect(await listing(store, "a/b/")).toEqual(["a/b/d"]);
      expect(await store.get("a/e")).toEqual(Uint8Array.of(4));
    });

    test("a prefix goes with its last key", async () => {
      const store = await open(ENTRIES);
      for (const key of ["a/b/c", "a/b/d"]) await store.delete(key);
      expect(await listing(store, "a/")).toEqual(["a/e"]);
      await store.delete("a/e");
      expect(await listing(store, "")).not.toContain("a/");
    });

    test("of many set() at once on one key one wins whole, and no reader sees a mixture", async () => {
      const store = await open(new Map());
      const values = Array.from({ length: 20 }, (_, i) => new Uint8Array(50_000 + i).fill(i));
      const check = async () => {
        const value = await store.get("contested");
        if (value) expectBytes(value, values[value[0] ?? 0]!);
      };
      await Promise.all(values.flatMap((value) => [store.set("contested", value.slice()), check()]));
      await check();
      expect(await listing(store, "")).toEqual(["contested"]);
    });

    test("set() and delete() at once in one directory do not trip over each other", async () => {
      const store = await open(new Map());
      const random = seededRandom(3);
      const tasks = Array.from({ length: 400 }, (_, i) => {
        const key = `d/e/${random.below(3)}`;
        return i % 2 ? store.delete(key) : store.set(key, Uint8Array.of(1));
      });
      await Promise.all(tasks);
    });

    test("writes refuse keys that could lead out of the store", async () => {
      const store = await open(ENTRIES);
      for (const key of ESCAPES) {
        await expectInvalid(store.set(key, Uint8Array.of(1)), key);
        await expectInvalid(store.delete(key), key);
      }
    });

    test("an aborted write rejects with the reason and changes nothing", async () => {
      const store = await open(ENTRIES);
      const signal = AbortSignal.abort("enough");
      await expect(store.set("ten", Uint8Array.of(1), { signal })).rejects.toBe("enough");
      await expect(store.delete("ten", { signal })).rejects.toBe("enough");
      expect(await store.get("ten")).toEqual(TEN);
    });

    testStoreModel(open);
  });
}
