/**
 * Running one call with a coder in this thread.
 *
 * @module
 */

import type { InThreadCoder } from "@chunkwright/codecs";
import { chunkOfPart } from "@chunkwright/core";
import { encodeTo, type OpenLent } from "./encode-to.ts";
import { fetchChunks, type OpenStore } from "./fetch-chunks.ts";
import type { CoderCall, CoderResult } from "./messages.ts";

/** Access to files, if the platform has it. */
export interface Files {
  /** Without it nothing is fetched. */
  readonly openStore?: OpenStore;
  /** Without it nothing is written. */
  readonly openLent?: OpenLent;
}

/** The result of a call. `mayWrite` is called once, before anything is written to the call's target. */
export async function runCall(
  coder: InThreadCoder,
  { openStore = () => undefined, openLent = () => undefined }: Files,
  call: CoderCall,
  mayWrite: () => boolean,
): Promise<CoderResult> {
  if (call.direction === "fetch") return fetchChunks(coder, openStore, call.fetch, mayWrite);
  if (call.direction === "encode") return (await coder.encode(call.chunk, call.codecs)).bytes;
  if (call.direction === "encodePart") {
    const { part, shape, codecs } = call;
    const encoded = coder.encodePart
      ? await coder.encodePart(part, shape, codecs)
      : await coder.encode(chunkOfPart(part, shape), codecs);
    return encoded.bytes;
  }
  if (call.direction === "encodeTo") return encodeTo(coder, openLent, call, mayWrite);
  if (call.direction === "reenvelope") return (await coder.reenvelope?.(call.encoded, call.codecs))?.bytes;
  if (!call.target) return (await coder.decode(call.encoded)).data;
  await coder.decodeInto(call.encoded, call.target, { mayWrite });
  return undefined;
}
