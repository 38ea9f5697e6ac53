/**
 * Binding a list of codec specs to the data type and shape of a chunk, so that sizes are known at every stage.
 *
 * @module
 */

import {
  type Bytes,
  byteSize,
  type Chunk,
  type CodecSpec,
  elementCount,
  isFixed,
  StorageError,
} from "@chunkwright/core";
import { type ArraySpec, type BytesSpec, type Codec, MAX_CHUNK_BYTES, type Transform } from "./codec.ts";
import type { CodecLookup } from "./codec-table.ts";
import { bindUnsized } from "./decode-unsized.ts";

export interface ArrayStage {
  readonly name: string;
  readonly decoded: ArraySpec;
  readonly transform: Transform<Chunk, Chunk, ArraySpec>;
}

export interface SerializingStage {
  readonly name: string;
  readonly decoded: ArraySpec;
  readonly transform: Transform<Chunk, Bytes, BytesSpec>;
}

export interface BytesStage {
  readonly name: string;
  readonly decoded: BytesSpec;
  readonly transform: Transform<Bytes, Bytes, BytesSpec>;
}

/** The three parts of a pipeline, in encoding order. Zarr v3 core, "Chunk encoding". */
export interface Pipeline {
  readonly arrayStages: readonly ArrayStage[];
  readonly serializing: SerializingStage;
  readonly bytesStages: readonly BytesStage[];
}

/**
 * Binds `codecs` to chunks of the given type and shape. Throws "unsupported" for unknown codecs and options, and
 * "invalid-data" for invalid configurations and for codecs out of order.
 */
export function bindPipeline(codecs: readonly CodecSpec[], decoded: ArraySpec, table: CodecLookup): Pipeline {
  checkSize(decoded);
  const arrayStages: ArrayStage[] = [];
  const bytesStages: BytesStage[] = [];
  let serializing: SerializingStage | undefined;
  let array = decoded;
  for (const { name, configuration = {} } of codecs) {
    const codec = findCodec(table, name);
    switch (codec.kind) {
      case "array-to-array": {
        if (serializing)
          throw outOfOrder(codecs, `${name} takes elements, but ${serializing.name} made bytes of them`);
        const transform = codec.bind(configuration, array);
        arrayStages.push({ name, decoded: array, transform });
        array = transform.encoded;
        break;
      }
      case "array-to-bytes": {
        if (serializing)
          throw outOfOrder(codecs, `${name} takes elements, but ${serializing.name} made bytes of them`);
        serializing = { name, decoded: array, transform: codec.bind(configuration, array) };
        break;
      }
      case "bytes-to-bytes": {
        const previous: SerializingStage | BytesStage | undefined = bytesStages.at(-1) ?? serializing;
        if (!previous) throw outOfOrder(codecs, `${name} takes bytes, but no codec before it makes them`);
        const bytes = previous.transform.encoded;
        const isUnsized = bytes.maxByteLength >= MAX_CHUNK_BYTES;
        const transform = isUnsized
          ? bindUnsized(name, codec, configuration)
          : codec.bind(configuration, bytes);
        bytesStages.push({ name, decoded: bytes, transform });
        break;
      }
    }
  }
  if (!serializing) throw outOfOrder(codecs, "none of them makes bytes of the elements");
  return { arrayStages, serializing, bytesStages };
}

function findCodec(codecs: CodecLookup, name: string): Codec {
  const codec = codecs.get(name);
  if (codec) return codec;
  throw new StorageError("unsupported", `Cannot use codec ${name}: it is not in the codec table`, {
    format: "codecs",
    feature: name,
  });
}

function checkSize({ dataType, shape }: ArraySpec): void {
  const byteLength = elementCount(shape) * (isFixed(dataType) ? byteSize(dataType) : 1);
  if (!shape.every((length) => Number.isInteger(length) && length >= 0)) {
    throw new RangeError(`[${shape}] is not a shape`);
  }
  if (!Number.isSafeInteger(byteLength)) {
    throw new StorageError(
      "invalid-data",
      `Cannot code a chunk of [${shape}] ${dataType} elements: too large`,
      {
        format: "codecs",
      },
    );
  }
}

function outOfOrder(codecs: readonly CodecSpec[], fact: string): StorageError {
  const names = codecs.map(({ name }) => name).join(", ");
  return new StorageError("invalid-data", `Cannot use codecs [${names}]: ${fact}`, {
    format: "codecs",
    section: "Zarr v3 core, Chunk encoding",
  });
}
