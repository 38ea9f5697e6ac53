/**
 * Registering our codecs with zarrita.
 *
 * @module
 */

import { isJsonObject, type JsonObject } from "@chunkwright/core";
import { type CodecTable, codecTable } from "../codec-table.ts";
import { badOption } from "../configuration.ts";
import { arrayCodec, isSharedType } from "./array-codec.ts";
import { bytesCodec } from "./bytes-codec.ts";
import { dataTypeOf } from "./codec-use.ts";
import type { ZarritaCodecRegistry } from "./zarrita-types.ts";

/** Options of `registerCodecs`. */
export interface RegisterCodecsOptions {
  /** The codecs to register; the default table unless told. */
  readonly table?: CodecTable;
}

/** zarrita's own fit its strings and strides: they stay. */
const ZARRITAS_OWN: ReadonlySet<string> = new Set(["bytes", "transpose"]);
/** Names without prefix that zarrita has, for what only numcodecs defines. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ["lz4", "numcodecs.lz4"],
  ["zlib", "numcodecs.zlib"],
]);

/**
 * Puts our codecs in the place of zarrita's, under Zarr v3's names and under `numcodecs.*`, which is what zarrita
 * makes of Zarr v2's. Pass the `registry` that zarrita exports, in each worker its own.
 *
 * They reject with `StorageError`s, which zarrita passes on as the `cause` of its `CodecPipelineError`.
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
    // Only codecs of elements fall back on it; others would load numcodecs for nothing.
    const theirs = codec.kind === "bytes-to-bytes" ? undefined : await loadTheirs?.();
    return {
      fromConfig(given, meta = {}) {
        const use = { name: alias, configuration: configurationOf(alias, given), given, meta, table };
        if (codec.kind === "bytes-to-bytes") return bytesCodec(codec, use);
        // Booleans and half floats are of classes that only zarrita's codecs make.
        return theirs && !isSharedType(dataTypeOf(meta))
          ? theirs.fromConfig(given, meta)
          : arrayCodec(codec, use);
      },
    };
  });
}

/** Absent for codecs without options; with the `id` where Zarr v2's object is passed on whole. */
function configurationOf(codec: string, given: unknown): JsonObject {
  if (given === undefined || given === null) return {};
  if (!isJsonObject(given)) throw badOption(codec, "configuration", String(given), "an object");
  const { id: _id, ...configuration } = given;
  return configuration;
}
