/**
 * Transforms that run without a coder around them, inside other libraries' pipelines: what those leave unchecked is
 * checked here.
 *
 * @module
 */

import { type Bytes, isStorageError, StorageError } from "@chunkwright/core";
import type { BytesSpec, TakeBytes, Transform } from "./codec.ts";

/** Runs a transform to bytes. Rejects with "unsupported", or with "codec" whatever else fails. */
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
    const said = cause instanceof Error ? cause.message : String(cause);
    const message = said.startsWith(action) ? said : action + said;
    throw new StorageError("codec", message, { codec, direction }, { cause });
  }
}

/** What `bytes` decode to: of a size that `decoded` allows, and in fresh memory unless decoders let it be taken. */
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

/** The same bytes over a plain ArrayBuffer, and in no Buffer, whose `slice` copies nothing. Shared memory is copied. */
export function plainBytes({ buffer, byteOffset, byteLength }: Uint8Array): Bytes {
  return buffer instanceof ArrayBuffer
    ? new Uint8Array(buffer, byteOffset, byteLength)
    : new Uint8Array(new Uint8Array(buffer, byteOffset, byteLength));
}

/** A copy for transforms that may work in place, of what callers keep. */
export function ownBytes(bytes: Uint8Array): Bytes {
  return new Uint8Array(bytes);
}
