/**
 * N5 as a target.
 *
 * @module
 */

import { StorageError, zeroOf } from "@chunkwright/core";
import { createN5, openN5 } from "@chunkwright/n5";
import { fastestFirstAttributes, n5Attributes, n5DatasetPath } from "@chunkwright/ome";
import { targetStore } from "../../place/writable-store.ts";
import { codecChoices, parseCompression } from "../compression.ts";
import { N5_CODECS } from "../format-codecs.ts";
import { parseLayoutOptions } from "../layout-options.ts";
import type { ParseTarget, TargetOptions } from "../target.ts";
import {
  type CreateHierarchy,
  type HierarchySettings,
  type HierarchyWriter,
  planHierarchyJob,
} from "./hierarchy-target.ts";

/** Images are written as n5-viewer and n5-universe read them; copies keep their metadata. */
export const parseN5Target: ParseTarget = (_target, options) => {
  const settings = parseN5Settings(options);
  return {
    kind: "directory",
    plan: (source, host) => planHierarchyJob(source, settings, createHierarchy, host),
  };
};

function parseN5Settings(options: TargetOptions): HierarchySettings {
  const compression = parseCompression(options.compression ?? "auto", N5_CODECS);
  const { method, levels, chunkShape } = parseLayoutOptions(options);
  return {
    format: N5_CODECS.format,
    ngffVersion: "0.4",
    notation: { datasetPath: n5DatasetPath, attributes: n5Attributes, copied: fastestFirstAttributes },
    method,
    levels,
    choices: (array) => ({
      // N5 has no shards: each block is an object.
      chunkShape: array.dataType === "bytes" ? array.shape.map(() => 1) : chunkShape(array),
      levels,
      fillValue: zeroOf(array.dataType),
      ...codecChoices(compression, array, N5_CODECS),
    }),
  };
}

const createHierarchy: CreateHierarchy = async (directory, { coder }): Promise<HierarchyWriter> => {
  const store = targetStore(directory);
  return {
    sink: await createN5(store, { coder }),
    async reopen(path, { signal }) {
      const node = await openN5(store, path, { coder, signal });
      if (node?.kind === "array") return node;
      throw new StorageError("store", `The array just written at ${path} cannot be found again`, {
        key: path,
      });
    },
    putFile: (key, bytes) => store.set(key, bytes),
  };
};
