/**
 * The codec interface: a codec binds its configuration to a type of data, which gives a transform in both directions.
 *
 * @module
 */

import type { Bytes, Chunk, DataType, JsonObject, Shape } from "@chunkwright/core";
import type { PendingBytes } from "./pending-bytes.ts";

/** The elements at one point of a pipeline. */
export interface ArraySpec {
  readonly dataType: DataType;
  readonly shape: Shape;
}

/** The bytes at one point of a pipeline. Their number is known if both bounds are equal. */
export interface BytesSpec {
  readonly minByteLength: number;
  readonly maxByteLength: number;
  /** Size of the elements that they were made from: the default element size of shuffles. */
  readonly elementSize: number;
}

/**
 * Consumes a result in place, in memory that is reused as soon as this returns, and returns the bytes that stand for
 * it: a copy, or the same bytes if nothing will read them any more.
 */
export type TakeBytes = (transient: Bytes) => Bytes;

/**
 * A codec bound to one configuration and one type of data. Both directions own their input and may work in place; both
 * may return synchronously, and throw or reject on invalid data.
 */
export interface Transform<Decoded, Encoded, EncodedSpec> {
  /** The type of the encoded data. */
  readonly encoded: EncodedSpec;
  /** `decode` and `encode` return synchronously; decoded elements are a view of the encoded bytes, or new. */
  readonly isSynchronous?: true;
  /**
   * Decoders to bytes may pass their result, once it is verified, to `take` and return what that returns. Decoders that
   * allocate memory for their result need not.
   */
  decode(encoded: Encoded, take?: TakeBytes): Decoded | Promise<Decoded>;
  /**
   * As `decode`, for decoders that can work synchronously in the memory of the kernel that produced their input.
   * `undefined`, and nothing is done, if the bytes lie elsewhere.
   */
  decodeTransient?(transient: Bytes, take: TakeBytes): Bytes | undefined;
  encode(decoded: Decoded): Encoded | Promise<Encoded>;
  /**
   * As `encode`, for encoders with memory of their own: `decoded` is written there, and `take` gets the result there.
   */
  encodePending?(decoded: PendingBytes, take?: TakeBytes): Promise<Encoded>;
  /** As `encode`, for encoders that keep the number of bytes and need not produce them before the next stage asks. */
  encodeLater?(decoded: PendingBytes): Promise<PendingBytes>;
}

/** A codec from elements to elements, such as a transpose or differences. Zarr v3 core, "Codecs". */
export interface ArrayToArrayCodec {
  readonly kind: "array-to-array";
  /** Throws "invalid-data" for a configuration that is invalid in itself or for `decoded`. */
  bind(configuration: JsonObject, decoded: ArraySpec): Transform<Chunk, Chunk, ArraySpec>;
}

/** The codec of a pipeline that turns elements into bytes. Zarr v3 core, "Codecs". */
export interface ArrayToBytesCodec {
  readonly kind: "array-to-bytes";
  bind(configuration: JsonObject, decoded: ArraySpec): Transform<Chunk, Bytes, BytesSpec>;
}

/** A codec from bytes to bytes, such as compression or a checksum. Zarr v3 core, "Codecs". */
export interface BytesToBytesCodec {
  readonly kind: "bytes-to-bytes";
  /** A decoder never returns or allocates more than `decoded.maxByteLength` bytes. */
  bind(configuration: JsonObject, decoded: BytesSpec): Transform<Bytes, Bytes, BytesSpec>;
}

/** One entry of a codec table. Zarr v3 core, "Codecs". */
export type Codec = ArrayToArrayCodec | ArrayToBytesCodec | BytesToBytesCodec;

/** Exactly `byteLength` bytes. */
export function exactly(byteLength: number, elementSize: number): BytesSpec {
  return { minByteLength: byteLength, maxByteLength: byteLength, elementSize };
}

/** Largest encoded or decoded chunk: WebAssembly kernels have 32-bit addresses. */
export const MAX_CHUNK_BYTES: number = 2 ** 31 - 1;

/** The bytes of variable-length elements: their number is not known in advance. */
export const UNSIZED: BytesSpec = { minByteLength: 0, maxByteLength: MAX_CHUNK_BYTES, elementSize: 1 };

/**
 * The output of a compressor: at most twice its input plus 64 KiB. That is far beyond the worst case of any known
 * encoder, and bounds the memory that nested compressors can require.
 */
export function compressed({ maxByteLength, elementSize }: BytesSpec): BytesSpec {
  return {
    minByteLength: 0,
    maxByteLength: Math.min(2 * maxByteLength + 65536, MAX_CHUNK_BYTES),
    elementSize,
  };
}
