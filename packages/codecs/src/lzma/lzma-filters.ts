/**
 * Decoding filter chains that end in LZMA or LZMA2, as in .xz files and Python's raw format. The .xz File Format 1.2.0
 * §5.3.
 *
 * @module
 */

import { type Bytes, StorageError } from "@chunkwright/core";
import { kernelDecode } from "../kernel/kernel-decode.ts";

export const FILTER_DELTA = 0x03;
export const FILTER_LZMA2 = 0x21;

/** The kernel's argument for LZMA2; for LZMA it is `(pb * 5 + lp) * 9 + lc`. */
const LZMA2_PROPERTIES = 0xff;

/** In encoding order. */
export interface LzmaFilters {
  /** Distance of the delta filter: each byte is stored as the difference to the one this many before. */
  readonly deltas: readonly number[];
  /** The first byte of a .lzma file; `undefined` for LZMA2. */
  readonly properties?: number;
}

/** The decoded bytes, at most `room`. */
export async function decodeFilters(
  bytes: Bytes,
  { deltas, properties = LZMA2_PROPERTIES }: LzmaFilters,
  room: number,
): Promise<Bytes> {
  const content = await kernelDecode("lzma-decode", "lzma", bytes, room, undefined, properties);
  for (const distance of deltas.toReversed()) undoDelta(content, distance);
  return content;
}

/** Throws "unsupported" for other filters, such as those for machine code. */
export function refuseFilter(id: number): never {
  throw new StorageError("unsupported", `Cannot decode lzma: filter ${id} is neither Delta, LZMA nor LZMA2`, {
    format: "lzma",
    feature: `filter ${id}`,
  });
}

function undoDelta(content: Bytes, distance: number): void {
  for (let n = distance; n < content.length; n += 1) content[n] = content[n]! + content[n - distance]!;
}
