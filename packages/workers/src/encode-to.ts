/**
 * A worker's writing: a chunk from the encoder's own memory to the file that a call names.
 *
 * @module
 */

import type { InThreadCoder } from "@chunkwright/codecs";
import { type Bytes, type LentFile, takeRoom, type WriteOutcome } from "@chunkwright/core";
import type { CoderCall } from "./messages.ts";

/** Writes all of `bytes` at `offset` of the file before it returns; `undefined` for a file that this thread has not. */
export type OpenLent = (file: LentFile) => ((offset: number, bytes: Bytes) => void) | undefined;

type EncodeTo = Extract<CoderCall, { direction: "encodeTo" }>;

/** `mayWrite` is asked once, before the first byte is written; then all are. */
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
