/**
 * Checking pipelines against a table.
 *
 * @module
 */

import type { CodecSpec } from "@chunkwright/core";
import type { ArraySpec } from "./codec.ts";
import type { CodecLookup } from "./codec-table.ts";
import { bindPipeline } from "./pipeline.ts";

/** `validateCodecs` with a table that is given. */
export function checkCodecs(codecs: readonly CodecSpec[], decoded: ArraySpec, table: CodecLookup): void {
  bindPipeline(codecs, decoded, table);
}
