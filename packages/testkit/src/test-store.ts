/**
 * What every store must do: the conformance suites for reading and listing.
 *
 * @module
 */

import type { ByteRange, ListableStore, ReadableStore } from "@chunkwright/core";
import { describe, expect, test } from "vitest";
import { collect } from "./collect.ts";
import { expectBytes } from "./expect-bytes.ts";
import { seededRandom } from "./seeded-random.ts";
import {
  ENTRIES,
  ESCAPES,
  expectInvalid,
  listing,
  type MakeStore,
  opener,
  SPECIAL_FOLDER,
  TEN,
} from "./store-fixture.ts";

/** Suite for any store that can be read. */
export function testStore(name: string, make: MakeStore<ReadableStore>): void {
  describe(`${name}, read`, () => {
    const open = opener(make);

    test("get() gives the whole value", async () => {
      const store = await open(ENTRIES);
      for (const [key, value] of ENTRIES) expectBytes(await store.get(key), value, key);
    });

    test("get(), getRange() and size() give undefined for absent keys", async () => {
      const store = await open(ENTRIES);
      for (const key of ["b", "a/b/x", "a/x/y", "ten/x", "a", "a/b", "x".repeat(300)]) {
        expect(await store.get(key), key).toBe(undefined);
        expect(await store.getRange(key, { offset: 0, length: 1 }), key).toBe(undefined);
        expect(await store.getRange(key, { offset: 0, length: 0 }), key).toBe(undefined);
        expect(await store.getRange(key, { suffixLength: 1 }), key).toBe(undefined);
        expect(await store.size(key), key).toBe(undefined);
      }
    });

    test("size() counts the bytes of the value", async () => {
      const store = await open(ENTRIES);
      for (const [key, value] of ENTRIES) expect(await store.size(key), key).toBe(value.byteLength);
    });

    test("getRange() gives exactly the bytes asked for", async () => {
      const store = await open(ENTRIES);
      for (const [offset, length] of [
        [0, 10],
        [0, 1],
        [9, 1],
        [3, 4],
        [10, 0],
        [0, 0],
      ] as const) {
        expect(await store.getRange("ten", { offset, length })).toEqual(TEN.slice(offset, offset + length));
      }
    });

    test("getRange() gives the end of the value, or all of it if it is shorter than the suffix", async () => {
      const store = await open(ENTRIES);
      for (const suffixLength of [0, 1, 9, 10, 11, 1000]) {
        expect(await store.getRange("ten", { suffixLength })).toEqual(
          TEN.slice(Math.max(0, 10 - suffixLength)),
        );
      }
    });

    test("getRange() of an empty value gives nothing, and nothing beyond it", async () => {
      const store = await open(ENTRIES);
      expect(await store.getRange("empty", { offset: 0, length: 0 })).toEqual(new Uint8Array(0));
      expect(await store.getRange("empty", { suffixLength: 5 })).toEqual(new Uint8Array(0));
      await expectInvalid(store.getRange("empty", { offset: 0, length: 1 }));
    });

    test("getRange() rejects ranges that reach beyond the value or count no bytes", async () => {
      const store = await open(ENTRIES);
      const ranges: ByteRange[] = [
        { offset: 0, length: 11 },
        { offset: 10, length: 1 },
        { offset: 9, length: 2 },
        { offset: 11, length: 0 },
        { offset: 2 ** 40, length: 1 },
        { offset: 0, length: Number.MAX_SAFE_INTEGER },
        { offset: Number.MAX_SAFE_INTEGER, length: Number.MAX_SAFE_INTEGER },
        { offset: -1, length: 1 },
        { offset: 0, length: -1 },
        { offset: 0.5, length: 1 },
        { offset: Number.NaN, length: 1 },
        { offset: 0, length: Number.POSITIVE_INFINITY },
        { suffixLength: -1 },
        { suffixLength: Number.NaN },
      ];
      for (const range of ranges) await expectInvalid(store.getRange("ten", range), JSON.stringify(range));
    });

    test("bytes belong to the caller: changing or transferring them leaves the store as it was", async () => {
      const store = await open(ENTRIES);
      const reads = [
        () => store.get("ten"),
        () => store.getRange("ten", { offset: 0, length: 10 }),
        () => store.getRange("ten", { suffixLength: 10 }),
      ];
      for (const read of reads) {
        const [one, two] = await Promise.all([read(), read()]);
        one?.fill(99);
        structuredClone(one, { transfer: one ? [one.buffer] : [] });
        expect(two).toEqual(TEN);
        expect(await read()).toEqual(TEN);
      }
    });

    test("many calls at once each get their own answer", async () => {
      const store = await open(ENTRIES);
      const large = ENTRIES.get("large")!;
      const random = seededRandom(2);
      const spans = Array.from({ length: 300 }, () => {
        const offset = random.below(large.byteLength);
        return { offset, length: 1 + random.below(Math.min(5000, large.byteLength - offset)) };
      });
      const answers = await Promise.all(spans.map((span) => store.getRange("large", span)));
      for (const [i, { offset, length }] of spans.entries()) {
        expectBytes(answers[i], large.slice(offset, offset + length));
      }
    });

    test("keys that could lead out of the store, or are no keys, are refused", async () => {
      const store = await open(ENTRIES);
      for (const key of ESCAPES) {
        await expectInvalid(store.get(key), key);
        await expectInvalid(store.getRange(key, { offset: 0, length: 1 }), key);
        await expectInvalid(store.size(key), key);
      }
    });

    test("an aborted signal rejects with its reason, unwrapped", async () => {
      const store = await open(ENTRIES);
      const reason = { told: "enough" };
      const signal = AbortSignal.abort(reason);
      await expect(store.get("ten", { signal })).rejects.toBe(reason);
      await expect(store.getRange("ten", { offset: 0, length: 1 }, { signal })).rejects.toBe(reason);
      await expect(store.getRange("ten", { suffixLength: 1 }, { signal })).rejects.toBe(reason);
      await expect(store.size("ten", { signal })).rejects.toBe(reason);
      expect(await store.get("ten")).toEqual(TEN);
    });

    test("a signal that aborts under way rejects with its reason or comes too late", async () => {
      const store = await open(ENTRIES);
      for (let turns = 0; turns < 8; turns += 1) {
        const controller = new AbortController();
        const reading = store.get("large", { signal: controller.signal });
        for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
        controller.abort("enough");
        const outcome = await reading.catch((error: unknown) => error);
        if (outcome instanceof Uint8Array) expectBytes(outcome, ENTRIES.get("large")!);
        else expect(outcome).toBe("enough");
      }
    });
  });
}

