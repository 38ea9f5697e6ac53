/**
 * The head of an NDTiff file: a TIFF header with the summary of the acquisition behind it. "Specification for NDTiff".
 *
 * @module
 */

import {
  type ByteSource,
  type CallOptions,
  dataViewOf,
  isJsonObject,
  type JsonObject,
  parseJson,
} from "@chunkwright/core";

const MAGIC = 483_729;
const SUMMARY_MAGIC = 2_355_492;
const HEAD_BYTES = 28;

/**
 * The summary; empty where the head is another.
 *   0  8  TIFF header
 *   8  4  483729
 *  12  4  major version
 *  16  4  minor version, since version 3
 *      4  2355492
 *      4  length of the summary
 *      k  summary, JSON
 */
export async function readNdTiffSummary(
  file: ByteSource,
  path: string,
  options?: CallOptions,
): Promise<JsonObject> {
  if (file.size < HEAD_BYTES) return {};
  const bytes = await file.read(0, HEAD_BYTES, options);
  const view = dataViewOf(bytes);
  const at = [16, 20].find((place) => view.getUint32(place, true) === SUMMARY_MAGIC);
  if (view.getUint32(8, true) !== MAGIC || at === undefined) return {};
  const length = view.getUint32(at + 4, true);
  const summary = parseJson(await file.read(at + 8, length, options), `the summary of ${path}`);
  return isJsonObject(summary) ? summary : {};
}
