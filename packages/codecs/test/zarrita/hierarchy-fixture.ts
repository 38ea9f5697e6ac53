/**
 * The hierarchies that zarr-python and tensorstore wrote for packages/zarr, as zarrita's stores.
 */

import { readdirSync, readFileSync } from "node:fs";

export interface ExpectedArray {
  readonly path: string;
  readonly dataType: string;
  readonly shape: readonly number[];
  /** All elements, C order, little-endian, base64. */
  readonly elements: string;
}

export interface Hierarchy {
  readonly name: string;
  readonly store: MapStore;
  readonly arrays: readonly ExpectedArray[];
}

export interface MapStore {
  readonly map: Map<string, Uint8Array>;
  get(key: string): Promise<Uint8Array | undefined>;
  getRange(key: string, range: Range): Promise<Uint8Array | undefined>;
  set(key: string, value: Uint8Array): Promise<void>;
}

type Range = { offset: number; length: number } | { suffixLength: number };

const FOLDER = new URL("../../../zarr/test/fixtures/", import.meta.url);

export const hierarchies: readonly Hierarchy[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".json"))
  .map((file) => {
    const { documents, chunks, arrays } = JSON.parse(readFileSync(new URL(file, FOLDER), "utf8"));
    const store = mapStore();
    for (const [key, text] of Object.entries<string>(documents)) {
      store.map.set(`/${key}`, new TextEncoder().encode(text));
    }
    for (const [key, text] of Object.entries<string>(chunks)) {
      store.map.set(`/${key}`, new Uint8Array(Buffer.from(text, "base64")));
    }
    return { name: file.slice(0, -".json".length), store, arrays };
  });

export function mapStore(): MapStore {
  const map = new Map<string, Uint8Array>();
  return {
    map,
    get: async (key) => map.get(key),
    async getRange(key, range) {
      const value = map.get(key);
      if ("suffixLength" in range) return value?.subarray(-range.suffixLength);
      return value?.subarray(range.offset, range.offset + range.length);
    },
    async set(key, value) {
      map.set(key, value);
    },
  };
}
