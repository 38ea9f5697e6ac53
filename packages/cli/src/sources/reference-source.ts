/**
 * References to chunks in other files, kerchunk's and VirtualiZarr's, as commands see them.
 *
 * @module
 */

import { isJsonObject, parseJson, StorageError } from "@chunkwright/core";
import {
  holdsReferences,
  parquetReferenceStore,
  type ReferenceStore,
  referenceStore,
} from "@chunkwright/zarr/view";
import type { OpenedSource, OpenOptions } from "../opened-source.ts";
import type { HierarchyStore } from "./hierarchy-source.ts";
import { referenceTargets } from "./reference-targets.ts";
import type { SourceFile } from "./source-file.ts";
import { openZarrSource } from "./zarr-source.ts";

/** Larger documents are refused: Parquet is made for so many references. */
const MAX_DOCUMENT_BYTES = 2 ** 28;

/** References in a JSON document. */
export async function openReferenceSource(
  { location, file, close }: SourceFile,
  options: OpenOptions = {},
): Promise<OpenedSource> {
  if (file.size > MAX_DOCUMENT_BYTES) {
    throw new StorageError(
      "unsupported",
      `Cannot open ${location}: it is JSON of ${file.size} bytes, and only references in Parquet may be so many`,
      { format: "references", feature: `documents beyond ${MAX_DOCUMENT_BYTES} bytes` },
    );
  }
  const bytes = await file.read(0, file.size, options);
  const document = parseJson(bytes, location, MAX_DOCUMENT_BYTES);
  if (!holdsReferences(document)) {
    throw new StorageError("unsupported", `Cannot open ${location}: it is JSON, but holds no references`, {
      format: "json",
      feature: "document without references",
    });
  }
  const store = referenceStore(document, targetsOf(location, options));
  return { ...(await openReferences(location, store, options)), close };
}

/** References in a folder of Parquet files; `undefined` where `store` is not such a folder. */
export async function openParquetReferenceSource(
  location: string,
  store: HierarchyStore,
  options: OpenOptions = {},
): Promise<OpenedSource | undefined> {
  const metadata = await store.get(".zmetadata", options);
  const document = metadata && parseJson(metadata, ".zmetadata");
  if (!isJsonObject(document) || document.record_size === undefined) return undefined;
  const { signal } = options;
  const references = await parquetReferenceStore(store, { ...targetsOf(location, options), signal });
  return openReferences(location, references, options);
}

function targetsOf(location: string, { allowTargets }: OpenOptions) {
  return { targets: referenceTargets(location, allowTargets), allow: () => true };
}

async function openReferences(
  location: string,
  store: ReferenceStore,
  options: OpenOptions,
): Promise<OpenedSource> {
  const source = await openZarrSource(location, store, options);
  if (source) return { ...source, format: `${source.format} in references` };
  throw new StorageError(
    "unsupported",
    `Cannot open ${location}: its references are not to a Zarr hierarchy`,
    {
      format: "references",
      feature: "references without Zarr at their root",
    },
  );
}
