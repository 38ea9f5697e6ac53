/**
 * Opening what a test knows to be an array, and reading all of it.
 *
 * @module
 */

import { bytesOf, type ChunkSource, type JsonObject, readRegion } from "@chunkwright/core";
import { memoryStore } from "@chunkwright/stores/memory";
import { type N5Array, type N5Store, openN5 } from "../src/index.ts";

export async function openArray(store: N5Store, path = ""): Promise<N5Array> {
  const node = await openN5(store, path);
  if (node?.kind !== "array") throw new Error(`${path} is ${node?.kind ?? "nothing"}`);
  return node;
}

/** A store with an `attributes.json` at its root, and perhaps blocks. */
export function storeOf(
  attributes: JsonObject,
  blocks: { readonly [key: string]: readonly number[] } = {},
): ReturnType<typeof memoryStore> {
  return memoryStore([
    ["attributes.json", new TextEncoder().encode(JSON.stringify(attributes))],
    ...Object.entries(blocks).map(([key, bytes]) => [key, Uint8Array.from(bytes)] as const),
  ]);
}

/** All elements, in memory order. */
export async function elementsOf(source: ChunkSource): Promise<Buffer> {
  const { shape } = source.info;
  const { data } = await readRegion(source, { start: shape.map(() => 0), shape });
  return Buffer.from(bytesOf(data));
}
