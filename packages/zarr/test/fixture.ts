/**
 * The hierarchies that generate.py wrote, each with what the reference implementation reads in it.
 *
 * @module
 */

import { readdirSync, readFileSync } from "node:fs";
import { type Json, type JsonObject, parseJson } from "@chunkwright/core";
import { type MemoryStore, memoryStore } from "@chunkwright/stores/memory";

const FOLDER = new URL("fixtures/", import.meta.url);

export interface ExpectedArray {
  readonly path: string;
  readonly dataType: string;
  readonly shape: readonly number[];
  readonly chunkShape: readonly number[];
  /** One element, little-endian, base64; `null` where the fill value is. */
  readonly fill: string | null;
  readonly attributes: JsonObject;
  /** All elements, C order, little-endian, base64. */
  readonly elements: string;
}

export interface Fixture {
  readonly documents: { readonly [key: string]: string };
  readonly chunks: { readonly [key: string]: string };
  readonly arrays: readonly ExpectedArray[];
}

export const FIXTURES: readonly string[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".json"))
  .map((file) => file.slice(0, -".json".length));

export function readFixture(name: string): Fixture {
  const bytes = new Uint8Array(readFileSync(new URL(`${name}.json`, FOLDER)));
  return parseJson(bytes, name) as Json & Fixture;
}

export function fixtureStore({ documents, chunks }: Omit<Fixture, "arrays">): MemoryStore {
  return memoryStore([
    ...Object.entries(documents).map(([key, text]) => [key, new TextEncoder().encode(text)] as const),
    ...Object.entries(chunks).map(
      ([key, text]) => [key, new Uint8Array(Buffer.from(text, "base64"))] as const,
    ),
  ]);
}
