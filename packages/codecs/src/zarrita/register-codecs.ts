/**
 * Registering our codecs with zarrita.
 *
 * @module
 */

import { isJsonObject, type JsonObject } from "@chunkwright/core";
import { type CodecTable, codecTable } from "#codec-table";
import { badOption } from "../configuration.ts";
import { arrayCodec, isSharedType } from "./array-codec.ts";
import { bytesCodec } from "./bytes-codec.ts";
import { dataTypeOf } from "./codec-use.ts";
import type { ZarritaCodecRegistry } from "./zarrita-types.ts";

/** Options of `registerCodecs`. */
export interface RegisterCodecsOptions {
  /** The codecs to register; `codecTable` by default. */
  readonly table?: CodecTable;
}

/** Not replaced: zarrita's own support its strings and strides. */
const ZARRITAS_OWN: ReadonlySet<string> = new Set(["bytes", "transpose"]);
/** zarrita's names without prefix for codecs that only numcodecs defines. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ["lz4", "numcodecs.lz4"],
  ["zlib", "numcodecs.zlib"],
]);

/**
 * Replaces zarrita's codecs by ours, under Zarr v3's names and under `numcodecs.*`, which zarrita uses for Zarr v2.
 * Pass the `registry` that zarrita exports, in each worker its own.
 *
 * They reject with a `StorageError`, which zarrita passes on as the `cause` of its `CodecPipelineError`.
 */
export function registerCodecs(
  registry: ZarritaCodecRegistry,
  { table = codecTable }: RegisterCodecsOptions = {},
): void {
  const names = [...table.keys()].filter((name) => !ZARRITAS_OWN.has(name));
  for (const name of names) register(registry, name, name, table);
  for (const [alias, name] of ALIASES) if (table.has(name)) register(registry, alias, name, table);
}

function register(registry: ZarritaCodecRegistry, alias: string, name: string, table: CodecTable): void {
  const codec = table.get(name)!;
  const loadTheirs = registry.get(alias);
  registry.set(alias, async () => {
    // Only array codecs fall back on zarrita's; for others this would load numcodecs needlessly.
    const theirs = codec.kind === "bytes-to-bytes" ? undefined : await loadTheirs?.();
    return {
      fromConfig(given, meta = {}) {
        const use = { name: alias, configuration: configurationOf(alias, given), given, meta, table };
        if (codec.kind === "bytes-to-bytes") return bytesCodec(codec, use);
        // For booleans and half floats zarrita has array classes that only its own codecs create.
        return theirs && !isSharedType(dataTypeOf(meta))
          ? theirs.fromConfig(given, meta)
          : arrayCodec(codec, use);
      },
    };
  });
}

/** The configuration without the `id` that Zarr v2's objects have. */
function configurationOf(codec: string, given: unknown): JsonObject {
  if (given === undefined || given === null) return {};
  if (!isJsonObject(given)) throw badOption(codec, "configuration", String(given), "an object");
  const { id: _id, ...configuration } = given;
  return configuration;
}
