/**
 * Running one call with a coder of this thread.
 *
 * @module
 */

import { type ChunkCoder, copyToTarget } from "@chunkwright/core";
import { fetchChunks, type OpenStore } from "./fetch-chunks.ts";
import type { CoderCall, CoderResult } from "./messages.ts";

/** What the call leads to. `mayWrite` is asked once, before anything is written to the call's target. */
export async function runCall(
  coder: ChunkCoder,
  openStore: OpenStore,
  call: CoderCall,
  mayWrite: () => boolean,
): Promise<CoderResult> {
  if (call.direction === "fetch") return fetchChunks(coder, openStore, call.fetch, mayWrite);
  if (call.direction === "encode") return (await coder.encode(call.chunk, call.codecs)).bytes;
  const chunk = await coder.decode(call.encoded);
  if (!call.target) return chunk.data;
  if (mayWrite()) copyToTarget(chunk, call.target);
  return undefined;
}
