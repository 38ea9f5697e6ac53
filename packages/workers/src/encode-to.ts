/**
 * Encoding a chunk and writing it to a file, in a worker, directly from the encoder's memory.
 *
 * @module
 */

import type { InThreadCoder } from "@chunkwright/codecs";
import { type Bytes, type LentFile, takeRoom, type WriteOutcome } from "@chunkwright/core";
import type { CoderCall } from "./messages.ts";

/**
 * A function that synchronously writes all of `bytes` at `offset`; `undefined` if this thread cannot write to the file.
 */
export type OpenLent = (file: LentFile) => ((offset: number, bytes: Bytes) => void) | undefined;

type EncodeTo = Extract<CoderCall, { direction: "encodeTo" }>;

/** `mayWrite` is called once, before the first byte is written; if it returns true, all bytes are written. */
export async function encodeTo(
  coder: InThreadCoder,
  openLent: OpenLent,
  { part, shape, codecs, target: { file, place } }: EncodeTo,
  mayWrite: () => boolean,
): Promise<WriteOutcome> {
  const write = openLent(file);
  if (!write) return "refused";
  const put = (bytes: Bytes): WriteOutcome => {
    if (!mayWrite()) return "refused";
    const length = bytes.byteLength;
    const offset = typeof place === "number" ? place : takeRoom(place, length);
    write(offset, bytes);
    return { offset, length };
  };
  let settle: (() => WriteOutcome) | undefined;
  const take = (transient: Bytes): Bytes => {
    try {
      const outcome = put(transient);
      settle = () => outcome;
    } catch (error) {
      // A failed write is not an error of the codec.
      settle = () => {
        throw error;
      };
    }
    return transient;
  };
  const encoded = await coder.encodePart?.(part, shape, codecs, { take });
  if (!encoded) return "refused";
  return settle ? settle() : put(encoded.bytes);
}
