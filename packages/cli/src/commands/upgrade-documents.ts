/**
 * Zarr documents of a hierarchy that changes its version, ready to be stored.
 *
 * @module
 */

import {
  type ArrayInfo,
  type Bytes,
  canCopy,
  isLocated,
  type JsonObject,
  joinPath,
  type LocatedChunkSource,
  printJsonDocument,
  StorageError,
  scalarEquals,
} from "@chunkwright/core";
import { type MemoryStore, memoryStore } from "@chunkwright/stores/memory";
import {
  createZarrArray,
  openZarr,
  type ZarrArray,
  type ZarrFormat,
  type ZarrGroup,
} from "@chunkwright/zarr";

/** Values by key; the document that makes a node exist comes last. */
export type Documents = readonly (readonly [key: string, bytes: Bytes])[];

/** How chunk keys are formed. Zarr v3 chunk-key-encodings "default" and "v2"; v2 always has the latter. */
export interface ChunkKeys {
  readonly name: "default" | "v2";
  readonly separator: "." | "/";
}

/** An array whose chunks can all be located. */
export type KeyedArray = ZarrArray & LocatedChunkSource;

/** An array as it will be: its documents, and the keys of its chunks that follow from them. */
export interface PlannedArray {
  readonly array: KeyedArray;
  readonly documents: Documents;
}

/** Names of the documents that a node may have. */
export const DOCUMENT_NAMES: { readonly [F in ZarrFormat]: readonly string[] } = {
  2: [".zmetadata", ".zattrs", ".zgroup", ".zarray"],
  3: ["zarr.json"],
};

/** If a v3 group stays v3, the other members of its document are kept, except consolidated metadata. */
export function groupDocuments(
  { path, zarrFormat, metadata }: ZarrGroup,
  attributes: JsonObject,
  format: ZarrFormat,
): Documents {
  if (format === 3) {
    const { consolidated_metadata: _, ...own } = zarrFormat === 3 ? metadata : {};
    const document = { ...own, zarr_format: 3, node_type: "group", attributes };
    return [[joinPath(path, "zarr.json"), printJsonDocument(document)]];
  }
  const own: Documents[number] = [joinPath(path, ".zgroup"), printJsonDocument({ zarr_format: 2 })];
  if (Object.keys(attributes).length === 0) return [own];
  return [[joinPath(path, ".zattrs"), printJsonDocument(attributes)], own];
}

/**
 * `source` in another version of Zarr, with the same bytes in its chunks. Throws "unsupported" if the version has no
 * place for the array, or would decode its chunks differently.
 */
export async function planVersion(
  source: KeyedArray,
  info: ArrayInfo,
  format: ZarrFormat,
  keys: ChunkKeys,
): Promise<PlannedArray> {
  // Chunks that are assembled from others cannot be moved one by one.
  if (info.shardShape) throw refused(source, "shards");
  const store = memoryStore();
  const sink = await createZarrArray(store, source.path, info, {
    zarrFormat: format,
    separator: keys.separator,
  });
  await sink.close();
  let array = await openPlanned(store, source.path);
  if (format === 3 && keys.name === "v2") {
    const encoding = { name: "v2", configuration: { separator: keys.separator } };
    const document = { ...array.metadata, chunk_key_encoding: encoding };
    await store.set(joinPath(source.path, "zarr.json"), printJsonDocument(document));
    array = await openPlanned(store, source.path);
  }
  const { codecs, chunkShape: shape, dataType, fillValue } = source.info;
  const sameBytes = canCopy({ bytes: new Uint8Array(0), dataType, shape, codecs }, array.info);
  if (!sameBytes || !scalarEquals(fillValue, array.info.fillValue)) {
    throw new StorageError(
      "unsupported",
      `Cannot write ${source.path || "the array"} as Zarr v${format}: its chunks would have to be encoded again`,
      { format: "zarr", feature: codecs.map(({ name }) => name).join(", ") },
    );
  }
  return { array, documents: await documentsIn(store, source.path, format) };
}

/** `source` with another separator in its chunk keys, in Zarr v2; the rest of its documents as it is. */
export async function planSeparator(source: KeyedArray, separator: "." | "/"): Promise<PlannedArray> {
  const store = memoryStore();
  const { path, info, metadata } = source;
  if (Object.keys(info.attributes).length > 0) {
    await store.set(joinPath(path, ".zattrs"), printJsonDocument(info.attributes));
  }
  await store.set(
    joinPath(path, ".zarray"),
    printJsonDocument({ ...metadata, dimension_separator: separator }),
  );
  return { array: await openPlanned(store, path), documents: await documentsIn(store, path, 2) };
}

async function openPlanned(store: MemoryStore, path: string): Promise<KeyedArray> {
  const node = await openZarr(store, path);
  if (node?.kind === "array") return keyed(node);
  throw new TypeError(`The documents planned for ${path} are not those of an array`);
}

/** Throws "unsupported" for arrays without a regular grid. */
export function keyed(array: ZarrArray): KeyedArray {
  if (isKeyed(array)) return array;
  throw refused(array, "a grid that is not regular");
}

function refused({ path }: ZarrArray, feature: string): StorageError<"unsupported"> {
  return new StorageError("unsupported", `Cannot upgrade ${path || "the array"}: it has ${feature}`, {
    format: "zarr",
    feature: `upgrade of ${feature}`,
  });
}

function isKeyed(array: ZarrArray): array is KeyedArray {
  return isLocated(array);
}

async function documentsIn(store: MemoryStore, path: string, format: ZarrFormat): Promise<Documents> {
  const documents: [string, Bytes][] = [];
  for (const name of DOCUMENT_NAMES[format]) {
    const key = joinPath(path, name);
    const bytes = await store.get(key);
    if (bytes) documents.push([key, bytes]);
  }
  return documents;
}
