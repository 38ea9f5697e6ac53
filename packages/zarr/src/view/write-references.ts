/**
 * References to the chunks of files of any format, for readers of Zarr: nothing is copied but documents. Kerchunk,
 * "References specification", "Version 1".
 *
 * @module
 */

import {
  type ChunkSource,
  chunkIndices,
  elementCount,
  encodeBase64,
  type Group,
  printJsonDocument,
} from "@chunkwright/core";
import type { ParsedReference } from "./parse-references.ts";
import { referencedNodes, unreferable, type WriteReferencesOptions } from "./referenced-nodes.ts";

/** Arrays of more chunks are refused: each would be a member of one object. */
const MOST_CHUNKS = 2 ** 23;

/** A stored value: its text, base64 with its prefix, or where it lies. */
export type Reference =
  | string
  | readonly [url: string]
  | readonly [url: string, offset: number, length: number];

/** kerchunk's JSON, version 1: keys, each with text, or a URL and a range of it. */
export interface References {
  readonly version: 1;
  readonly refs: { readonly [key: string]: Reference };
}

/**
 * The documents of `root`, inlined, and where the bytes of its chunks lie. Those in shards are referred to one by
 * one: every reader of references finds them, of Zarr v2 too, with one request and without the index of their shard.
 * Chunks that are stored by another pipeline than their array's, or cut at its edge, are inlined, encoded again.
 * Rejects with "unsupported" for arrays whose pipeline Zarr does not have, and for groups that cannot be listed.
 */
export async function writeReferences(
  root: Group | ChunkSource,
  options: WriteReferencesOptions = {},
): Promise<References> {
  const refs: [string, Reference][] = [];
  for await (const { path, documents, array } of referencedNodes(root, options)) {
    for (const [key, document] of documents)
      refs.push([key, new TextDecoder().decode(printJsonDocument(document))]);
    if (!array) continue;
    const count = elementCount(array.gridShape);
    if (count > MOST_CHUNKS)
      throw unreferable(path, `${count} chunks, over ${MOST_CHUNKS}`, "very many references");
    for (const index of chunkIndices(array.gridShape)) {
      const reference = await array.find(index);
      if (reference) refs.push([array.keyOf(index), printReference(reference)]);
    }
  }
  return { version: 1, refs: Object.fromEntries(refs) };
}

function printReference(reference: ParsedReference): Reference {
  switch (reference.kind) {
    case "inline":
      return `base64:${encodeBase64(reference.bytes)}`;
    case "whole":
      return [reference.url];
    case "part":
      return [reference.url, reference.offset, reference.length];
  }
}
