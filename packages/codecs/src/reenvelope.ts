/**
 * Replacing the envelope of a DEFLATE stream, gzip or zlib, without compressing it again.
 *
 * @module
 */

import {
  type CallOptions,
  type CodecSpec,
  codecsEqual,
  differInEnvelope,
  type EncodedChunk,
} from "@chunkwright/core";
import type { CodecTable } from "./codec-table.ts";
import { checkDecodable } from "./decode-chunk.ts";
import { bindPipeline } from "./pipeline.ts";
import { runStage } from "./run-stage.ts";

/** See `ChunkCoder.reenvelope`. Decodes all but the elements: their number has to be right, and a new checksum is computed. */
export async function reenvelope(
  encoded: EncodedChunk,
  codecs: readonly CodecSpec[],
  table: CodecTable,
  options?: CallOptions,
): Promise<EncodedChunk | undefined> {
  options?.signal?.throwIfAborted();
  const { dataType, shape } = encoded;
  if (codecsEqual(encoded.codecs, codecs, dataType)) {
    await checkDecodable(encoded, table, options);
    return { bytes: encoded.bytes, dataType, shape, codecs };
  }
  if (!differInEnvelope(encoded.codecs, codecs, dataType)) return undefined;
  const stage = bindPipeline(encoded.codecs, encoded, table).bytesStages.at(-1);
  if (!stage) return undefined;
  const to = codecs.at(-1)?.name === "gzip" ? "gzip" : "zlib";
  const change = async (bytes: EncodedChunk["bytes"]) => {
    const portable = await import("./deflate/deflate-portable.ts");
    return portable.reenvelope(bytes, to, stage.decoded);
  };
  const bytes = await runStage(stage.name, "decode", encoded.bytes, change, options);
  return bytes && { bytes, dataType, shape, codecs };
}
