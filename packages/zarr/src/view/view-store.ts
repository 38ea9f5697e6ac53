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
  gridShape,
  isStorageError,
  type ListableStore,
  type ReadableStore,
  type StoreEntry,
} from "@chunkwright/core";
import type { DocumentList } from "../array-documents.ts";
import { consolidatedInto } from "../consolidate.ts";
import { type ExactJson, printExactJson } from "../exact-json.ts";
import { groupDocuments } from "../group-documents.ts";
import { joinPath } from "../node-path.ts";
import { sliceValue } from "./slice-value.ts";
import { isPortableCodec, type ViewArray, viewArray } from "./view-array.ts";
import { isNodePath, MAX_DEPTH, parseViewKey } from "./view-key.ts";

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

/** Hierarchies of more nodes are not consolidated. */
const MOST_CONSOLIDATED = 4096;

/** Nodes kept open, the last used; others are opened again. */
const KEPT_NODES = 1024;

/** A node of the view, with its one document: a group and its children, or an array. */
type ViewNode = { readonly documents: DocumentList } & (
  | { readonly kind: "group"; readonly group: Group }
  | { readonly kind: "array"; readonly array: ViewArray }
);

/**
 * `root` as a store: `zarr.json` for each node, and chunks under `c/0/0` and so on, their bytes untouched where the
 * array's pipeline is one of Zarr's. Nothing is read before it is asked for. Asking for a node that Zarr v3 cannot
 * describe rejects with "unsupported". What is read of nodes is kept, so they should not change.
 */
export function viewStore(root: Group | ChunkSource, options: ViewOptions = {}): ViewStore {
  const { coder = inThreadCoder, isPortable = isPortableCodec } = options;
  const nodes = new Map<string, Promise<ViewNode | undefined>>();
  let consolidated: Promise<DocumentList> | undefined;

  /** Callers share one opening, which no single one of them may abort. */
  function open(path: string): Promise<ViewNode | undefined> {
    const known = nodes.get(path) ?? openNode(path);
    nodes.delete(path);
    nodes.set(path, known);
    const [oldest] = nodes.keys();
    if (nodes.size > KEPT_NODES && oldest !== undefined) nodes.delete(oldest);
    known.catch(() => nodes.delete(path));
    return known;
  }

  async function openNode(path: string): Promise<ViewNode | undefined> {
    if (!isNodePath(path)) return undefined;
    const node = path === "" ? root : root.kind === "group" ? await root.open(path) : undefined;
    if (!node) return undefined;
    if (node.kind === "group") {
      return { kind: "group", documents: groupDocuments(path, node.attributes, 3), group: node };
    }
    const array = viewArray(path, node, { zarrFormat: 3, coder, isPortable });
    return { kind: "array", documents: array.documents, array };
  }

  async function documentsOf(path: string, node: ViewNode): Promise<DocumentList> {
    if (path !== "" || !options.consolidated || node.kind === "array") return node.documents;
    consolidated ??= consolidate(node).catch(() => node.documents);
    return consolidated;
  }

  async function consolidate(node: ViewNode): Promise<DocumentList> {
    const all: [string, ExactJson][] = [];
    for await (const document of documentsBelow("", node)) {
      all.push(document);
      if (all.length > MOST_CONSOLIDATED) return node.documents;
    }
    return consolidatedInto(node.documents, all, "", 3);
  }

  /** Of a node and all below it. Rejects where a group does not list, and for circles. */
  async function* documentsBelow(
    path: string,
    node: ViewNode,
    depth = 0,
  ): AsyncGenerator<[string, ExactJson]> {
    if (depth > MAX_DEPTH) throw new TypeError(`The group ${path} is too deep`);
    for (const [key, document] of node.documents) yield [key, document];
    if (node.kind === "array") return;
    if (!node.group.list) throw new TypeError(`The group ${path} does not list`);
    for await (const name of node.group.list()) {
      const below = joinPath(path, name);
      const child = await open(below).catch(() => undefined);
      if (child) yield* documentsBelow(below, child, depth + 1);
    }
  }

  async function get(key: string, callOptions?: CallOptions): Promise<Bytes | undefined> {
    callOptions?.signal?.throwIfAborted();
    const parsed = parseViewKey(key);
    const node = parsed && (await open(parsed.path));
    callOptions?.signal?.throwIfAborted();
    if (parsed?.kind === "document") return node && printed(await documentsOf(parsed.path, node));
    if (node?.kind !== "array" || !parsed || !isInside(node.array, parsed.index)) return undefined;
    return node.array.readBytes(parsed.index, callOptions);
  }

  async function size(key: string, callOptions?: CallOptions): Promise<number | undefined> {
    const parsed = parseViewKey(key);
    if (parsed?.kind === "chunk") {
      const node = await open(parsed.path);
      callOptions?.signal?.throwIfAborted();
      if (node?.kind !== "array" || !isInside(node.array, parsed.index)) return undefined;
      const location = await node.array.locate(parsed.index, callOptions).catch(ifUnsupported);
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
    async *list(prefix, callOptions) {
      const path = prefix.replace(/\/$/, "");
      const node = await open(path);
      callOptions?.signal?.throwIfAborted();
      if (node) {
        yield { kind: "key", key: joinPath(path, "zarr.json") };
        if (node.kind === "array") yield* grid("c", path, node.array, callOptions);
        else if (node.group.list) {
          for await (const name of node.group.list(callOptions)) {
            // What cannot be opened is there all the same: asking for its document tells why.
            const exists = await open(joinPath(path, name)).then(Boolean, () => true);
            if (exists) yield { kind: "prefix", key: `${joinPath(path, name)}/` };
          }
        }
        return;
      }
      const within = parseViewKey(path);
      const parent = within?.kind === "chunk" ? await open(within.path) : undefined;
      if (within?.kind !== "chunk" || parent?.kind !== "array") return;
      const counts = gridShape(parent.array.info);
      if (within.index.length >= counts.length || within.index.some((at, axis) => at >= counts[axis]!))
        return;
      for (let at = 0; at < counts[within.index.length]!; at += 1) {
        yield* grid(`${at}`, path, parent.array, callOptions);
      }
    },
  };

  /** A name below `path` in the chunk grid of an array: a prefix, or the key of a chunk if there is one. */
  async function* grid(
    name: string,
    path: string,
    { info }: ViewArray,
    callOptions: CallOptions | undefined,
  ): AsyncGenerator<StoreEntry> {
    const key = joinPath(path, name);
    const parsed = parseViewKey(key);
    const depth = parsed?.kind === "chunk" ? parsed.index.length : 0;
    if (depth < info.shape.length) yield { kind: "prefix", key: `${key}/` };
    else if ((await size(key, callOptions)) !== undefined) yield { kind: "key", key };
  }
}

/** Chunks that are put together out of others have no place: they are read for their size. */
function ifUnsupported(error: unknown): undefined {
  if (!isStorageError(error, "unsupported")) throw error;
}

/** A node of v3 has one document. */
function printed([entry]: DocumentList): Bytes | undefined {
  return entry && printExactJson(entry[1]);
}

function isInside({ info }: ViewArray, index: readonly number[]): boolean {
  const counts = gridShape(info);
  return index.length === counts.length && index.every((at, axis) => at < counts[axis]!);
}
