/**
 * Zarr as a target.
 *
 * @module
 */

import { type ReadableStore, StorageError, type WritableStore } from "@chunkwright/core";
import { createZarr, openZarr } from "@chunkwright/zarr";
import type { Host } from "../../host.ts";
import { targetStore } from "../../place/writable-store.ts";
import type { ParseTarget } from "../target.ts";
import { type HierarchyWriter, planHierarchyJob } from "./hierarchy-target.ts";
import { parseZarrSettings, type ZarrSettings } from "./zarr-settings.ts";

/** Images become OME-Zarr; a hierarchy is copied whole, whatever it holds. */
export const parseZarrTarget: ParseTarget = (_target, options) => {
  const settings = parseZarrSettings(options);
  return {
    kind: "directory",
    plan: (source, host) =>
      planHierarchyJob(
        source,
        settings,
        (directory) => zarrWriter(targetStore(directory), settings, host),
        host,
      ),
  };
};

/** Writes Zarr into any store. */
export async function zarrWriter(
  store: ReadableStore & WritableStore,
  { zarrVersion: zarrFormat }: ZarrSettings,
  { coder }: Host,
): Promise<HierarchyWriter> {
  return {
    sink: await createZarr(store, { zarrFormat, coder }),
    async reopen(path, { signal }) {
      const node = await openZarr(store, path, { zarrFormat, coder, signal });
      if (node?.kind === "array") return node;
      throw new StorageError("store", `The array just written at ${path} cannot be found again`, {
        key: path,
      });
    },
    putFile: (key, bytes) => store.set(key, bytes),
  };
}
