/**
 * An image of a file: what its IFD says of it, and where its tiles or strips are.
 *
 * @module
 */

import { elementCount, type JsonObject, type Shape } from "@chunkwright/core";
import type { IfdFields } from "../tiff-file.ts";
import { subsampledByteLength, subsampling } from "./chroma-subsampling.ts";
import type { ChunkTable } from "./chunk-table.ts";
import type { CodecTags } from "./codec-tags.ts";
import { isPicture } from "./compression.ts";
import { type ImageLayout, rowAxisOf } from "./image-layout.ts";
import { rowByteLength, type SampleType } from "./sample-type.ts";
import type { StripRows } from "./split-strips.ts";

export interface Image {
  /** What errors call it. */
  readonly path: string;
  readonly fields: IfdFields;
  readonly layout: ImageLayout;
  readonly table: Pick<ChunkTable, "place">;
  readonly codecTags: CodecTags;
  readonly attributes: JsonObject;
}

/** Bytes that a chunk of shape `stored` has without compression. */
export function storedByteLength(
  { fields, layout }: Pick<Image, "fields" | "layout">,
  sample: SampleType,
  stored: Shape,
): number {
  const chroma = isPicture(fields.compression) ? undefined : subsampling(fields);
  if (chroma) return subsampledByteLength(chroma, stored);
  const { rowAxis, rowBytes } = rowsOf({ ...layout, chunkShape: stored }, sample);
  return elementCount(stored.slice(0, rowAxis + 1)) * rowBytes;
}

/** How the rows of a chunk lie in it. */
export function rowsOf({ chunkShape, ...layout }: ImageLayout, sample: SampleType): StripRows {
  const rowAxis = rowAxisOf(layout);
  return { rowAxis, rowBytes: rowByteLength(sample, elementCount(chunkShape.slice(rowAxis + 1))) };
}
