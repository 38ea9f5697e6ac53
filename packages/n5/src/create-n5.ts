/**
 * Writing an N5 hierarchy.
 *
 * @module
 */

import { type CodecTable, checkCodecs, inThreadCoder, withCodecTable } from "@chunkwright/codecs/lazy";
import {
  type ArrayInfo,
  type ChunkCoder,
  type ChunkSink,
  checkWritableStore,
  type GroupSink,
  HierarchyNodes,
  type JsonObject,
  joinPath,
  normalizePath,
  printJsonDocument,
  type WritableStore,
  writeDeepestFirst,
} from "@chunkwright/core";
import { infoOfDocument, infoOfElements, printDocument } from "./array-info.ts";
import { arraySink } from "./array-sink.ts";
import { seenSink } from "./carrier.ts";
import { DATASET_MEMBERS, isDataset, parseDatasetDocument } from "./dataset-document.ts";
import { attributesKey } from "./node-key.ts";
import { printUserAttributes } from "./supplement.ts";

/** Options of `createN5`. */
export interface CreateN5Options {
  /** Path of the root group in the store; "" by default. */
  readonly path?: string | undefined;
  /** Attributes of the root group. */
  readonly attributes?: JsonObject | undefined;
  /** Encodes chunks; `inThreadCoder` by default. */
  readonly coder?: ChunkCoder | undefined;
  /** The codecs that the coder implements; the default table by default. */
  readonly codecs?: CodecTable | undefined;
  /** Leaves out chunks of nothing but zeroes, and deletes what is stored under their keys. Off by default. */
  readonly skipFillChunks?: boolean | undefined;
}

/** Nothing that is written here needs a later version, and readers refuse versions above their own. */
const VERSION = "2.0.0";

/**
 * A sink for a hierarchy. `attributes.json` files are written last: an array's when its sink closes, those of groups,
 * the root's after all others, when the hierarchy closes. Groups on the way to a node are created. `createGroup("")`
 * gives the root its attributes unless `options` did. What is already in the store stays: write into an empty one.
 * Arrays have big-endian elements, at most one compressor, and 0 as fill value. Booleans, half and complex numbers
 * and raw bits are carried by numbers that N5 has, which an attribute explains; it also holds attributes whose names
 * are N5's. Anything else that N5 cannot express rejects with "unsupported".
 */
export async function createN5(store: WritableStore, options: CreateN5Options = {}): Promise<GroupSink> {
  checkWritableStore(store, "create N5");
  const { coder = inThreadCoder, codecs, skipFillChunks = false } = options;
  const root = normalizePath(options.path ?? "", "n5");
  const nodes = new HierarchyNodes<{ isClosed: boolean }>();
  if (options.attributes) nodes.addGroup("", options.attributes);

  function writeDocument(path: string, members: JsonObject): Promise<void> {
    const document = path === "" ? { n5: VERSION, ...members } : members;
    return store.set(attributesKey(joinPath(root, path)), printJsonDocument(document));
  }

  return {
    async createGroup(path, attributes) {
      nodes.addGroup(normalizePath(path, "n5"), attributes);
    },
    async createArray(path: string, wanted: ArrayInfo): Promise<ChunkSink> {
      const normal = normalizePath(path, "n5");
      const key = attributesKey(joinPath(root, normal));
      // Parsed again, so that nothing is written that cannot be read back.
      const document = parseDatasetDocument(printDocument(wanted, key), key);
      const info = infoOfDocument(document, key);
      const { dataType, chunkShape: shape } = info;
      await withCodecTable((table) => checkCodecs(info.codecs, { dataType, shape }, table), codecs);
      const array = { isClosed: false };
      nodes.addArray(normal, array);
      const sink = arraySink(store, joinPath(root, normal), info, { coder, skipFillChunks }, async () => {
        await writeDocument(normal, document);
        array.isClosed = true;
      });
      return seenSink(sink, infoOfElements(document, info) ?? info);
    },
    async close() {
      for (const [path, { isClosed }] of nodes.arrays) {
        if (!isClosed) throw new TypeError(`Cannot close the hierarchy: array ${path} is still open`);
      }
      const groups = nodes.groups().map(([path, attributes]) => ({ path, attributes }));
      await writeDeepestFirst(groups, ({ path, attributes }) => writeDocument(path, printGroup(attributes)));
    },
  };
}

/** A group whose attributes would make it a dataset is none. */
function printGroup(attributes: JsonObject): JsonObject {
  return printUserAttributes(attributes, isDataset(attributes) ? DATASET_MEMBERS : []);
}
