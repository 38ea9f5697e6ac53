/**
 * Strips that lie one behind the other, in files that list fewer strips than the image has: for example one for the planes
 * of all samples, or strips longer than RowsPerStrip. tifffile reads them, libtiff does not.
 *
 * @module
 */

import { type CallOptions, elementCount, gridShape } from "@chunkwright/core";
import type { IfdFields } from "../tiff-file.ts";
import { subsampling } from "./chroma-subsampling.ts";
import type { ChunkPlace, ChunkTable } from "./chunk-table.ts";
import { COMPRESSION_NONE } from "./compression.ts";
import { type ImageLayout, rowAxisOf } from "./image-layout.ts";
import { rowByteLength, sampleType } from "./sample-type.ts";

/**
 * Where strips are if those of `table` hold the whole image, end to end and without compression; `table` itself where it
 * lists them all, or cannot stand for more.
 */
export function joinedStrips(
  table: ChunkTable,
  fields: IfdFields,
  layout: ImageLayout,
): Pick<ChunkTable, "place"> {
  const isPlain = !layout.isTiled && fields.compression === COMPRESSION_NONE && !subsampling(fields);
  if (!isPlain || table.count >= elementCount(gridShape(layout))) return table;
  const { shape, chunkShape } = layout;
  const rowAxis = rowAxisOf(layout);
  const rowBytes = rowByteLength(sampleType(fields), elementCount(shape.slice(rowAxis + 1)));
  const [height, rowsPerStrip] = [shape[rowAxis]!, chunkShape[rowAxis]!];
  const stripsPerPlane = Math.ceil(height / rowsPerStrip);
  const byteLength = elementCount(shape.slice(0, rowAxis + 1)) * rowBytes;
  let known: { readonly offset: number | undefined } | undefined;
  return {
    async place(n, options) {
      known ??= { offset: await joinedOffset(table, byteLength, options) };
      const first = known.offset;
      if (first === undefined) return table.place(n, options);
      const row = Math.floor(n / stripsPerPlane) * height + (n % stripsPerPlane) * rowsPerStrip;
      return { offset: first + row * rowBytes, byteCount: undefined };
    },
  };
}

/** Offset of the first strip, if all listed follow each other and have `byteLength` bytes or more. */
async function joinedOffset(
  table: ChunkTable,
  byteLength: number,
  options?: CallOptions,
): Promise<number | undefined> {
  let first: ChunkPlace | undefined;
  let end = 0;
  for (let n = 0; n < table.count; n += 1) {
    const place = await table.place(n, options);
    first ??= place;
    if (place.offset === 0 || (n > 0 && place.offset !== end)) return undefined;
    end = place.offset + (place.byteCount ?? (table.count === 1 ? byteLength : 0));
  }
  return first && end - first.offset >= byteLength ? first.offset : undefined;
}