/** Suite for a store that can list: `testStore`, and its listings. */
export function testListableStore(name: string, make: MakeStore<ReadableStore & ListableStore>): void {
  testStore(name, make);
  describe(`${name}, list`, () => {
    const open = opener(make);

    test("list() gives the direct children of a prefix, each once", async () => {
      const store = await open(ENTRIES);
      expect(await listing(store, "")).toEqual(["a/", "empty", "large", "ten", "ä ö/"]);
      expect(await listing(store, "a/")).toEqual(["a/b/", "a/e"]);
      expect(await listing(store, "a/b/")).toEqual(["a/b/c", "a/b/d"]);
      expect(await listing(store, SPECIAL_FOLDER)).toEqual([`${SPECIAL_FOLDER}🔬`]);
    });

    test("list() calls what ends in / a prefix and all else a key", async () => {
      const store = await open(ENTRIES);
      for (const { kind, key } of await collect(store.list(""))) {
        expect(kind).toBe(key.endsWith("/") ? "prefix" : "key");
      }
    });

    test("list() gives nothing for absent prefixes and for keys", async () => {
      const store = await open(ENTRIES);
      for (const prefix of ["b/", "a/x/", "ten/", "a/e/", "te/"])
        expect(await listing(store, prefix)).toEqual([]);
    });

    test("list() refuses prefixes that are none", async () => {
      const store = await open(ENTRIES);
      for (const prefix of ["a", "/", "../", "a/../", "a//", "a\\/", "./"]) {
        await expectInvalid(collect(store.list(prefix)), prefix);
      }
    });

    test("list() rejects with the reason of an aborted signal", async () => {
      const store = await open(ENTRIES);
      await expect(collect(store.list("", { signal: AbortSignal.abort("enough") }))).rejects.toBe("enough");
    });
  });
}
