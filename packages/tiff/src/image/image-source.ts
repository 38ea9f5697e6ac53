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
  gridShape,
  isStorageError,
  type JsonObject,
  jsonEquals,
  type LocatedChunkSource,
  MAX_CHUNK_BYTES,
  type ReadOptions,
  resizeChunk,
  type Shape,
  transientRead,
} from "@chunkwright/core";
import { fillValueOf } from "../attribute/no-data.ts";
import type { TiffContext } from "../tiff-context.ts";
import { invalidTiff, unlessInvalid, unsupportedTiff } from "../tiff-error.ts";
import type { IfdFields } from "../tiff-file.ts";
import { subsampledByteLength, subsampling } from "./chroma-subsampling.ts";
import { chunkLength, isBeyondEnd, outsideFile } from "./chunk-span.ts";
import type { ChunkPlace, ChunkTable } from "./chunk-table.ts";
import type { CodecTags } from "./codec-tags.ts";
import { COMPRESSION_NONE, isPicture } from "./compression.ts";
import { imageCodecs, withTrailingBytes } from "./image-codecs.ts";
import { chunkNumber, croppedShapes, type ImageLayout, rowAxisOf, storedShape } from "./image-layout.ts";
import { rowByteLength, type SampleType, sampleType } from "./sample-type.ts";
import { type StripRows, splitStrips } from "./split-strips.ts";

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

  const isCompressed = fields.compression !== COMPRESSION_NONE;
  /** See `readMisfit`. Pictures state their size, which is wrong only in cropped tiles. */
  const isLenient = (index: ChunkIndex) =>
    isPicture(fields.compression)
      ? layout.isTiled && !jsonEquals(chunkExtent(layout, index), chunkShape)
      : isCompressed;
  const fileSize = context.file.size;
  const nameOf = (index: ChunkIndex) => `chunk [${index}] of ${path}`;
  const chunkCount = elementCount(gridShape(layout));

  /** Without a byte count, a compressed chunk ends where the next one begins, if they lie in their order. */
  async function placeOf(index: ChunkIndex, options?: CallOptions): Promise<ChunkPlace> {
    const n = chunkNumber(layout, index);
    const place = await image.table.place(n, options);
    if (!isCompressed || place.byteCount !== undefined || n + 1 === chunkCount) return place;
    const next = (await unlessInvalid(image.table.place(n + 1, options)))?.offset ?? 0;
    return next > place.offset ? { ...place, byteCount: next - place.offset } : place;
  }

  async function locateStored(index: ChunkIndex, options?: CallOptions): Promise<ChunkLocation | undefined> {
    checkChunkIndex(layout, index);
    const place = await placeOf(index, options);
    const name = nameOf(index);
    const stored = storedExtent(index, place);
    const byteLength = storedByteLength(image, sample, stored);
    const length = chunkLength(
      place,
      { name, layout, compression: fields.compression, byteLength },
      fileSize,
    );
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

  /** The byte count of an uncompressed tile shows whether it is cropped. */
  function storedExtent(index: ChunkIndex, { byteCount }: ChunkPlace): Shape {
    const cropped = layout.isTiled && !isCompressed ? croppedShapes(layout, index) : [];
    const counted = cropped.find((tile) => byteCount === storedByteLength(image, sample, tile));
    return counted ?? storedShape(layout, index);
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
  const isSplittable = !isCompressed && !layout.isTiled && !subsampling(fields);
  const { info, locateChunk } = isSplittable ? splitStrips(stored, stripRows(layout, sample)) : stored;
  async function readAt(location: ChunkLocation, options?: ReadOptions): Promise<EncodedChunk> {
    const { offset, length = 0, shape: stored, lenientFormat } = location;
    const bytes = await context.file.read(offset, length, options);
    return { bytes, dataType, shape: stored, codecs, ...(lenientFormat && { lenientFormat }) };
  }

  const source: LocatedChunkSource = {
    kind: "array",
    info,
    locateChunk,
    async planChunk(index, options) {
      const location = await locateChunk(index, options);
      if (!location) return undefined;
      if (endsFile(location) && (await isCutOff(index, options))) return undefined;
      return { location, store: context.store, coder: context.coder };
    },
    async readEncodedChunk(index, options) {
      const location = await locateChunk(index, options);
      if (!location) return undefined;
      // Whoever is handed it as it is need not find out that bytes are missing.
      if (endsFile(location) && (await isCutOff(index, options))) await source.readChunk(index, options);
      return readAt(location, options);
    },
    async readChunk(index, options) {
      const location = await locateChunk(index, options);
      if (!location) return undefined;
      const encoded = await readAt(location, transientRead(codecs, options));
      try {
        const chunk = await decodeRead(context.coder, encoded, context.file, options);
        // The last strip is stored without the rows below the image.
        return resizeChunk(chunk, info.chunkShape);
      } catch (error) {
        if (!isStorageError(error, "codec")) throw error;
        const chunk = await readMisfit(index, location, options);
        if (chunk) return chunk;
        const place = await placeOf(index, options);
        if (!isBeyondEnd(place, fileSize)) throw chunkError(error, path, index);
        throw outsideFile(`${place.byteCount} bytes`, place, nameOf(index), fileSize);
      }
    },
  };

  /**
   * A chunk that was compressed with more than belongs to it, which libtiff and tifffile ignore: rows below the image in
   * its last strip, although TIFF 6.0 §8 ends it with the image, or padding; or with less: a cropped tile. `undefined` if
   * it is neither.
   */
  async function readMisfit(
    index: ChunkIndex,
    location: ChunkLocation,
    options?: CallOptions,
  ): Promise<Chunk | undefined> {
    if (!isCompressed) return undefined;
    const shapes = layout.isTiled ? croppedShapes(layout, index) : [chunkShape];
    const changes: readonly Partial<EncodedChunk>[] = [
      ...shapes.map((changed) => ({ shape: changed })),
      ...(isPicture(fields.compression) ? [] : [{ codecs: withTrailingBytes(codecs) }]),
    ];
    for (const change of changes) {
      const encoded = await readAt(location, options);
      try {
        return resizeChunk(await context.coder.decode({ ...encoded, ...change }, options), chunkShape);
      } catch (error) {
        if (!isStorageError(error, "codec")) throw error;
      }
    }
    return undefined;
  }

  function endsFile({ offset, length = 0 }: ChunkLocation): boolean {
    return isCompressed && offset + length >= fileSize;
  }

  /** Whether the file ends before the chunk's byte count does. */
  async function isCutOff(index: ChunkIndex, options?: CallOptions): Promise<boolean> {
    return isBeyondEnd(await placeOf(index, options), fileSize);
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
