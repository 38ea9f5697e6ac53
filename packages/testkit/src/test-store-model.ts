/**
 * Random operations on a store beside the same on a Map: they never disagree.
 *
 * @module
 */

import type { Bytes, ListableStore, ReadableStore, WritableStore } from "@chunkwright/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { collect } from "./collect.ts";

type ModelledStore = ReadableStore & WritableStore & ListableStore;
type Model = Map<string, Bytes>;

/** No key is a prefix of another: a file system cannot hold both. */
const KEYS = ["a", "b/c", "b/d", "b/e/f", "g.h/0/0", "g.h/0/1", "ü/日本"] as const;
const PREFIXES = ["", "b/", "b/e/", "g.h/", "g.h/0/", "ü/", "none/"] as const;

type Operation =
  | { readonly kind: "set"; readonly key: string; readonly value: Bytes }
  | { readonly kind: "get" | "delete" | "size"; readonly key: string }
  | { readonly kind: "getRange"; readonly key: string; readonly offset: number; readonly length: number }
  | { readonly kind: "suffix"; readonly key: string; readonly suffixLength: number }
  | { readonly kind: "list"; readonly prefix: string };

const key = fc.constantFrom(...KEYS);
const count = fc.nat({ max: 24 });
const bytes = fc.uint8Array({ maxLength: 20 }).map((value) => new Uint8Array(value));
const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ kind: fc.constant("set" as const), key, value: bytes }),
  fc.record({ kind: fc.constantFrom("get" as const, "delete" as const, "size" as const), key }),
  fc.record({ kind: fc.constant("getRange" as const), key, offset: count, length: count }),
  fc.record({ kind: fc.constant("suffix" as const), key, suffixLength: count }),
  fc.record({ kind: fc.constant("list" as const), prefix: fc.constantFrom(...PREFIXES) }),
);

/** Registers the test. Each of its 300 runs is up to 20 operations on an empty store. */
export function testStoreModel(open: (entries: Model) => Promise<ModelledStore>): void {
  test("300 random sequences of operations give what a Map gives", { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { maxLength: 20 }), async (operations) => {
        const store = await open(new Map());
        const model: Model = new Map();
        for (const step of operations) expect(await inStore(store, step)).toEqual(inModel(model, step));
      }),
      { numRuns: 300, seed: 1 },
    );
  });
}

const REFUSED = "beyond the end";

async function inStore(store: ModelledStore, step: Operation): Promise<unknown> {
  switch (step.kind) {
    case "set":
      return store.set(step.key, step.value.slice());
    case "get":
      return store.get(step.key);
    case "delete":
      return store.delete(step.key);
    case "size":
      return store.size(step.key);
    case "getRange":
      return store.getRange(step.key, step).catch(() => REFUSED);
    case "suffix":
      return store.getRange(step.key, step);
    case "list":
      return (await collect(store.list(step.prefix))).map((entry) => entry.key).sort();
  }
}

function inModel(model: Model, step: Operation): unknown {
  switch (step.kind) {
    case "set":
      model.set(step.key, step.value);
      return undefined;
    case "get":
      return model.get(step.key);
    case "delete":
      model.delete(step.key);
      return undefined;
    case "size":
      return model.get(step.key)?.byteLength;
    case "getRange": {
      const value = model.get(step.key);
      const end = step.offset + step.length;
      return value && end > value.byteLength ? REFUSED : value?.slice(step.offset, end);
    }
    case "suffix": {
      const value = model.get(step.key);
      return value?.slice(Math.max(0, value.byteLength - step.suffixLength));
    }
    case "list": {
      const below = [...model.keys()].filter((name) => name.startsWith(step.prefix));
      return [...new Set(below.map((name) => childOf(name, step.prefix)))].sort();
    }
  }
}

function childOf(name: string, prefix: string): string {
  const slash = name.indexOf("/", prefix.length);
  return slash < 0 ? name : name.slice(0, slash + 1);
}
