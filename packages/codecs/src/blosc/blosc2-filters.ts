/**
 * Undoing the filters of a block in a Blosc 2 chunk. c-blosc2 2.21, README_CHUNK_FORMAT.rst, "Filter codes".
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import { exactly } from "../codec.ts";
import { hdf5Bitshuffle } from "../hdf5/hdf5-bitshuffle.ts";
import { shuffle } from "../layout/shuffle.ts";
import { unsupportedChunk } from "./blosc2-error.ts";
import { BITSHUFFLE, type Blosc2Header, NO_FILTER, SHUFFLE } from "./blosc2-header.ts";

const DELTA = 3;
/** Truncates mantissas when encoding; there is nothing to undo. */
const TRUNCATE_PRECISION = 4;

/** Undoes the filters of a block, the last first. `reference` is the first block, decoded. */
export async function unfiltered(
  block: Bytes,
  { filters, typesize }: Pick<Blosc2Header, "filters" | "typesize">,
  reference: Bytes | undefined,
): Promise<Bytes> {
  let bytes = block;
  for (const { code, meta } of filters.toReversed()) {
    const spec = exactly(bytes.byteLength, typesize);
    switch (code) {
      case NO_FILTER:
      case TRUNCATE_PRECISION:
        break;
      case SHUFFLE:
        bytes = await shuffle.bind({ elementsize: meta || typesize }, spec).decode(bytes);
        break;
      case BITSHUFFLE: {
        // Only whole groups of eight elements are shuffled.
        const blocksize = Math.floor(bytes.byteLength / typesize / 8) * 8;
        const configuration = { elementsize: typesize, blocksize, compressor: "none" };
        if (blocksize > 0) bytes = await hdf5Bitshuffle.bind(configuration, spec).decode(bytes);
        break;
      }
      case DELTA:
        undoDelta(bytes, typesize, reference);
        break;
      default:
        throw unsupportedChunk(`filter ${code}`);
    }
  }
  return bytes;
}

/** Elements were XORed with those of the first block; in the first block, with the element before. */
function undoDelta(bytes: Bytes, typesize: number, reference: Bytes | undefined): void {
  if (reference) {
    for (let i = 0; i < bytes.byteLength; i += 1) bytes[i] = bytes[i]! ^ (reference[i] ?? 0);
    return;
  }
  const word = typesize % 8 === 0 ? 8 : [1, 2, 4].includes(typesize) ? typesize : 1;
  for (let i = word; i < bytes.byteLength; i += 1) bytes[i] = bytes[i]! ^ bytes[i - word]!;
}
