/**
 * Opening an N5 hierarchy.
 *
 * @module
 */

import { checkCodecs, inThreadCoder, withCodecTable } from "@chunkwright/codecs/lazy";
import {
  type CallOptions,
  checkStore,
  isJsonObject,
  isStorageError,
  type JsonObject,
  joinPath,
  normalizePath,
  parseJson,
  StorageError,
  showJson,
} from "@chunkwright/core";
import { openArray } from "./array.ts";
import { infoOfDocument, infoOfElements } from "./array-info.ts";
import { seenArray } from "./carrier.ts";
import { isDataset, parseDatasetDocument } from "./dataset-document.ts";
import { invalidN5, unsupportedN5 } from "./document-error.ts";
import type { N5Array, N5Node, N5Store, OpenN5Options } from "./n5-node.ts";
import { attributesKey } from "./node-key.ts";
import { userAttributes } from "./supplement.ts";

/** n5-java refuses a major version above its own. */
const MAX_VERSION = 4;

/**
 * The group or array at `path`; `undefined` if there is none. Every directory is a group, so one without
 * `attributes.json` is found where the store can list. Rejects with "invalid-data" where the document is broken and
 * with "unsupported", naming the feature, where an array cannot be read here.
 */
export async function openN5(
  store: N5Store,
  path = "",
  options: OpenN5Options = {},
): Promise<N5Node | undefined> {
  checkStore(store, "open N5");
  return openNode({ ...options, store }, normalizePath(path, "n5"), options);
}

interface Hierarchy extends Pick<OpenN5Options, "coder" | "codecs"> {
  readonly store: N5Store;
}

async function openNode(
  hierarchy: Hierarchy,
  path: string,
  options?: CallOptions,
): Promise<N5Node | undefined> {
  const { store } = hierarchy;
  const { list } = store;
  const metadata = await readAttributes(store, path, options);
  if (metadata && isDataset(metadata)) return openDataset(hierarchy, path, metadata);
  if (!metadata && !(await hasEntries(store, path, options))) return undefined;
  return {
    kind: "group",
    path,
    metadata,
    attributes: userAttributes(metadata ?? {}, []),
    list: list && ((listOptions) => childNames(list.bind(store), path, listOptions)),
    open: async (child, openOptions) =>
      openNode(hierarchy, joinPath(path, normalizePath(child, "n5")), openOptions),
  };
}

async function readAttributes(
  store: N5Store,
  path: string,
  options: CallOptions | undefined,
): Promise<JsonObject | undefined> {
  const key = attributesKey(path);
  const bytes = await store.get(key, options);
  if (!bytes) return undefined;
  const attributes = parseJson(bytes, key);
  if (!isJsonObject(attributes)) throw invalidN5(key, `it is ${showJson(attributes)}, not an object`);
  const { n5: version } = attributes;
  const major = typeof version === "string" ? Number.parseInt(version, 10) : 0;
  if (major > MAX_VERSION) throw unsupportedN5(key, `version ${version}`);
  return attributes;
}

async function openDataset(
  { store, coder = inThreadCoder, codecs }: Hierarchy,
  path: string,
  attributes: JsonObject,
): Promise<N5Array> {
  const key = attributesKey(path);
  const metadata = parseDatasetDocument(attributes, key);
  const info = infoOfDocument(metadata, key);
  const { dataType, chunkShape: shape } = info;
  try {
    await withCodecTable((table) => checkCodecs(info.codecs, { dataType, shape }, table), codecs);
  } catch (cause) {
    if (!isStorageError(cause, "unsupported", "invalid-data")) throw cause;
    throw new StorageError(cause.code, `Cannot read ${key}: ${cause.message}`, cause.context, { cause });
  }
  const array = openArray(store, { path, metadata }, info, coder);
  const seen = infoOfElements(metadata, info);
  return seen ? seenArray(array, seen) : array;
}

async function hasEntries(store: N5Store, path: string, options?: CallOptions): Promise<boolean> {
  for await (const _ of store.list?.(prefixOf(path), options) ?? []) return true;
  return false;
}

async function* childNames(
  list: NonNullable<N5Store["list"]>,
  path: string,
  options: CallOptions | undefined,
): AsyncGenerator<string> {
  const prefix = prefixOf(path);
  for await (const { kind, key } of list(prefix, options)) {
    if (kind === "prefix") yield key.slice(prefix.length).replace(/\/$/, "");
  }
}

function prefixOf(path: string): string {
  return path === "" ? "" : `${path}/`;
}
