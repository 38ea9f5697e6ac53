/**
 * Running transforms without a coder, within other libraries' pipelines, with the checks and errors of a coder.
 *
 * @module
 */

import { type Bytes, isStorageError, StorageError } from "@chunkwright/core";
import type { BytesSpec, TakeBytes, Transform } from "./codec.ts";

/** Runs a transform. Rejects with "unsupported" as it does, and with "codec" for every other failure. */
export async function runAlone<Output>(
  codec: string,
  direction: "decode" | "encode",
  transform: () => Output | Promise<Output>,
): Promise<Output> {
  try {
    return await transform();
  } catch (cause) {
    if (isStorageError(cause, "unsupported")) throw cause;
    const action = `Cannot ${direction} ${codec}: `;
    const fact = cause instanceof Error ? cause.message : String(cause);
    const message = fact.startsWith(action) ? fact : action + fact;
    throw new StorageError("codec", message, { codec, direction }, { cause });
  }
}

/** The decoded bytes, whose size is checked against `decoded`. They lie in new memory unless `take` consumes them. */
export function decodeAlone(
  codec: string,
  transform: Transform<Bytes, Bytes, BytesSpec>,
  bytes: Bytes,
  decoded: BytesSpec,
  take?: TakeBytes,
): Promise<Bytes> {
  return runAlone(codec, "decode", async () => {
    const result = await transform.decode(bytes, take);
    const { minByteLength: min, maxByteLength: max } = decoded;
    if (result.byteLength >= min && result.byteLength <= max) return result;
    const wanted = min === max ? min : `${min} to ${max}`;
    const fact = `it gave ${result.byteLength} bytes, ${wanted} were expected`;
    throw new StorageError("invalid-data", `Cannot decode ${codec}: ${fact}`, { format: codec });
  });
}

/**
 * The same bytes as a plain Uint8Array, not a Buffer, whose `slice` does not copy; bytes in shared memory are copied.
 */
export function plainBytes({ buffer, byteOffset, byteLength }: Uint8Array): Bytes {
  return buffer instanceof ArrayBuffer
    ? new Uint8Array(buffer, byteOffset, byteLength)
    : new Uint8Array(new Uint8Array(buffer, byteOffset, byteLength));
}

/** A copy, for transforms that may work in place on bytes that the caller keeps. */
export function ownBytes(bytes: Uint8Array): Bytes {
  return new Uint8Array(bytes);
}
