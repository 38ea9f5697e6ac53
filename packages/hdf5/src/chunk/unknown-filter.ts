/**
 * Errors about filters without a codec.
 *
 * @module
 */

import { isStorageError } from "@chunkwright/core";
import { unsupportedHdf5 } from "../hdf5-error.ts";
import type { Filter } from "./filter-pipeline.ts";

/** Registered filters without a codec. https://github.com/HDFGroup/hdf5_plugins, docs/RegisteredFilterPlugins.md. */
const NAMES: Readonly<Record<number, string>> = {
  257: "hzip",
  258: "fpzip",
  305: "LZO",
  32002: "MAFISC",
  32003: "Snappy",
  32005: "APAX",
  32006: "CBF",
  32007: "JPEG-XR",
  32009: "SPDP",
  32010: "LPC-Rice",
  32011: "CCSDS-123",
  32014: "fpzip",
  32016: "B3D",
  32017: "SZ",
  32020: "VBZ",
  32021: "FAPEC",
  32024: "SZ3",
  32025: "Delta-Rice",
  32027: "FLAC",
  32028: "SPERR",
  32029: "TERSE/PROLIX",
  32030: "FFMPEG",
};

/** `error`, with the name of the filter added if it says that one of `filters` has no codec. */
export function filterError(error: unknown, path: string, filters: readonly Filter[]): unknown {
  if (!isStorageError(error, "unsupported")) return error;
  const { feature } = error.context;
  const filter = filters.find(({ id }) => feature === unknownFilterCodec(id));
  if (!filter) return error;
  const name = `filter ${filter.id} (${NAMES[filter.id] ?? filter.name.slice(0, 40)})`;
  return unsupportedHdf5(
    `Cannot read ${path}: its chunks went through ${name}, and no codec is registered as ${feature}`,
    name,
  );
}

const PREFIX = "hdf5.filter_";

/** Name by which a codec for an unknown filter can be registered. */
export function unknownFilterCodec(id: number): string {
  return `${PREFIX}${id}`;
}

export function isUnknownFilter(codec: string): boolean {
  return codec.startsWith(PREFIX);
}
