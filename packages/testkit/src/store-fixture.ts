/**
 * What the conformance suites of stores share: making a store, its contents, and invalid keys.
 *
 * @module
 */

import { type Bytes, isStorageError, type ListableStore } from "@chunkwright/core";
import { afterEach, expect } from "vitest";
import { collect } from "./collect.ts";
import { seededRandom } from "./seeded-random.ts";

export interface OpenStore<S> {
  readonly store: S;
  /** Frees what the store uses, such as a directory or a server. */
  dispose?(): Promise<void>;
}

/** Makes a fresh store that holds `entries`. */
export type MakeStore<S> = (entries: ReadonlyMap<string, Bytes>) => Promise<OpenStore<S>>;

export const TEN: Bytes = Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);

/** With all that is special in URLs; Windows forbids question marks in names, and so do our stores there. */
export const SPECIAL_FOLDER: string =
  globalThis.process?.platform === "win32" ? "ä ö/日本語 %2F#&+.zarr/" : "ä ö/日本語 %2F?#&+.zarr/";

export const ENTRIES: ReadonlyMap<string, Bytes> = new Map([
  ["ten", TEN],
  ["empty", new Uint8Array(0)],
  ["a/b/c", Uint8Array.of(1)],
  ["a/b/d", Uint8Array.of(2, 3)],
  ["a/e", Uint8Array.of(4)],
  [`${SPECIAL_FOLDER}🔬`, Uint8Array.of(5, 6)],
  ["large", seededRandom(1).bytes(200_000)],
]);

/** Invalid keys: they could lead out of a store, or cannot be file names. */
export const ESCAPES: readonly string[] = [
  "",
  "/ten",
  "/etc/passwd",
  "..",
  "../ten",
  "a/../ten",
  "a/..",
  "./ten",
  "a/./e",
  "a//e",
  "ten/",
  "a\\e",
  "..\\ten",
  "te\0n",
  "C:/ten",
  "C:ten",
  "te\ud800n",
];

/** Opens stores that are disposed of after each test. */
export function opener<S>(make: MakeStore<S>): (entries: ReadonlyMap<string, Bytes>) => Promise<S> {
  const opened: OpenStore<S>[] = [];
  afterEach(async () => {
    for (const { dispose } of opened.splice(0)) await dispose?.();
  });
  return async (entries) => {
    const made = await make(entries);
    opened.push(made);
    return made.store;
  };
}

/** Keys and prefixes below a prefix, sorted. */
export async function listing(store: ListableStore, prefix: string): Promise<string[]> {
  return (await collect(store.list(prefix))).map(({ key }) => key).sort();
}

export async function expectInvalid(promise: Promise<unknown>, what?: string): Promise<void> {
  const outcome = await promise.catch((error: unknown) => error);
  expect(isStorageError(outcome, "invalid-data"), `${what}: ${String(outcome)}`).toBe(true);
}
