/**
 * The directory of one resolution of an NDTiff dataset: NDTiff.index and the files that it names.
 *
 * @module
 */

import {
  type ByteSource,
  type CallOptions,
  isJsonObject,
  isStorageError,
  type JsonObject,
  openFile,
  parseJson,
  StorageError,
} from "@chunkwright/core";
import { plainFileName } from "../../tiff-siblings.ts";
import type { SeriesStore } from "../series-options.ts";
import { readNdTiffSummary } from "./ndtiff-header.ts";
import { type NdTiffPlane, parseNdTiffIndex } from "./ndtiff-index.ts";

const INDEX = "NDTiff.index";

export interface NdTiffFolder {
  readonly planes: readonly NdTiffPlane[];
  readonly isCut: boolean;
  /** The files that exist, by name. */
  readonly files: ReadonlyMap<string, ByteSource>;
  readonly summary: JsonObject;
}

/** `undefined` if `folder`, which is "" or ends in "/", has no index. Rejects with "invalid-data" if that lists no planes. */
export async function openNdTiffFolder(
  store: SeriesStore,
  folder: string,
  options?: CallOptions,
): Promise<NdTiffFolder | undefined> {
  const bytes = await store.get(folder + INDEX, options);
  if (!bytes) return undefined;
  const index = parseNdTiffIndex(bytes, folder + INDEX);
  if (index.planes.length === 0) {
    const message = `Cannot read ${folder + INDEX}: it lists no planes`;
    throw new StorageError("invalid-data", message, { format: "ndtiff" });
  }
  const files = new Map<string, ByteSource>();
  for (const name of new Set(index.planes.map(({ fileName }) => fileName))) {
    const file = await openFile(store, folder + plainFileName(name), options);
    if (file) files.set(name, file);
  }
  const [first] = files;
  return { ...index, files, summary: first ? await readNdTiffSummary(first[1], first[0], options) : {} };
}

/** The metadata of a plane; empty if they are missing or damaged. */
export async function readPlaneMetadata(
  { files }: NdTiffFolder,
  { fileName, metadata: { offset, length } }: NdTiffPlane,
  options?: CallOptions,
): Promise<JsonObject> {
  try {
    const bytes = await files.get(fileName)?.read(offset, length, options);
    const value = bytes && parseJson(bytes, `the metadata of a plane in ${fileName}`);
    return isJsonObject(value) ? value : {};
  } catch (error) {
    if (isStorageError(error, "invalid-data")) return {};
    throw error;
  }
}
