/**
 * The image of an IFD as a source of located chunks.
 *
 * @module
 */

import {
  byteSize,
  type CallOptions,
  type Chunk,
  type ChunkIndex,
  type ChunkLocation,
  checkChunkIndex,
  chunkError,
  chunkExtent,
  decodeRead,
  type EncodedChunk,
  elementCount,
  isStorageError,
  type JsonObject,
  type LocatedChunkSource,
  type ReadOptions,
  resizeChunk,
  type Shape,
  transientRead,
} from "@chunkwright/core";
import { subsampledByteLength, subsampling } from "./chroma-subsampling.ts";
import type { ChunkTable } from "./chunk-table.ts";
import type { CodecTags } from "./codec-tags.ts";
import { COMPRESSION_NONE, isPicture } from "./compression.ts";
import { imageCodecs, withTrailingBytes } from "./image-codecs.ts";
import { chunkNumber, type ImageLayout, rowAxisOf, storedShape } from "./image-layout.ts";
import { fillValueOf } from "./no-data.ts";
import { rowByteLength, type SampleType, sampleType } from "./sample-type.ts";
import { type StripRows, splitStrips } from "./split-strips.ts";
import type { TiffContext } from "./tiff-context.ts";
import { invalidTiff, unsupportedTiff } from "./tiff-error.ts";
import type { IfdFields } from "./tiff-file.ts";

/** Everything that makes an image. */
export interface Image {
  /** What errors call it. */
  readonly path: string;
  readonly fields: IfdFields;
  readonly layout: ImageLayout;
  readonly table: Pick<ChunkTable, "place">;
  readonly codecTags: CodecTags;
  readonly attributes: JsonObject;
}

/** Larger chunks fit no typed array everywhere. */
const MAX_CHUNK_BYTES = 2 ** 31;

/** Headers of a compressed chunk, an ICC profile in a JPEG stream say. */
const MAX_OVERHEAD = 2 ** 20;

/** Throws "unsupported" or "invalid-data" if the image cannot be read as an array. */
export function imageSource(context: TiffContext, image: Image): LocatedChunkSource {
  const { fields, layout, path } = image;
  const sample = sampleType(fields);
  const { codecs, maxRatio } = imageCodecs(fields, sample, layout, context.littleEndian, image.codecTags);
  const { shape, chunkShape, dimensionNames } = layout;
  const chunkBytes = elementCount(chunkShape) * byteSize(sample.dataType);
  if (chunkBytes > MAX_CHUNK_BYTES) {
    throw unsupportedTiff(`Cannot read image: its chunks have ${chunkBytes} bytes`, "chunks over 2 GiB");
  }

  async function locateStored(index: ChunkIndex, options?: CallOptions): Promise<ChunkLocation | undefined> {
    checkChunkIndex(layout, index);
    const number = chunkNumber(layout, index);
    const place = await image.table.place(number, options);
    const stored = storedShape(layout, index);
    const byteLength = storedByteLength(image, sample, stored);
    const length = chunkLength(place, image, byteLength, context.file.size);
    if (length === 0) return undefined;
    const what = `chunk [${index}] of ${path}`;
    const { offset } = place;
    if (offset + length > context.file.size) {
      throw invalidTiff(
        `Cannot read ${what}: ${length} bytes at ${offset} lie outside the file of ${context.file.size} bytes`,
        { offset, section: "TIFF 6.0 §8" },
      );
    }
    if (length * maxRatio < byteLength) {
      throw invalidTiff(`Cannot read ${what}: ${length} bytes cannot stand for ${byteLength}`, {
        offset,
        section: "TIFF 6.0 §8",
      });
    }
    return { key: context.name, offset, length, shape: stored, codecs };
  }

  const { dataType } = sample;
  const stored = {
    info: {
      dataType,
      shape,
      chunkShape,
      fillValue: fillValueOf(dataType, fields.noData),
      codecs,
      dimensionNames,
      attributes: image.attributes,
    },
    locateChunk: locateStored,
  };
  const isSplittable = fields.compression === COMPRESSION_NONE && !layout.isTiled && !subsampling(fields);
  const { info, locateChunk } = isSplittable ? splitStrips(stored, stripRows(layout, sample)) : stored;
  async function readEncodedChunk(
    index: ChunkIndex,
    options?: CallOptions,
    how: ReadOptions | undefined = options,
  ): Promise<EncodedChunk | undefined> {
    const location = await locateChunk(index, options);
    if (location?.length === undefined) return undefined;
    const bytes = await context.file.read(location.offset, location.length, how);
    return { bytes, dataType, shape: location.shape, codecs };
  }

  const source: LocatedChunkSource = {
    kind: "array",
    info,
    locateChunk,
    async planChunk(index, options) {
      const location = await locateChunk(index, options);
      return location && { location, store: context.store, coder: context.coder };
    },
    readEncodedChunk,
    async readChunk(index, options) {
      const encoded = await readEncodedChunk(index, options, transientRead(codecs, options));
      if (!encoded) return undefined;
      try {
        const chunk = await decodeRead(context.coder, encoded, context.file, options);
        // The last strip is stored without the rows below the image.
        return resizeChunk(chunk, info.chunkShape);
      } catch (error) {
        if (!isStorageError(error, "codec")) throw error;
        const chunk = await readMisfit(index, options);
        if (chunk) return chunk;
        throw chunkError(error, path, index);
      }
    },
  };

  /**
   * A chunk that was compressed with more than belongs to it, which libtiff and tifffile ignore: rows below the image in
   * its last strip, although TIFF 6.0 §8 ends it with the image, or padding; or a picture with less: a tile that ends with the
   * image, although §15 pads it. `undefined` if it is neither.
   */
  async function readMisfit(index: ChunkIndex, options?: CallOptions): Promise<Chunk | undefined> {
    if (fields.compression === COMPRESSION_NONE) return undefined;
    const rows = { shape: chunkShape };
    // Only pictures know their size: other bytes, if there are too few, might be damaged.
    const changes = isPicture(fields.compression)
      ? [layout.isTiled ? { shape: chunkExtent(layout, index) } : rows]
      : [rows, { codecs: withTrailingBytes(codecs) }];
    for (const change of changes) {
      const encoded = await readEncodedChunk(index, options);
      if (!encoded) return undefined;
      try {
        return resizeChunk(await context.coder.decode({ ...encoded, ...change }, options), chunkShape);
      } catch (error) {
        if (!isStorageError(error, "codec")) throw error;
      }
    }
    return undefined;
  }
  return source;
}

