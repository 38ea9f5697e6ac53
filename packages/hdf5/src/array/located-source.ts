/**
 * A dataset whose chunks are byte ranges of the file, as a chunk source.
 *
 * @module
 */

import {
  type ArrayInfo,
  byteSize,
  type CallOptions,
  type Chunk,
  type ChunkIndex,
  type ChunkLocation,
  type ChunkSource,
  type CodecSpec,
  checkChunkIndex,
  chunkError,
  decodeRead,
  type EncodedChunk,
  elementCount,
  isStorageError,
  type LocatedChunkSource,
  MAX_CHUNK_BYTES,
  type ReadOptions,
  resizeChunk,
  type Shape,
  transientRead,
} from "@chunkwright/core";
import type { ChunkStorage } from "../chunk/chunk-storage.ts";
import { codecsOfFilters, pipelineOfFilters } from "../chunk/filter-codecs.ts";
import type { Filter } from "../chunk/filter-pipeline.ts";
import { filterError, isUnknownFilter } from "../chunk/unknown-filter.ts";
import type { Hdf5Context } from "../hdf5-context.ts";
import { invalidHdf5, unsupportedHdf5 } from "../hdf5-error.ts";
import { bytesCodec, convertChunk, convertedCodec, type ElementType } from "../type/element-type.ts";

export interface StoredArray {
  /** What errors call it. */
  readonly path: string;
  /** In the dataset's own axes. */
  readonly shape: Shape;
  readonly element: ElementType;
  readonly filters: readonly Filter[];
  readonly storage: ChunkStorage;
  /** The parts of an array's info that do not follow from the above. */
  readonly described: Pick<ArrayInfo, "fillValue" | "attributes" | "dimensionNames">;
}

/** For filtered chunks: libhdf5 reads the beginning of those that decode to too many bytes. */
const LENIENT = { lenientFormat: "hdf5" };

/**
 * A source of located chunks where stored elements are core's elements, else one that converts them. Throws
 * "unsupported" for chunks that are too large.
 */
export function storedSource(context: Hdf5Context, array: StoredArray): ChunkSource {
  const { element, storage, path, described } = array;
  const { dataType, storedType, innerShape } = element;
  const chunkShape = [...storage.chunkShape, ...innerShape];
  const chunkBytes = elementCount(chunkShape) * byteSize(storedType);
  if (chunkBytes > MAX_CHUNK_BYTES) {
    throw unsupportedHdf5(`Cannot read ${path}: its chunks have ${chunkBytes} bytes`, "chunks over 2 GiB");
  }
  const codecsOf = pipelines(array);
  const info: ArrayInfo = {
    dataType,
    ...(element.logicalType && { logicalType: element.logicalType }),
    shape: [...array.shape, ...innerShape],
    chunkShape,
    codecs: element.convert ? [convertedCodec(dataType)] : codecsOf(0),
    ...described,
  };

  async function locate(index: ChunkIndex, options?: CallOptions): Promise<ChunkLocation | undefined> {
    checkChunkIndex(info, index);
    const place = await storage.locate(index.slice(0, storage.chunkShape.length), options);
    if (!place) return undefined;
    const { offset } = place;
    const shape = [...place.shape, ...innerShape];
    const codecs = codecsOf(place.mask);
    const length = isPlain(codecs)
      ? Math.min(place.length, elementCount(shape) * byteSize(storedType))
      : place.length;
    if (offset + length > context.file.size) {
      throw invalidHdf5(
        `Cannot read chunk [${index}] of ${path}: ${length} bytes at ${offset} lie outside the file of ${context.file.size} bytes`,
        { offset },
      );
    }
    return { key: context.name, offset, length, shape, codecs, ...(!isPlain(codecs) && LENIENT) };
  }

  /** The chunk as it is stored, before any conversion. */
  async function readStored(
    index: ChunkIndex,
    options?: CallOptions,
    how: ReadOptions | undefined = options,
  ): Promise<EncodedChunk | undefined> {
    const location = await locate(index, options);
    if (location?.length === undefined) return undefined;
    const bytes = await context.file.read(location.offset, location.length, how);
    const { shape, codecs, lenientFormat } = location;
    return { bytes, dataType: storedType, shape, codecs, ...(lenientFormat && { lenientFormat }) };
  }

  /** If decoding fails, tries again as a chunk of too many bytes: libhdf5 reads their beginning. */
  async function decodeStored(
    encoded: EncodedChunk,
    index: ChunkIndex,
    options?: CallOptions,
  ): Promise<Chunk> {
    try {
      return await decodeRead(context.coder, encoded, context.file, options);
    } catch (error) {
      const codecs = isStorageError(error, "codec") ? withSurplus(encoded.codecs) : undefined;
      // The coder may have given the bytes away.
      const again = codecs && (await readStored(index, options));
      if (!codecs || !again) throw error;
      return context.coder.decode({ ...again, codecs }, options).catch((cause) => {
        throw isStorageError(cause, "codec") ? error : cause;
      });
    }
  }

  async function readChunk(index: ChunkIndex, options?: CallOptions): Promise<Chunk | undefined> {
    const encoded = await readStored(index, options, transientRead(codecsOf(0), options));
    if (!encoded) return undefined;
    try {
      const stored = await decodeStored(encoded, index, options);
      return resizeChunk(await convertChunk(context, element, stored, options), chunkShape);
    } catch (error) {
      throw chunkError(filterError(error, path, array.filters), path, index);
    }
  }

  if (element.convert) {
    return {
      kind: "array",
      info,
      readChunk,
      async readEncodedChunk(index, options) {
        const chunk = await readChunk(index, options);
        return chunk && context.coder.encode(chunk, info.codecs, options);
      },
    };
  }
  const stored: ChunkSource = { kind: "array", info, readEncodedChunk: readStored, readChunk };
  if (!context.isOneFile) return stored;
  const located: LocatedChunkSource = {
    ...stored,
    locateChunk: locate,
    async planChunk(index, options) {
      const location = await locate(index, options);
      // For unknown filters `readChunk` has the better error: it names them.
      if (!location || location.codecs.some(({ name }) => isUnknownFilter(name))) return undefined;
      return { location, store: context.store, coder: context.coder };
    },
  };
  return located;
}

function isPlain([first, ...filters]: readonly CodecSpec[]): boolean {
  return first?.name === "bytes" && filters.length === 0;
}

/**
 * Codecs that accept more decoded bytes than the elements need, and more stored ones than a Zstandard frame has;
 * `undefined` where a filter decodes to elements.
 */
function withSurplus([first, ...filters]: readonly CodecSpec[]): readonly CodecSpec[] | undefined {
  if (first?.name !== "bytes") return undefined;
  const lenient = filters.flatMap((codec) =>
    codec.name === "zstd" ? [codec, { name: "hdf5.zstd_frame" }] : [codec],
  );
  return [first, { name: "tiff.trailing_bytes" }, ...lenient];
}

/** The codecs of a chunk by its filter mask; made once for each mask that is met. */
function pipelines({ element, filters }: StoredArray): (mask: number) => readonly CodecSpec[] {
  const known = new Map<number, readonly CodecSpec[]>();
  return (mask) => {
    let codecs = known.get(mask);
    if (!codecs) {
      const elementSize = byteSize(element.storedType) * elementCount(element.innerShape);
      const bytes = bytesCodec(element.storedType, element.endian);
      codecs = pipelineOfFilters(bytes, codecsOfFilters(filters, elementSize, mask));
      known.set(mask, codecs);
    }
    return codecs;
  };
}
