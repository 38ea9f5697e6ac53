/**
 * Replacing the envelope of a DEFLATE stream, gzip or zlib, without compressing it again.
 *
 * @module
 */

import { type CallOptions, type CodecSpec, differInEnvelope, type EncodedChunk } from "@chunkwright/core";
import type { CodecTable } from "./codec-table.ts";
import { bindPipeline } from "./pipeline.ts";
import { runStage } from "./run-stage.ts";

/** See `ChunkCoder.reenvelope`. Inflates the stream for its new checksum, so rejects with "codec" if it is damaged. */
export async function reenvelope(
  encoded: EncodedChunk,
  codecs: readonly CodecSpec[],
  table: CodecTable,
  options?: CallOptions,
): Promise<EncodedChunk | undefined> {
  options?.signal?.throwIfAborted();
  if (!differInEnvelope(encoded.codecs, codecs, encoded.dataType)) return undefined;
  const stage = bindPipeline(encoded.codecs, encoded, table).bytesStages.at(-1);
  if (!stage) return undefined;
  const to = codecs.at(-1)?.name === "gzip" ? "gzip" : "zlib";
  const change = async (bytes: EncodedChunk["bytes"]) => {
    const portable = await import("./deflate/deflate-portable.ts");
    return portable.reenvelope(bytes, to, stage.decoded.maxByteLength);
  };
  const bytes = await runStage(stage.name, "decode", encoded.bytes, change, options);
  return bytes && { ...encoded, bytes, codecs };
}
