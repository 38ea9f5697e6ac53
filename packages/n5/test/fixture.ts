/**
 * The hierarchies that generate.py wrote, each with what the reference implementation reads in it.
 *
 * @module
 */

import { readdirSync, readFileSync } from "node:fs";
import { type MemoryStore, memoryStore } from "@chunkwright/stores/memory";

const FOLDER = new URL("fixtures/", import.meta.url);

export interface ExpectedArray {
  readonly path: string;
  readonly dataType: string;
  readonly shape: readonly number[];
  /** All elements, C order, little-endian, base64. */
  readonly elements: string;
}

export interface Fixture {
  readonly documents: { readonly [key: string]: string };
  readonly blocks: { readonly [key: string]: string };
  readonly arrays: readonly ExpectedArray[];
}

export const FIXTURES: readonly string[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".json"))
  .map((file) => file.slice(0, -".json".length));

export function readFixture(name: string): Fixture {
  return JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), "utf8")) as Fixture;
}

export function fixtureStore({ documents, blocks }: Fixture): MemoryStore {
  return memoryStore([
    ...Object.entries(documents).map(([key, text]) => [key, new TextEncoder().encode(text)] as const),
    ...Object.entries(blocks).map(
      ([key, text]) => [key, new Uint8Array(Buffer.from(text, "base64"))] as const,
    ),
  ]);
}
