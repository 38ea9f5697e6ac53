/**
 * A hierarchy of any format seen as a Zarr v3 store, made up as it is read.
 *
 * @module
 */

import { inThreadCoder } from "@chunkwright/codecs";
import {
  type Bytes,
  type CallOptions,
  type ChunkCoder,
  type ChunkSource,
  type CodecSpec,
  type Group,
  isStorageError,
  type ListableStore,
  type ReadableStore,
} from "@chunkwright/core";
import type { DocumentList } from "../array-documents.ts";
import { printExactJson } from "../exact-json.ts";
import { consolidateView } from "./consolidate-view.ts";
import { listView } from "./list-view.ts";
import { sliceValue } from "./slice-value.ts";
import { isPortableCodec } from "./view-array.ts";
import { parseViewKey } from "./view-key.ts";
import { arrayOfChunk, viewNodes } from "./view-nodes.ts";

export interface ViewOptions {
  /** Encodes chunks that cannot be shown as they are; `inThreadCoder` unless told. Decoding is the sources' own. */
  readonly coder?: ChunkCoder | undefined;
  /** Codecs that readers of the view know; those registered for Zarr v3, and numcodecs', unless told. */
  readonly isPortable?: ((codec: CodecSpec) => boolean) | undefined;
  /**
   * Puts consolidated metadata into the root's document, for readers over HTTP, who cannot list: all nodes are opened
   * when it is first asked for. What cannot be shown is left out. Off unless told, and where a group does not list or
   * there are more than 4096 nodes.
   */
  readonly consolidated?: boolean | undefined;
}

/** What a Zarr reader sees. It lists where the groups behind it list. */
export interface ViewStore extends ReadableStore, ListableStore {}

/**
 * `root` as a store: `zarr.json` for each node, and chunks under `c/0/0` and so on, their bytes untouched where the
 * array's pipeline is one of Zarr's. Nothing is read before it is asked for. Asking for a node that Zarr v3 cannot
 * describe rejects with "unsupported". What is read of nodes is kept, so they should not change.
 */
export function viewStore(root: Group | ChunkSource, options: ViewOptions = {}): ViewStore {
  const { coder = inThreadCoder, isPortable = isPortableCodec } = options;
  const open = viewNodes(root, { coder, isPortable });
  let consolidated: Promise<DocumentList> | undefined;

  async function readDocument(path: string): Promise<Bytes | undefined> {
    const node = await open(path);
    if (!node) return undefined;
    if (path !== "" || !options.consolidated || node.kind === "array") return printed(node.documents);
    consolidated ??= consolidateView(node, open);
    return printed(await consolidated);
  }

  async function get(key: string, callOptions?: CallOptions): Promise<Bytes | undefined> {
    callOptions?.signal?.throwIfAborted();
    const parsed = parseViewKey(key);
    if (parsed?.kind !== "chunk") return parsed && readDocument(parsed.path);
    const array = await arrayOfChunk(open, parsed);
    callOptions?.signal?.throwIfAborted();
    return array?.readBytes(parsed.index, callOptions);
  }

  async function size(key: string, callOptions?: CallOptions): Promise<number | undefined> {
    callOptions?.signal?.throwIfAborted();
    const parsed = parseViewKey(key);
    const array = parsed?.kind === "chunk" ? await arrayOfChunk(open, parsed) : undefined;
    if (array && parsed?.kind === "chunk") {
      const location = await array.locate(parsed.index, callOptions).catch(ifUnsupported);
      if (location?.length !== undefined) return location.length;
    }
    return (await get(key, callOptions))?.byteLength;
  }

  return {
    get,
    size,
    async getRange(key, range, callOptions) {
      const value = await get(key, callOptions);
      return value && sliceValue(key, value, range);
    },
    list: (prefix, callOptions) => listView(prefix, open, size, callOptions),
  };
}

/** Chunks that are put together out of others have no place: they are read for their size. */
function ifUnsupported(error: unknown): undefined {
  if (!isStorageError(error, "unsupported")) throw error;
}

/** A node of v3 has one document. */
function printed([entry]: DocumentList): Bytes | undefined {
  return entry && printExactJson(entry[1]);
}
