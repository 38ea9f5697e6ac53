/**
 * An array of any format presented as Zarr: its documents, and the values under the keys of its chunks.
 *
 * @module
 */

import {
  type ArrayInfo,
  type ByteRange,
  type Bytes,
  type CallOptions,
  type ChunkCoder,
  type ChunkIndex,
  type ChunkLocation,
  type ChunkSource,
  type CodecSpec,
  canCopy,
  type DataType,
  type EncodedChunk,
  gridShape,
  isLocated,
  isStorageError,
  joinPath,
  type Shape,
} from "@chunkwright/core";
import { chunkKey } from "../array/chunk-key.ts";
import { sliceValue } from "../array/slice-value.ts";
import type { ZarrArrayOptions } from "../create-options.ts";
import { type DocumentList, planArray } from "../document/array-documents.ts";
import { type ShardsShown, shardsToShow, viewShards } from "./view-shards.ts";

export interface ViewArrayOptions extends Pick<ZarrArrayOptions, "zarrFormat" | "separator"> {
  /** Encodes chunks whose pipeline is not Zarr's. */
  readonly coder: ChunkCoder;
  readonly isPortable: (codec: CodecSpec) => boolean;
  /** Stored chunks that only readers of the source's format accept are encoded again; each is decoded to tell them. */
  readonly checksChunks?: boolean | undefined;
  readonly shards: ShardsShown;
}

export interface ViewArray {
  readonly documents: DocumentList;
  /** Values along each axis: chunks, or shards. */
  readonly gridShape: Shape;
  keyOf(index: ChunkIndex): string;
  /** The value under a key, or a range of it; `undefined` where nothing is stored. */
  read(index: ChunkIndex, range?: ByteRange, options?: CallOptions): Promise<Bytes | undefined>;
  /** Bytes of the value. */
  size(index: ChunkIndex, options?: CallOptions): Promise<number | undefined>;
}

/** A view whose values are chunks. */
export interface ViewedChunks extends ViewArray {
  /** Where the bytes of a value are stored; `undefined` for absent chunks and those that are encoded again. */
  locate(index: ChunkIndex, options?: CallOptions): Promise<ChunkLocation | undefined>;
}

const REGISTERED = ["bytes", "transpose", "gzip", "zstd", "blosc", "crc32c", "vlen-utf8", "vlen-bytes"];

/** Codecs that readers of Zarr v3 know: registered ones, and those of numcodecs. */
export function isPortableCodec({ name }: CodecSpec): boolean {
  return REGISTERED.includes(name) || name.startsWith("numcodecs.");
}

/**
 * The array at `path`, in stored shards if those are to be shown, else in chunks. Rejects with "unsupported" for what the
 * version of Zarr cannot express.
 */
export async function viewArray(
  path: string,
  source: ChunkSource,
  options: ViewArrayOptions,
): Promise<ViewArray> {
  const shards = source.info.codecs.every(options.isPortable)
    ? shardsToShow(source, options.shards)
    : undefined;
  return shards ? viewShards(path, shards) : viewChunks(path, source, options);
}

/**
 * The array at `path` without shards. A pipeline that is portable is kept: full-shape chunks stored by it are passed
 * on as they are, others are decoded and encoded by it. Otherwise every chunk becomes plain little-endian bytes.
 * Rejects with "unsupported" for what the version of Zarr cannot express.
 */
export async function viewChunks(
  path: string,
  source: ChunkSource,
  { coder, isPortable, checksChunks = false, ...zarr }: Omit<ViewArrayOptions, "shards">,
): Promise<ViewedChunks> {
  const { shardShape: _, edgeLengths: __, ...own } = source.info;
  const keepsCodecs = own.codecs.every(isPortable);
  const shown = keepsCodecs ? own : { ...own, codecs: plainCodecs(own.dataType) };
  const { documents, layout } = await planArray(path, shown, zarr);
  const { info, keyEncoding } = layout;

  async function readValue(index: ChunkIndex, options?: CallOptions): Promise<Bytes | undefined> {
    if (keepsCodecs) {
      const encoded = await source.readEncodedChunk(index, options);
      if (!encoded) return undefined;
      const stored = canCopy(encoded, info) && (await exactBytes(encoded, options));
      if (stored) return stored;
    }
    const chunk = await source.readChunk(index, options);
    return chunk && (await coder.encode(chunk, info.codecs, options)).bytes;
  }

  /** The bytes as they are, if every reader accepts them; `undefined` for those of other lengths, and for damaged ones. */
  async function exactBytes(encoded: EncodedChunk, options?: CallOptions): Promise<Bytes | undefined> {
    if (!checksChunks || encoded.lenientFormat === undefined || !coder.reenvelope) return encoded.bytes;
    try {
      return (await coder.reenvelope(encoded, info.codecs, options))?.bytes;
    } catch (error) {
      if (isStorageError(error, "codec", "invalid-data")) return undefined;
      throw error;
    }
  }

  async function locate(index: ChunkIndex, options?: CallOptions): Promise<ChunkLocation | undefined> {
    if (!keepsCodecs || !isLocated(source)) return undefined;
    const location = await source.locateChunk(index, options);
    if (!location || !isStoredAs(info, location)) return undefined;
    if (!checksChunks || location.lenientFormat === undefined) return location;
    const encoded = await source.readEncodedChunk(index, options);
    return encoded && (await exactBytes(encoded, options)) ? location : undefined;
  }

  return {
    documents,
    gridShape: gridShape(info),
    keyOf: (index) => joinPath(path, chunkKey(keyEncoding, index)),
    async read(index, range, options) {
      const value = await readValue(index, options);
      return value && range ? sliceValue(path, value, range) : value;
    },
    async size(index, options) {
      const location = await locate(index, options).catch(ifUnsupported);
      return location?.length ?? (await readValue(index, options))?.byteLength;
    },
    locate,
  };
}

/** Whether the bytes at a location are a whole chunk, encoded by the pipeline. */
function isStoredAs(info: ArrayInfo, location: ChunkLocation): boolean {
  return canCopy({ ...location, bytes: NOTHING, dataType: info.dataType }, info);
}

/** Chunks that are assembled from others have no location: they are read. */
function ifUnsupported(error: unknown): undefined {
  if (!isStorageError(error, "unsupported")) throw error;
}

/** What every reader supports: elements one after another, those of variable length preceded by their lengths. */
function plainCodecs(dataType: DataType): readonly CodecSpec[] {
  if (dataType === "string") return [{ name: "vlen-utf8" }];
  if (dataType === "bytes") return [{ name: "vlen-bytes" }];
  return [{ name: "bytes", configuration: { endian: "little" } }];
}

const NOTHING = new Uint8Array(0);
