/**
 * Where the chunks of an image lie, what shape is stored of each, and by which codecs.
 *
 * @module
 */

import {
  byteSize,
  type CallOptions,
  type ChunkIndex,
  type ChunkLocation,
  checkChunkIndex,
  chunkExtent,
  elementCount,
  gridShape,
  jsonEquals,
  MAX_CHUNK_BYTES,
  type Shape,
} from "@chunkwright/core";
import { fillValueOf } from "../attribute/no-data.ts";
import type { TiffContext } from "../tiff-context.ts";
import { invalidTiff, unlessInvalid, unsupportedTiff } from "../tiff-error.ts";
import { subsampling } from "./chroma-subsampling.ts";
import { chunkLength, isBeyondEnd } from "./chunk-span.ts";
import type { ChunkPlace } from "./chunk-table.ts";
import { COMPRESSION_NONE, isPicture } from "./compression.ts";
import { type Image, rowsOf, storedByteLength } from "./image.ts";
import { imageCodecs } from "./image-codecs.ts";
import { chunkNumber, croppedShapes, storedShape } from "./image-layout.ts";
import { sampleType } from "./sample-type.ts";
import { type LocatedChunks, splitStrips } from "./split-strips.ts";

export interface ImageChunks extends LocatedChunks {
  /** What the file says of the place of a tile or strip. */
  placeOf(index: ChunkIndex, options?: CallOptions): Promise<ChunkPlace>;
  /** Whether a chunk may lack bytes, as the file ends before its byte count does. */
  isCutOff(index: ChunkIndex, location: ChunkLocation, options?: CallOptions): Promise<boolean>;
  /** What errors call a chunk. */
  nameOf(index: ChunkIndex): string;
}

/** Throws "unsupported" or "invalid-data" if the image cannot be read as an array. */
export function imageChunks(context: TiffContext, image: Image): ImageChunks {
  const { fields, layout, path } = image;
  const sample = sampleType(fields);
  const { codecs, maxRatio } = imageCodecs(fields, sample, layout, context.littleEndian, image.codecTags);
  const { shape, chunkShape, dimensionNames } = layout;
  const { dataType } = sample;
  const chunkBytes = elementCount(chunkShape) * byteSize(dataType);
  if (chunkBytes > MAX_CHUNK_BYTES) {
    throw unsupportedTiff(`Cannot read image: its chunks have ${chunkBytes} bytes`, "chunks over 2 GiB");
  }
  const isCompressed = fields.compression !== COMPRESSION_NONE;
  const fileSize = context.file.size;
  const chunkCount = elementCount(gridShape(layout));
  const nameOf = (index: ChunkIndex) => `chunk [${index}] of ${path}`;

  /** Without a byte count, a compressed chunk ends where the next one begins, if they lie in their order. */
  async function placeOf(index: ChunkIndex, options?: CallOptions): Promise<ChunkPlace> {
    const n = chunkNumber(layout, index);
    const place = await image.table.place(n, options);
    if (!isCompressed || place.byteCount !== undefined || n + 1 === chunkCount) return place;
    const next = (await unlessInvalid(image.table.place(n + 1, options)))?.offset ?? 0;
    return next > place.offset ? { ...place, byteCount: next - place.offset } : place;
  }

  /** The byte count of an uncompressed tile shows whether it is cropped. */
  function storedExtent(index: ChunkIndex, { byteCount }: ChunkPlace): Shape {
    const cropped = layout.isTiled && !isCompressed ? croppedShapes(layout, index) : [];
    const counted = cropped.find((tile) => byteCount === storedByteLength(image, sample, tile));
    return counted ?? storedShape(layout, index);
  }

  /** Whether a chunk is read even if it decodes to other than its shape: see `readMisfit`. */
  function isLenient(index: ChunkIndex): boolean {
    if (!isPicture(fields.compression)) return isCompressed;
    // Pictures state their size, which is wrong only in cropped tiles.
    return layout.isTiled && !jsonEquals(chunkExtent(layout, index), chunkShape);
  }

  async function locateChunk(index: ChunkIndex, options?: CallOptions): Promise<ChunkLocation | undefined> {
    checkChunkIndex(layout, index);
    const place = await placeOf(index, options);
    const name = nameOf(index);
    const stored = storedExtent(index, place);
    const byteLength = storedByteLength(image, sample, stored);
    const chunk = { name, layout, compression: fields.compression, byteLength };
    const length = chunkLength(place, chunk, fileSize);
    if (length === 0) return undefined;
    const { offset } = place;
    if (length * maxRatio < byteLength) {
      throw invalidTiff(`Cannot read ${name}: ${length} bytes cannot stand for ${byteLength}`, {
        offset,
        section: "TIFF 6.0 §8",
      });
    }
    const lenience = isLenient(index) && { lenientFormat: "tiff" };
    return { key: context.name, offset, length, shape: stored, codecs, ...lenience };
  }

  const fillValue = fillValueOf(dataType, fields.noData);
  const { attributes } = image;
  const info = { dataType, shape, chunkShape, fillValue, codecs, dimensionNames, attributes };
  const chunks = { info, locateChunk };
  const isSplittable = !isCompressed && !layout.isTiled && !subsampling(fields);
  const located = isSplittable ? splitStrips(chunks, rowsOf(layout, sample)) : chunks;
  return {
    // Named one by one: to spread them takes longer than all the rest, once for each of 20,000 IFDs.
    info: located.info,
    locateChunk: located.locateChunk,
    placeOf,
    async isCutOff(index, { offset, length = 0 }, options) {
      const endsFile = isCompressed && offset + length >= fileSize;
      return endsFile && isBeyondEnd(await placeOf(index, options), fileSize);
    },
    nameOf,
  };
}
