/**
 * An opened source as `serve` presents it: an OME-Zarr 0.5 hierarchy, in two forms.
 *
 * @module
 */

import type { Bytes, CodecSpec, ReadableStore } from "@chunkwright/core";
import { memoryStore } from "@chunkwright/stores/memory";
import { viewStore } from "@chunkwright/zarr/view";
import type { OpenedSource } from "../opened-source.ts";
import { ZARR_CODECS } from "../targets/format-codecs.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { ngffHierarchy } from "./serve-ngff.ts";

export interface ServedSource {
  /** The first segment of its URLs. */
  readonly name: string;
  /** Chunks as they are stored, where every reader of Zarr v3 knows their codecs and accepts their bytes. */
  readonly store: ReadableStore;
  /** Every chunk as plain bytes, for the viewer page, which has no codecs. */
  readonly plainStore: ReadableStore;
  /** Paths of the groups that hold images. */
  readonly images: readonly string[];
}

/** Rejects with "unsupported" for a source without images and without a hierarchy. */
export async function serveSource(
  name: string,
  source: OpenedSource,
  terminal: Terminal,
): Promise<ServedSource> {
  const { root, images, files } = await ngffHierarchy(source, terminal);
  const { coder } = terminal;
  return {
    name,
    images,
    store: withFiles(viewStore(root, { coder, isPortable, checksChunks: true, consolidated: true }), files),
    plainStore: viewStore(root, { coder, isPortable: () => false }),
  };
}

function isPortable({ name }: CodecSpec): boolean {
  return name === "bytes" || ZARR_CODECS[3].portable.includes(name);
}

/** The store with further values that no group lists, such as an OME-XML document. */
function withFiles(store: ReadableStore, files: ReadonlyMap<string, Bytes>): ReadableStore {
  const beside = memoryStore(files);
  const storeOf = (key: string) => (files.has(key) ? beside : store);
  return {
    get: (key, options) => storeOf(key).get(key, options),
    getRange: (key, range, options) => storeOf(key).getRange(key, range, options),
    size: (key, options) => storeOf(key).size(key, options),
  };
}
