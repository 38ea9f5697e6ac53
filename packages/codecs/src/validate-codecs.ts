/**
 * Checking pipelines before they are used.
 *
 * @module
 */

import type { CodecSpec } from "@chunkwright/core";
import { codecTable } from "#codec-table";
import { checkCodecs } from "./check-codecs.ts";
import type { ArraySpec } from "./codec.ts";
import type { CodecTable } from "./codec-table.ts";

/** Throws "unsupported" or "invalid-data" if the pipeline is not valid for chunks of this type and shape. */
export function validateCodecs(
  codecs: readonly CodecSpec[],
  decoded: ArraySpec,
  table: CodecTable = codecTable,
): void {
  checkCodecs(codecs, decoded, table);
}
