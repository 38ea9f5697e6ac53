/**
 * The codec table: names as metadata spells them, and what stands behind each.
 *
 * @module
 */

import { StorageError } from "@chunkwright/core";
import { bytes } from "./bytes.ts";
import type { Codec } from "./codec.ts";

/** Codecs by name: Zarr v3's registered names, `numcodecs.*` for what only numcodecs defines, `tiff.*` for TIFF's. */
export type CodecTable = ReadonlyMap<string, Codec>;

const table = new Map<string, Codec>([["bytes", bytes]]);

/** The built-in codecs and those that `registerCodec` added. A table of one's own: `new Map(codecTable)`. */
export const codecTable: CodecTable = table;

/** Adds a codec to the default table, or replaces one. */
export function registerCodec(name: string, codec: Codec): void {
  table.set(name, codec);
}

/** Whether the default table has a codec of that name. */
export function isKnownCodec(name: string): boolean {
  return table.has(name);
}

/** Throws "unsupported" for a name that is not in the table. */
export function findCodec(codecs: CodecTable, name: string): Codec {
  const codec = codecs.get(name);
  if (codec) return codec;
  throw new StorageError("unsupported", `Cannot use codec ${name}: it is not in the codec table`, {
    format: "codecs",
    feature: name,
  });
}
