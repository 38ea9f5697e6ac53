/**
 * An array of any format as Zarr v3 has it: its document, and the bytes of its chunks.
 *
 * @module
 */

import {
  type ArrayInfo,
  type Bytes,
  type CallOptions,
  type ChunkCoder,
  type ChunkIndex,
  type ChunkLocation,
  type ChunkSource,
  type CodecSpec,
  canCopy,
  type DataType,
  isLocated,
  joinPath,
} from "@chunkwright/core";
import { type DocumentList, planArray } from "../array-documents.ts";
import { chunkKey } from "../chunk-key.ts";
import type { ZarrArrayOptions } from "../create-options.ts";

export interface ViewArrayOptions extends Pick<ZarrArrayOptions, "zarrFormat" | "separator"> {
  /** Encodes what has to be encoded anew. */
  readonly coder: ChunkCoder;
  readonly isPortable: (codec: CodecSpec) => boolean;
}

export interface ViewArray {
  /** As a reader will see it. */
  readonly info: ArrayInfo;
  readonly documents: DocumentList;
  keyOf(index: ChunkIndex): string;
  /** The bytes under the chunk's key; `undefined` for an absent chunk. */
  readBytes(index: ChunkIndex, options?: CallOptions): Promise<Bytes | undefined>;
  /** Where those bytes lie, if anywhere: `undefined` for absent chunks and those that are encoded anew. */
  locate(index: ChunkIndex, options?: CallOptions): Promise<ChunkLocation | undefined>;
}

const REGISTERED = ["bytes", "transpose", "gzip", "zstd", "blosc", "crc32c", "vlen-utf8", "vlen-bytes"];

/** Codecs that readers of Zarr v3 know: registered ones, and those of numcodecs. */
export function isPortableCodec({ name }: CodecSpec): boolean {
  return REGISTERED.includes(name) || name.startsWith("numcodecs.");
}

/**
 * The array at `path`. Its pipeline stays if all of it is portable, and then chunks stored by that pipeline, at full
 * shape, show the bytes they have; others are decoded and encoded by it. Elsewhere every chunk becomes plain bytes,
 * little-endian. Chunks of shards stand alone. Throws "unsupported" for what the version of Zarr cannot say.
 */
export function viewArray(path: string, source: ChunkSource, options: ViewArrayOptions): ViewArray {
  const { coder, isPortable, ...zarr } = options;
  const { shardShape: _, ...own } = source.info;
  const keepsCodecs = own.codecs.every(isPortable);
  const { documents, layout } = planArray(
    path,
    keepsCodecs ? own : { ...own, codecs: plainCodecs(own.dataType) },
    zarr,
  );
  const { info, keyEncoding } = layout;
  return {
    info,
    documents,
    keyOf: (index) => joinPath(path, chunkKey(keyEncoding, index)),
    async readBytes(index, callOptions) {
      if (keepsCodecs) {
        const encoded = await source.readEncodedChunk(index, callOptions);
        if (!encoded) return undefined;
        if (canCopy(encoded, info)) return encoded.bytes;
      }
      const chunk = await source.readChunk(index, callOptions);
      return chunk && (await coder.encode(chunk, info.codecs, callOptions)).bytes;
    },
    async locate(index, callOptions) {
      if (!keepsCodecs || !isLocated(source)) return undefined;
      const location = await source.locateChunk(index, callOptions);
      const isSame = location && canCopy({ ...location, bytes: NOTHING, dataType: info.dataType }, info);
      return isSame ? location : undefined;
    },
  };
}

/** What every reader has: elements one after the other, those of any length behind their lengths. */
function plainCodecs(dataType: DataType): readonly CodecSpec[] {
  if (dataType === "string") return [{ name: "vlen-utf8" }];
  if (dataType === "bytes") return [{ name: "vlen-bytes" }];
  return [{ name: "bytes", configuration: { endian: "little" } }];
}

const NOTHING = new Uint8Array(0);
