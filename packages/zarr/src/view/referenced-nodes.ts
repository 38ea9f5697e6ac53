/**
 * The nodes of a hierarchy of any format, with the references to their chunks.
 *
 * @module
 */

import { inThreadCoder } from "@chunkwright/codecs/lazy";
import {
  type CallOptions,
  type ChunkCoder,
  type ChunkIndex,
  type ChunkLocation,
  type ChunkSource,
  type CodecSpec,
  type Group,
  isLocated,
  joinPath,
  type Shape,
  StorageError,
} from "@chunkwright/core";
import type { DocumentList } from "../document/array-documents.ts";
import { groupDocuments } from "../document/group-documents.ts";
import type { ZarrFormat } from "../zarr-node.ts";
import type { ParsedReference } from "./parse-references.ts";
import { isPortableCodec, viewChunks } from "./view-array.ts";
import { MAX_DEPTH } from "./view-key.ts";

/** Options of `writeReferences`. */
export interface WriteReferencesOptions extends CallOptions {
  /** The URL of a stored value, by its key in the source's store; the key itself by default. */
  readonly urlOf?: ((key: string) => string) | undefined;
  /** Bytes stored under a key: needed where chunks reach to the end of a value, as in Zarr without shards, and N5. */
  readonly sizeOf?: ((key: string) => Promise<number | undefined>) | undefined;
  /** The version of the documents; 3 by default. */
  readonly zarrFormat?: ZarrFormat | undefined;
  /** Encodes the chunks that must be inlined; `inThreadCoder` by default. */
  readonly coder?: ChunkCoder | undefined;
  /** Codecs that readers know, as for `viewStore`. */
  readonly isPortable?: ((codec: CodecSpec) => boolean) | undefined;
  /** As for `viewStore`: all compressed chunks of HDF5 and TIFF are read, and those that others may refuse inlined. */
  readonly checksChunks?: boolean | undefined;
}

/** A node and its documents. */
export interface ReferencedNode {
  readonly path: string;
  readonly documents: DocumentList;
  /** Absent for groups. */
  readonly array?: ReferencedArray;
}

export interface ReferencedArray {
  readonly gridShape: Shape;
  keyOf(index: ChunkIndex): string;
  /** The reference to a chunk; `undefined` where nothing is stored. */
  find(index: ChunkIndex): Promise<ParsedReference | undefined>;
}

/** `root` and all below it. */
export function referencedNodes(
  root: Group | ChunkSource,
  options: WriteReferencesOptions,
): AsyncGenerator<ReferencedNode> {
  return nodesBelow("", root, options, 0);
}

async function* nodesBelow(
  path: string,
  node: Group | ChunkSource,
  options: WriteReferencesOptions,
  depth: number,
): AsyncGenerator<ReferencedNode> {
  if (node.kind === "array") {
    yield await referencedArray(path, node, options);
    return;
  }
  if (depth > MAX_DEPTH) throw unreferable(path, `it is over ${MAX_DEPTH} groups deep`, "circular hierarchy");
  yield { path, documents: groupDocuments(path, node.attributes, options.zarrFormat ?? 3) };
  if (!node.list) throw unreferable(path, "a group whose store cannot list", "listing");
  for await (const name of node.list(options)) {
    const child = await node.open(name, options);
    if (child) yield* nodesBelow(joinPath(path, name), child, options, depth + 1);
  }
}

async function referencedArray(
  path: string,
  source: ChunkSource,
  options: WriteReferencesOptions,
): Promise<ReferencedNode> {
  const {
    zarrFormat = 3,
    coder = inThreadCoder,
    isPortable = isPortableCodec,
    checksChunks,
    signal,
  } = options;
  const foreign = source.info.codecs.find((codec) => !isPortable(codec));
  if (foreign) throw unreferable(path, `chunks encoded by ${foreign.name}`, foreign.name);
  if (!isLocated(source)) throw unreferable(path, "chunks that lie nowhere", "chunks without a place");
  const separator = zarrFormat === 2 ? "." : "/";
  const view = await viewChunks(path, source, { zarrFormat, separator, coder, isPortable, checksChunks });
  const { gridShape, documents, keyOf } = view;
  const array: ReferencedArray = {
    gridShape,
    keyOf,
    async find(index) {
      signal?.throwIfAborted();
      const location = await view.locate(index, options);
      if (location) return referenceTo(location, options);
      const bytes = await view.read(index, undefined, options);
      return bytes && { kind: "inline", bytes };
    },
  };
  return { path, documents, array };
}

/** `undefined` where nothing is stored at the place. */
async function referenceTo(
  { key, offset, length }: ChunkLocation,
  { urlOf = (own) => own, sizeOf }: WriteReferencesOptions,
): Promise<ParsedReference | undefined> {
  if (length !== undefined) return { kind: "part", url: urlOf(key), offset, length };
  if (!sizeOf) throw new TypeError(`Cannot refer to ${key}: its size is unknown, and there is no sizeOf`);
  const size = await sizeOf(key);
  if (size === undefined) return undefined;
  if (offset === 0) return { kind: "whole", url: urlOf(key) };
  if (offset <= size) return { kind: "part", url: urlOf(key), offset, length: size - offset };
  throw new StorageError("invalid-data", `Cannot refer to ${key} from ${offset}: it has ${size} bytes`, {
    format: "zarr",
    offset,
  });
}

export function unreferable(path: string, fact: string, feature: string): StorageError<"unsupported"> {
  return new StorageError("unsupported", `Cannot refer to ${path || "the root"}: ${fact}`, {
    format: "references",
    feature,
  });
}
