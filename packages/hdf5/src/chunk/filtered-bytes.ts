/**
 * Bytes of a heap behind filters. HDF5 File Format Specification 4.0 §III.G.
 *
 * @module
 */

import type { Bytes, CallOptions, CodecSpec } from "@chunkwright/core";
import type { Hdf5Context } from "../hdf5-context.ts";
import { invalidHdf5 } from "../hdf5-error.ts";
import { codecsOfFilters } from "./filter-codecs.ts";
import type { Filter } from "./filter-pipeline.ts";

/** No object is larger when decoded: a claim beyond it is an attack on memory. */
const MAX_DECODED_BYTES = 2 ** 30;

/** The `byteLength` bytes that went through the filters that `mask` does not leave out. */
export async function decodeFiltered(
  { coder }: Hdf5Context,
  filters: readonly Filter[],
  bytes: Bytes,
  byteLength: number,
  mask: number,
  options?: CallOptions,
): Promise<Bytes> {
  if (byteLength > MAX_DECODED_BYTES)
    throw invalidHdf5(`Cannot decode a heap object: it claims to have ${byteLength} bytes`);
  const codecs: readonly CodecSpec[] = [{ name: "bytes" }, ...codecsOfFilters(filters, 1, mask)];
  const encoded = { bytes: bytes.slice(), dataType: "uint8" as const, shape: [byteLength], codecs };
  const { data } = await coder.decode(encoded, options);
  if (data instanceof Uint8Array) return data;
  throw new TypeError(`A coder gave no bytes for ${byteLength} of them`);
}
