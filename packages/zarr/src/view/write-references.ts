/**
 * References to the chunks of files of any format, for readers of Zarr: nothing is copied but documents. Kerchunk,
 * "References specification", "Version 1".
 *
 * @module
 */

import { inThreadCoder } from "@chunkwright/codecs";
import {
  type Bytes,
  type CallOptions,
  type ChunkCoder,
  type ChunkLocation,
  type ChunkSource,
  type CodecSpec,
  chunkIndices,
  elementCount,
  type Group,
  joinPath,
  printBase64,
  StorageError,
} from "@chunkwright/core";
import type { DocumentList } from "../array-documents.ts";
import { printExactJson } from "../exact-json.ts";
import { groupDocuments } from "../group-documents.ts";
import type { ZarrFormat } from "../zarr-node.ts";
import { isPortableCodec, viewChunks } from "./view-array.ts";
import { MAX_DEPTH } from "./view-key.ts";

export interface WriteReferencesOptions extends CallOptions {
  /** The URL of a stored value, by its key in the source's store; the key itself unless told. */
  readonly urlOf?: ((key: string) => string) | undefined;
  /** Bytes stored under a key: needed where chunks reach to the end of a value, as in Zarr without shards, and N5. */
  readonly sizeOf?: ((key: string) => Promise<number | undefined>) | undefined;
  /** The version of the documents; 3 unless told. */
  readonly zarrFormat?: ZarrFormat | undefined;
  /** Encodes the chunks that have to be inlined; `inThreadCoder` unless told. */
  readonly coder?: ChunkCoder | undefined;
  /** Codecs that readers know, as for `viewStore`. */
  readonly isPortable?: ((codec: CodecSpec) => boolean) | undefined;
}

/** Arrays of more chunks are refused: each would be a member of one object. */
const MOST_CHUNKS = 2 ** 23;

/** A stored value: its text, base64 with its prefix, or where it lies. */
export type Reference =
  | string
  | readonly [url: string]
  | readonly [url: string, offset: number, length: number];

export interface References {
  readonly version: 1;
  readonly refs: { readonly [key: string]: Reference };
}

/**
 * The documents of `root`, inlined, and where the bytes of its chunks lie. Those in shards are referred to one by one:
 * every reader of references finds them, of Zarr v2 too, with one request and without the index of their shard. Chunks that are stored by another pipeline
 * than their array's, or cut at its edge, are inlined, encoded anew. Rejects with "unsupported" for arrays whose
 * pipeline is none of Zarr's, and for groups that cannot be listed.
 */
export async function writeReferences(
  root: Group | ChunkSource,
  options: WriteReferencesOptions = {},
): Promise<References> {
  const refs: [string, Reference][] = [];
  for await (const entry of references("", root, options)) refs.push(entry);
  return { version: 1, refs: Object.fromEntries(refs) };
}

async function* references(
  path: string,
  node: Group | ChunkSource,
  options: WriteReferencesOptions,
  depth = 0,
): AsyncGenerator<[key: string, reference: Reference]> {
  if (node.kind === "array") {
    yield* arrayReferences(path, node, options);
    return;
  }
  if (depth > MAX_DEPTH) throw unreferable(path, `it is over ${MAX_DEPTH} groups deep`, "circular hierarchy");
  yield* inlined(groupDocuments(path, node.attributes, options.zarrFormat ?? 3));
  if (!node.list) throw unreferable(path, "a group whose store cannot list", "listing");
  for await (const name of node.list(options)) {
    const child = await node.open(name, options);
    if (child) yield* references(joinPath(path, name), child, options, depth + 1);
  }
}

async function* arrayReferences(
  path: string,
  source: ChunkSource,
  options: WriteReferencesOptions,
): AsyncGenerator<[string, Reference]> {
  const { zarrFormat = 3, coder = inThreadCoder, isPortable = isPortableCodec, signal } = options;
  const foreign = source.info.codecs.find((codec) => !isPortable(codec));
  if (foreign) throw unreferable(path, `chunks encoded by ${foreign.name}`, foreign.name);
  const view = viewChunks(path, source, {
    zarrFormat,
    separator: zarrFormat === 2 ? "." : "/",
    coder,
    isPortable,
  });
  yield* inlined(view.documents);
  const count = elementCount(view.gridShape);
  if (count > MOST_CHUNKS)
    throw unreferable(path, `${count} chunks, over ${MOST_CHUNKS}`, "very many references");
  for (const index of chunkIndices(view.gridShape)) {
    signal?.throwIfAborted();
    const location = await view.locate(index, options);
    const reference = location
      ? await referenceTo(location, options)
      : inlinedBytes(await view.read(index, undefined, options));
    if (reference !== undefined) yield [view.keyOf(index), reference];
  }
}

/** `undefined` where nothing is stored at the place. */
async function referenceTo(
  { key, offset, length }: ChunkLocation,
  { urlOf = (own) => own, sizeOf }: WriteReferencesOptions,
): Promise<Reference | undefined> {
  if (length !== undefined) return [urlOf(key), offset, length];
  if (!sizeOf) throw new TypeError(`Cannot refer to ${key}: its size is unknown, and there is no sizeOf`);
  const size = await sizeOf(key);
  if (size === undefined) return undefined;
  if (offset === 0) return [urlOf(key)];
  if (offset <= size) return [urlOf(key), offset, size - offset];
  throw new StorageError("invalid-data", `Cannot refer to ${key} from ${offset}: it has ${size} bytes`, {
    format: "zarr",
    offset,
  });
}

function* inlined(documents: DocumentList): Generator<[string, Reference]> {
  for (const [key, document] of documents) yield [key, new TextDecoder().decode(printExactJson(document))];
}

function inlinedBytes(bytes: Bytes | undefined): Reference | undefined {
  return bytes && `base64:${printBase64(bytes)}`;
}

function unreferable(path: string, fact: string, feature: string): StorageError<"unsupported"> {
  return new StorageError("unsupported", `Cannot refer to ${path || "the root"}: ${fact}`, {
    format: "references",
    feature,
  });
}
