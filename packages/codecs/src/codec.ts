/**
 * What a codec is: a way to bind a configuration to the data it meets, and then a transform in both directions.
 *
 * @module
 */

import type { Bytes, Chunk, DataType, JsonObject, Shape } from "@chunkwright/core";
import type { PendingBytes } from "./pending-bytes.ts";

/** Elements at one point of a pipeline. */
export interface ArraySpec {
  readonly dataType: DataType;
  readonly shape: Shape;
}

/** Bytes at one point of a pipeline. Their number is known where both bounds agree. */
export interface BytesSpec {
  readonly minByteLength: number;
  readonly maxByteLength: number;
  /** Bytes per element that they were made from: what blosc's shuffles go by unless told. */
  readonly elementSize: number;
}

/**
 * Takes a result where it lies, in memory that is used again as soon as this returns, and answers the bytes to go on
 * with: a copy, or whatever has one.
 */
export type TakeBytes = (transient: Bytes) => Bytes;

/**
 * A codec bound to one configuration and one kind of data. Both directions own what they are given and may work
 * in place; both may answer synchronously, and throw or reject on data that they cannot take.
 */
export interface Transform<Decoded, Encoded, EncodedSpec> {
  /** What encoding leads to. */
  readonly encoded: EncodedSpec;
  /** Decoding answers at once, with elements over the encoded bytes or with some that are its own. */
  readonly isSynchronous?: true;
  /**
   * Decoders to bytes may hand their result to `take`, once they are sure of it, and answer what that answers; those
   * that make fresh memory for it need not.
   */
  decode(encoded: Encoded, take?: TakeBytes): Decoded | Promise<Decoded>;
  /**
   * For decoders of bytes that can work at once where a kernel has left the encoded ones: as `decode`. `undefined`, and
   * nothing is done, where the bytes lie elsewhere.
   */
  decodeTransient?(transient: Bytes, take: TakeBytes): Bytes | undefined;
  encode(decoded: Decoded): Encoded | Promise<Encoded>;
  /** For encoders of bytes that work in memory of their own: the bytes are put there, and the result may be taken there. */
  encodePending?(decoded: PendingBytes, take?: TakeBytes): Promise<Encoded>;
}

/** A codec whose encoded elements are elements again: a transposition, differences. Zarr v3 core, "Codecs". */
export interface ArrayToArrayCodec {
  readonly kind: "array-to-array";
  /** Throws "invalid-data" for a configuration that is wrong in itself or for such an array. */
  bind(configuration: JsonObject, decoded: ArraySpec): Transform<Chunk, Chunk, ArraySpec>;
}

/** The codec of a pipeline that turns elements into bytes. Zarr v3 core, "Codecs". */
export interface ArrayToBytesCodec {
  readonly kind: "array-to-bytes";
  bind(configuration: JsonObject, decoded: ArraySpec): Transform<Chunk, Bytes, BytesSpec>;
}

/** A codec of bytes alone: compression, checksums. Zarr v3 core, "Codecs". */
export interface BytesToBytesCodec {
  readonly kind: "bytes-to-bytes";
  /** A decoder never returns, nor makes room for, more than `decoded.maxByteLength` bytes. */
  bind(configuration: JsonObject, decoded: BytesSpec): Transform<Bytes, Bytes, BytesSpec>;
}

/** One entry of a codec table. Zarr v3 core, "Codecs". */
export type Codec = ArrayToArrayCodec | ArrayToBytesCodec | BytesToBytesCodec;

/** Exactly `byteLength` bytes. */
export function exactly(byteLength: number, elementSize: number): BytesSpec {
  return { minByteLength: byteLength, maxByteLength: byteLength, elementSize };
}

/** Where the engines' 32-bit addresses end. */
export const MAX_CHUNK_BYTES: number = 2 ** 31 - 1;

/** Bytes made of elements of any length: nothing tells beforehand how many. */
export const UNSIZED: BytesSpec = { minByteLength: 0, maxByteLength: MAX_CHUNK_BYTES, elementSize: 1 };

/**
 * What a compressor may make of `decoded`: no more than twice its size and 64 KiB, which is far beyond the worst
 * case of every encoder known, and bounds the memory that nested compressors can ask for.
 */
export function compressed({ maxByteLength, elementSize }: BytesSpec): BytesSpec {
  return {
    minByteLength: 0,
    maxByteLength: Math.min(2 * maxByteLength + 65536, MAX_CHUNK_BYTES),
    elementSize,
  };
}
