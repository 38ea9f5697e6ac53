/**
 * The codecs of a v3 document, split into the pipeline of its innermost chunks and the shards around them.
 *
 * @module
 */

import type { CodecLookup } from "@chunkwright/codecs/lazy";
import {
  type CodecSpec,
  elementCount,
  isJsonObject,
  type Json,
  type Shape,
  showJson,
} from "@chunkwright/core";
import { invalidDocument, unsupportedDocument } from "../document/document-error.ts";
import { shapeMember } from "../document/shape-member.ts";
import { type ElementType, elementType } from "../element/element-type.ts";
import type { ShardLevel } from "../shard/sharding.ts";
import { canonicalCodecs, transposeOrder } from "./codecs.ts";
import { type NamedConfiguration, parseExtension } from "./extension.ts";

/** Shard indices beyond this many bytes are refused. */
const MAX_INDEX_BYTES = 256 * 1024 * 1024;

export interface PipelineV3 {
  readonly chunkShape: Shape;
  readonly codecs: readonly CodecSpec[];
  /** Empty for arrays without shards. */
  readonly levels: readonly ShardLevel[];
  /** Codecs applied to whole shards. */
  readonly shardCodecs: readonly CodecSpec[];
}

interface Unit {
  readonly type: ElementType;
  /** What the codecs are applied to, axes in the array's order. */
  readonly shape: Shape;
  /** Axis `i` of what the codecs see is the array's axis `order[i]`. */
  readonly order: readonly number[];
  readonly table: CodecLookup;
}

/**
 * Resolves a list of codecs over chunks of `chunkShape`. Codecs that are not in `table` and need not be understood are
 * left out. `key` names the document in errors.
 */
export function parsePipeline(
  codecs: readonly Json[],
  { type, chunkShape }: { readonly type: ElementType; readonly chunkShape: Shape },
  table: CodecLookup,
  key: string,
): PipelineV3 {
  const order = chunkShape.map((_, axis) => axis);
  return resolve(codecs, { type, shape: chunkShape, order, table }, key);
}

function resolve(codecs: readonly Json[], unit: Unit, key: string): PipelineV3 {
  const array = { type: unit.type, rank: unit.shape.length };
  const named = codecs
    .filter((codec) => !isIgnored(codec, unit.table))
    .map((codec, i) => parseExtension(key, `codecs[${i}]`, codec));
  const sharding = named.findIndex(({ name }) => name === "sharding_indexed");
  const shard = named[sharding];
  if (!shard) {
    const own = canonicalCodecs(named, array, key);
    const isMoved = unit.order.some((axis, i) => axis !== i);
    const moved: CodecSpec[] = isMoved ? [{ name: "transpose", configuration: { order: unit.order } }] : [];
    return { chunkShape: unit.shape, codecs: [...moved, ...own], levels: [], shardCodecs: [] };
  }
  const order = named.slice(0, sharding).reduce((axes, { name, configuration }) => {
    if (name !== "transpose") throw unsupportedDocument(key, `codec ${name} in front of sharding_indexed`);
    return transposeOrder(configuration.order, array.rank, key).map((axis) => axes[axis]!);
  }, unit.order);
  const level = shardLevel(shard, { ...unit, order }, key);
  const inner = shard.configuration.codecs;
  if (!Array.isArray(inner))
    throw invalidDocument(key, `"codecs" of sharding_indexed is ${showJson(inner)}, not a list`);
  const below = resolve(inner, { ...unit, shape: level.chunkShape, order }, key);
  if (below.shardCodecs.length > 0)
    throw unsupportedDocument(key, "a codec behind an inner sharding_indexed");
  const shardCodecs = canonicalCodecs(named.slice(sharding + 1), array, key);
  return { ...below, levels: [level, ...below.levels], shardCodecs };
}

/** Zarr v3 core, "Extension definition", `must_understand`. */
function isIgnored(codec: Json, table: CodecLookup): boolean {
  if (!isJsonObject(codec) || codec.must_understand !== false || typeof codec.name !== "string") return false;
  return codec.name !== "sharding_indexed" && codec.name !== "endian" && !table.has(codec.name);
}

function shardLevel({ configuration }: NamedConfiguration, { shape, order }: Unit, key: string): ShardLevel {
  const own = shapeMember(key, "chunk_shape of sharding_indexed", configuration.chunk_shape, {
    minimum: 1,
    rank: order.length,
  });
  const chunksPerShard = own.map((length, i) => shape[order[i]!]! / length);
  if (!chunksPerShard.every(Number.isInteger)) {
    throw invalidDocument(
      key,
      `inner chunks of [${own}] do not divide shards of [${order.map((axis) => shape[axis])}]`,
    );
  }
  const { index_codecs: list, index_location: indexLocation = "end" } = configuration;
  if (!Array.isArray(list)) throw invalidDocument(key, `"index_codecs" is ${showJson(list)}, not a list`);
  if (indexLocation !== "start" && indexLocation !== "end") {
    throw invalidDocument(key, `"index_location" is ${showJson(indexLocation)}, neither "start" nor "end"`);
  }
  const indexCodecs = canonicalCodecs(
    list.map((codec, i) => parseExtension(key, `index_codecs[${i}]`, codec)),
    { type: elementType({ name: "uint64" }, key), rank: order.length + 1 },
    key,
  );
  const indexByteLength = elementCount(chunksPerShard) * 16 + checksumBytes(indexCodecs, key);
  if (indexByteLength > MAX_INDEX_BYTES)
    throw unsupportedDocument(key, `a shard index of ${indexByteLength} bytes`);
  const chunkShape = shape.map((_, axis) => own[order.indexOf(axis)]!);
  return { chunkShape, order, chunksPerShard, indexCodecs, indexByteLength, indexLocation };
}

/** Index codecs must produce a known size. Sharding codec, "Configuration parameters". */
function checksumBytes(indexCodecs: readonly CodecSpec[], key: string): number {
  let bytes = 0;
  for (const { name } of indexCodecs) {
    if (name === "crc32c") bytes += 4;
    else if (name !== "bytes" && name !== "transpose") throw unsupportedDocument(key, `index codec ${name}`);
  }
  return bytes;
}