/** Bytes of a chunk as they are without compression. */
export function storedByteLength(
  { fields, layout }: Pick<Image, "fields" | "layout">,
  sample: SampleType,
  stored: Shape,
): number {
  const chroma = isPicture(fields.compression) ? undefined : subsampling(fields);
  if (chroma) return subsampledByteLength(chroma, stored);
  const { rowAxis, rowBytes } = stripRows({ ...layout, chunkShape: stored }, sample);
  return elementCount(stored.slice(0, rowAxis + 1)) * rowBytes;
}

function stripRows({ chunkShape, ...layout }: ImageLayout, sample: SampleType): StripRows {
  const rowAxis = rowAxisOf(layout);
  return { rowAxis, rowBytes: rowByteLength(sample, elementCount(chunkShape.slice(rowAxis + 1))) };
}

/**
 * Bytes to read of a chunk; 0 if it is not stored, as GDAL's sparse files have it. Byte counts without compression
 * are known beforehand: the stored one may be larger, and for an image of one strip, as in libtiff, also wrong or
 * missing. A single compressed strip without a byte count reaches to the end of the file at most.
 */
function chunkLength(
  { offset, byteCount }: { readonly offset: number; readonly byteCount: number | undefined },
  { fields, layout, path }: Image,
  byteLength: number,
  fileSize: number,
): number {
  if (offset === 0) return 0;
  const isSingleStrip =
    !layout.isTiled && layout.chunkShape.every((length, axis) => length >= layout.shape[axis]!);
  if (fields.compression === COMPRESSION_NONE) {
    if (isSingleStrip || byteCount === undefined) return byteLength;
    return Math.min(byteCount, byteLength);
  }
  // No encoder makes more of a chunk: what lies beyond is not read.
  const longest = 2 * byteLength + MAX_OVERHEAD;
  if (byteCount !== undefined) return Math.min(byteCount, longest);
  if (isSingleStrip && offset < fileSize) return Math.min(fileSize - offset, longest);
  throw invalidTiff(`Cannot read ${path}: its chunks are compressed and have no byte counts`, {
    section: "TIFF 6.0 §8",
  });
}
