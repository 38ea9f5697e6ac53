/**
 * The options of `convert` for a Zarr target, parsed and checked before anything is opened.
 *
 * @module
 */

import type { NgffVersion } from "@chunkwright/ome";
import { spellMissingValue } from "../../spell-missing-value.ts";
import { UsageError } from "../../usage-error.ts";
import { codecChoices, parseCompression } from "../compression.ts";
import { ZARR_CODECS, type ZarrVersion } from "../format-codecs.ts";
import { parseLayoutOptions } from "../layout-options.ts";
import type { TargetOptions } from "../target.ts";
import type { HierarchySettings } from "./hierarchy-target.ts";

export interface ZarrSettings extends HierarchySettings {
  readonly zarrVersion: ZarrVersion;
}

/** The version of OME-NGFF that goes with a version of Zarr. */
export function ngffVersion(zarrVersion: ZarrVersion): NgffVersion {
  return zarrVersion === 3 ? "0.5" : "0.4";
}

/** Throws `UsageError` for options that make no sense. */
export function parseZarrSettings(options: TargetOptions): ZarrSettings {
  const zarrVersion = parseZarrVersion(options.zarrVersion);
  const codecs = ZARR_CODECS[zarrVersion];
  const keepsChunks = options.compression === "keep";
  if (keepsChunks) checkKeep(zarrVersion, options);
  const compression = parseCompression(keepsChunks ? "auto" : (options.compression ?? "auto"), codecs);
  const { method, levels, chunkShape, shards } = parseLayoutOptions(options);
  if (zarrVersion === 2 && options.shard !== undefined && options.shard !== "none") {
    throw new UsageError("Zarr v2 has no shards");
  }
  return {
    format: codecs.format,
    zarrVersion,
    ngffVersion: ngffVersion(zarrVersion),
    levels,
    method,
    keepsChunks,
    namesAllAxes: zarrVersion === 2,
    ...(zarrVersion === 3 && { spellAttributes: spellMissingValue }),
    choices: (array) => ({
      chunkShape: chunkShape(array),
      shards: zarrVersion === 3 ? shards(array) : undefined,
      keepsEdges: zarrVersion === 3,
      levels,
      ...codecChoices(compression, array, codecs),
    }),
  };
}

/** Codecs that only this toolkit reads have names only in Zarr v3. */
function checkKeep(zarrVersion: ZarrVersion, { chunk, shard }: TargetOptions): void {
  if (zarrVersion === 2)
    throw new UsageError("Zarr v2 has no names for all pipelines: --compression keep writes v3");
  if (chunk !== undefined || shard !== undefined) {
    throw new UsageError("--compression keep copies chunks as they are: leave out --chunk and --shard");
  }
}

function parseZarrVersion(text = "3"): ZarrVersion {
  if (text === "2") return 2;
  if (text === "3") return 3;
  throw new UsageError(`Unknown Zarr version "${text}": choose 2 (OME-NGFF 0.4) or 3 (OME-NGFF 0.5)`);
}
