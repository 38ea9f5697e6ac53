/**
 * A hierarchy of any format presented as a Zarr v3 store, generated as it is read.
 *
 * @module
 */

import { inThreadCoder } from "@chunkwright/codecs/lazy";
import {
  type ByteRange,
  type Bytes,
  type CallOptions,
  type ChunkCoder,
  type ChunkSource,
  type CodecSpec,
  type Group,
  type ListableStore,
  printJsonDocument,
  type ReadableStore,
} from "@chunkwright/core";
import { sliceValue } from "../array/slice-value.ts";
import type { DocumentList } from "../document/array-documents.ts";
import { consolidateView } from "./consolidate-view.ts";
import { listView } from "./list-view.ts";
import { isPortableCodec } from "./view-array.ts";
import { parseViewKey } from "./view-key.ts";
import { arrayOfChunk, viewNodes } from "./view-nodes.ts";
import type { ShardsShown } from "./view-shards.ts";

/** Options of `viewStore`. */
export interface ViewOptions {
  /** Encodes chunks that cannot be shown as they are; `inThreadCoder` by default. Decoding is the sources' own. */
  readonly coder?: ChunkCoder | undefined;
  /** Codecs that readers of the view know; those registered for Zarr v3, and numcodecs', by default. */
  readonly isPortable?: ((codec: CodecSpec) => boolean) | undefined;
  /**
   * Whether chunks are checked that other readers of Zarr may refuse: those of HDF5 and TIFF may decode to more or fewer
   * bytes than theirs. All chunks that are compressed there are then decoded once, and such ones encoded again. Off by
   * default.
   */
  readonly checksChunks?: boolean | undefined;
  /** Which shards are shown as shards; "common" by default. */
  readonly shards?: ShardsShown | undefined;
  /**
   * Puts consolidated metadata into the root's document, for readers over HTTP, which cannot list: all nodes are
   * opened when it is first requested. What cannot be shown is left out. Off by default, and never where a group
   * cannot list or there are more than 4096 nodes.
   */
  readonly consolidated?: boolean | undefined;
}

/** The store that a Zarr reader sees. It lists where the groups behind it list. */
export interface ViewStore extends ReadableStore, ListableStore {}

/**
 * `root` as a store: `zarr.json` for each node, and chunks under `c/0/0` and so on, their bytes untouched where the
 * array's pipeline is one of Zarr's; shards of Zarr as they are stored, so that ranges of them are ranges of the
 * store's own values. Nothing is read before it is requested. Asking for a node that Zarr v3 cannot describe rejects
 * with "unsupported". Opened nodes are cached, so they should not change.
 */
export function viewStore(root: Group | ChunkSource, options: ViewOptions = {}): ViewStore {
  const { coder = inThreadCoder, isPortable = isPortableCodec, shards = "common", checksChunks } = options;
  const open = viewNodes(root, { coder, isPortable, shards, checksChunks });
  let consolidated: Promise<DocumentList> | undefined;

  async function readDocument(path: string): Promise<Bytes | undefined> {
    const node = await open(path);
    if (!node) return undefined;
    if (path !== "" || !options.consolidated || node.kind === "array") return printed(node.documents);
    consolidated ??= consolidateView(node, open);
    return printed(await consolidated);
  }

  async function read(key: string, range?: ByteRange, callOptions?: CallOptions): Promise<Bytes | undefined> {
    callOptions?.signal?.throwIfAborted();
    const parsed = parseViewKey(key);
    if (parsed?.kind === "chunk") {
      const array = await arrayOfChunk(open, parsed);
      callOptions?.signal?.throwIfAborted();
      return array?.read(parsed.index, range, callOptions);
    }
    const document = parsed && (await readDocument(parsed.path));
    return document && range ? sliceValue(key, document, range) : document;
  }

  async function size(key: string, callOptions?: CallOptions): Promise<number | undefined> {
    callOptions?.signal?.throwIfAborted();
    const parsed = parseViewKey(key);
    if (parsed?.kind !== "chunk") return (await read(key, undefined, callOptions))?.byteLength;
    return (await arrayOfChunk(open, parsed))?.size(parsed.index, callOptions);
  }

  return {
    get: (key, callOptions) => read(key, undefined, callOptions),
    getRange: read,
    size,
    list: (prefix, callOptions) => listView(prefix, open, size, callOptions),
  };
}

/** A node of v3 has one document. */
function printed([entry]: DocumentList): Bytes | undefined {
  return entry && printJsonDocument(entry[1]);
}
