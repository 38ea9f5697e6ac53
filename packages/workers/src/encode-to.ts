/**
 * A worker's writing: a chunk from the encoder's own memory to the file that a call names.
 *
 * @module
 */

import type { InThreadCoder } from "@chunkwright/codecs";
import { type Bytes, type LentFile, takeRoom, type WriteOutcome } from "@chunkwright/core";
import type { CoderCall } from "./messages.ts";

/** Writes all of `bytes` at `offset` of a file before it returns. */
export type WriteLent = (file: LentFile, offset: number, bytes: Bytes) => void;

type EncodeTo = Extract<CoderCall, { direction: "encodeTo" }>;

/** `mayWrite` is asked once, before the first byte is written; then all are. */
export async function encodeTo(
  coder: InThreadCoder,
  writeLent: WriteLent,
  { part, shape, codecs, target: { file, place } }: EncodeTo,
  mayWrite: () => boolean,
): Promise<WriteOutcome> {
  const put = (bytes: Bytes): WriteOutcome => {
    if (!mayWrite()) return "refused";
    const length = bytes.byteLength;
    const offset = typeof place === "number" ? place : takeRoom(place, length);
    writeLent(file, offset, bytes);
    return { offset, length };
  };
  let settle: (() => WriteOutcome) | undefined;
  const take = (transient: Bytes): Bytes => {
    try {
      const outcome = put(transient);
      settle = () => outcome;
    } catch (error) {
      // It is no failure of the codec that asks.
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
