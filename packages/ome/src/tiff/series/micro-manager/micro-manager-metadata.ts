/**
 * The metadata.txt that Micro-Manager writes beside separate image files: which file shows what. "Files and Metadata"
 * of micro-manager.org, versions 1.3 to 2.0.
 *
 * @module
 */

import {
  type Bytes,
  isJsonObject,
  type Json,
  type JsonObject,
  parseJson,
  StorageError,
  showJson,
} from "@chunkwright/core";
import { plainFileName } from "../../tiff-siblings.ts";

export interface MicroManagerFrame {
  /** In the directory of the metadata; the directory of the position, which is stated in front of some names, is left out. */
  readonly fileName: string;
  readonly t: number;
  readonly c: number;
  readonly z: number;
  readonly position: number;
  readonly metadata: JsonObject;
}

export interface MicroManagerMetadata {
  readonly summary: JsonObject;
  readonly frames: readonly MicroManagerFrame[];
}

/** More than other documents may have: these describe every device of the microscope for every frame. */
const MAX_BYTES = 2 ** 29;
/** So many bytes of a file show whether it begins with a brace, perhaps behind white space. */
const HEAD_BYTES = 64;

/**
 * Parses metadata.txt, whose members are
 *   "Summary"              what holds for all
 *   "FrameKey-t-c-z"       of a frame: "FileName" and others (1.3, 1.4)
 *   "Coords-<file>"        the indices of a frame (2.0)
 *   "Metadata-<file>"      all else of it
 * An acquisition that was interrupted lacks the last brace. `undefined` for other texts and for documents that describe no
 * frames; throws "invalid-data" for damaged ones.
 */
export function parseMicroManagerMetadata(bytes: Bytes, path: string): MicroManagerMetadata | undefined {
  if (!/^\s*\{/.test(new TextDecoder().decode(bytes.subarray(0, HEAD_BYTES)))) return undefined;
  const document = parseUnfinished(bytes, path);
  if (!isJsonObject(document)) return undefined;
  const frames = Object.entries(document).flatMap(([key, value]) => {
    if (!isJsonObject(value)) return [];
    return frameOfKey(key, value, path) ?? frameOfCoords(key, value, document, path) ?? [];
  });
  const summary = isJsonObject(document.Summary) ? document.Summary : {};
  return frames.length > 0 ? { summary, frames } : undefined;
}

/** The document, whose last brace may be missing. Throws "invalid-data" if that is not all that is amiss. */
function parseUnfinished(bytes: Bytes, path: string): Json {
  try {
    return parseJson(bytes, path, MAX_BYTES);
  } catch (error) {
    const text = new TextDecoder().decode(bytes);
    const closed = `${text.trimEnd().replace(/,$/, "")}}`;
    try {
      return parseJson(new TextEncoder().encode(closed), path, MAX_BYTES);
    } catch {
      throw error;
    }
  }
}

function frameOfKey(key: string, metadata: JsonObject, path: string): MicroManagerFrame | undefined {
  const [, t, c, z] = /^FrameKey-(\d{1,9})-(\d{1,9})-(\d{1,9})$/.exec(key) ?? [];
  if (t === undefined) return undefined;
  const { FileName, PositionIndex } = metadata;
  if (typeof FileName !== "string") throw invalid(path, `${key} names no file`);
  return {
    fileName: plainFileName(FileName),
    t: Number(t),
    c: Number(c),
    z: Number(z),
    position: indexOf(PositionIndex, key, path),
    metadata,
  };
}

/** Early versions name the axes themselves; later ones tell all of them in `completeCoords`, too. */
function frameOfCoords(
  key: string,
  coords: JsonObject,
  document: JsonObject,
  path: string,
): MicroManagerFrame | undefined {
  const file = /^Coords-(.+)$/.exec(key)?.[1];
  if (file === undefined) return undefined;
  const along = (...names: readonly string[]) =>
    indexOf(
      names.map((name) => coords[name]).find((value) => value !== undefined),
      key,
      path,
    );
  const metadata = document[`Metadata-${file}`];
  return {
    fileName: plainFileName(file),
    t: along("FrameIndex", "Frame", "time"),
    c: along("ChannelIndex", "channel"),
    z: along("SliceIndex", "Slice", "z"),
    position: along("PositionIndex", "position"),
    metadata: isJsonObject(metadata) ? metadata : {},
  };
}

function indexOf(value: Json | undefined, key: string, path: string): number {
  if (value === undefined || value === null) return 0;
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value < 2 ** 31) return value;
  throw invalid(path, `${key} has the index ${showJson(value)}`);
}

function invalid(path: string, fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot read ${path}: ${fact}`, { format: "micro-manager" });
}
