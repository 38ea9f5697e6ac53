/**
 * Zarr as a target.
 *
 * @module
 */

import { type ChunkSource, type Group, StorageError } from "@chunkwright/core";
import { type ImageCollection, OME_XML_KEY } from "@chunkwright/ome";
import { fsStore } from "@chunkwright/stores/fs";
import { createZarr } from "@chunkwright/zarr";
import { copyHierarchy, planCopy } from "../copy-hierarchy.ts";
import type { OpenedSource } from "../opened-source.ts";
import type { Terminal } from "../terminal.ts";
import { planHierarchy, writeNgff } from "../write-ngff.ts";
import { parseZarrSettings, type ZarrSettings } from "../zarr-settings.ts";
import type { Job, TargetFormat } from "./target.ts";

/** Images become OME-Zarr; a hierarchy is copied whole, whatever it holds. */
export const zarrTarget: TargetFormat = {
  name: "zarr",
  fits: (path) => /\.zarr\/?$/i.test(path),
  parse(_target, options) {
    const settings = parseZarrSettings(options);
    return { kind: "directory", plan: (source, terminal) => planJob(source, settings, terminal) };
  },
};

async function planJob(source: OpenedSource, settings: ZarrSettings, terminal: Terminal): Promise<Job> {
  const collection = await source.images(terminal);
  for (const warning of collection?.warnings ?? []) terminal.err(`warning: ${warning}\n`);
  if (source.root) return planHierarchyJob(source.root, collection, settings, terminal);
  if (!collection || collection.images.length === 0) {
    throw new StorageError("unsupported", `Cannot convert ${source.location}: it holds no image`, {
      format: source.format,
      feature: "file without images",
    });
  }
  const plan = planHierarchy(collection, settings);
  return {
    arrays: plan.images.flatMap(({ levels }) =>
      levels.map(({ path, info, origin }) => ({
        path,
        info,
        origin: origin.kind === "source" ? "source" : "generated",
      })),
    ),
    run: (directory, onChunk) => writeNgff(plan, fsStore(directory), settings, { ...terminal, onChunk }),
  };
}

/** A hierarchy is copied whole: images, labels, tables and whatever else it holds, levels as they are. */
async function planHierarchyJob(
  root: Group | ChunkSource,
  collection: ImageCollection | undefined,
  settings: ZarrSettings,
  terminal: Terminal,
): Promise<Job> {
  const { levels } = settings;
  if (levels !== undefined && collection?.images.some((image) => image.levels.length !== levels)) {
    throw new StorageError("unsupported", "Cannot change the number of levels of a Zarr source", {
      format: "zarr",
      feature: "--levels",
    });
  }
  const plan = await planCopy(root, settings, terminal);
  return {
    arrays: plan.arrays.map(({ path, info }) => ({ path, info, origin: "source" })),
    async run(directory, onChunk) {
      const store = fsStore(directory);
      const { coder, signal } = terminal;
      const sink = await createZarr(store, { zarrFormat: settings.zarrVersion, coder });
      const reports = await copyHierarchy(plan, sink, { signal, onChunk });
      if (collection?.omeXml) await store.set(OME_XML_KEY, collection.omeXml);
      await sink.close();
      return reports;
    },
  };
}
