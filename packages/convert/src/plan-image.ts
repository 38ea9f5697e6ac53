/**
 * Planning a conversion: which arrays an image becomes, before anything is read or written.
 *
 * @module
 */

import {
  type ArrayInfo,
  type Axis,
  type ChunkSource,
  type CodecSpec,
  elementCount,
  gridShape,
  jsonEquals,
  type Level,
  type Multiscale,
  nominalByteSize,
  type Scalar,
  type Shape,
} from "@chunkwright/core";
import { chooseChunkShape, chooseCodecs, joinPlanes } from "./choose-layout.ts";
import { planPyramid } from "./pyramid.ts";

/** How a written array is laid out; what is left open stays as in the source, or becomes what suits viewers. */
export interface ArrayChoices {
  /** Chunk lengths of the last axes, 1 along the others; chosen from the source where absent. */
  readonly chunkShape?: Shape | undefined;
  /** The pipeline of every array; absent: the source's own where `isPortable`, else `fallbackCodecs`. */
  readonly codecs?: readonly CodecSpec[] | undefined;
  readonly fallbackCodecs: readonly CodecSpec[];
  /** Whether every reader of the target format knows a codec. */
  readonly isPortable: (codec: CodecSpec) => boolean;
  /** How the target spells a codec of the source; absent: in the same way. */
  readonly respell?: ((codec: CodecSpec) => CodecSpec) | undefined;
  /** Shard lengths of the last axes; "source": as in the source; absent: the format has no shards. */
  readonly shards?: Shape | "source" | undefined;
  /** Whether the format can keep chunks or shards that differ in size, and does where no other shape is chosen. */
  readonly keepsEdges?: boolean | undefined;
  /**
   * Arrays of the source keep their chunks and pipelines, whoever can read them: bytes are copied. Levels that it
   * lacks get portable chunks and pipelines.
   */
  readonly keepsChunks?: boolean | undefined;
  /** The fill value of a format that has only one; absent: the source's. */
  readonly fillValue?: Scalar | undefined;
}

/** How an image and its levels are to be laid out. */
export interface ImageChoices extends ArrayChoices {
  /** Number of levels; absent: those that the source has, or down to a small one if it has a single level. */
  readonly levels?: number | undefined;
}

/** An array to be written, and where its elements come from. */
export interface LevelPlan {
  readonly info: ArrayInfo;
  readonly scale: readonly number[];
  readonly translation: readonly number[];
  readonly origin:
    | { readonly kind: "source"; readonly source: ChunkSource }
    /** The level before this one, shrunk. */
    | { readonly kind: "shrunk"; readonly factors: Shape };
}

/** The arrays of one image, finest first. Throws `RangeError` for a chunk shape that does not fit the image. */
export function planImage(image: Multiscale, choices: ImageChoices): readonly LevelPlan[] {
  const kept = image.levels.slice(0, Math.max(1, choices.levels ?? image.levels.length));
  const plans = kept.map((level) => keptLevel(level, image.axes, choices));
  const wanted = choices.levels ?? (image.levels.length > 1 ? image.levels.length : undefined);
  const last = plans.at(-1);
  if (!last) return plans;
  const missing = wanted === undefined ? undefined : wanted - plans.length + 1;
  let below = last;
  for (const { shape, factors } of planPyramid(last.info.shape, image.axes, missing)) {
    below = shrunkLevel(below, shape, factors, image.axes, choices);
    plans.push(below);
  }
  return plans;
}

/** The array that a copy of one described by `info` becomes; `axes`, where known, say which ones viewers split. */
export function planArray(source: ArrayInfo, choices: ArrayChoices, axes: readonly Axis[] = []): ArrayInfo {
  const { shardShape, edgeLengths, ...rest } = source;
  const info = { ...rest, fillValue: choices.fillValue ?? source.fillValue };
  if (choices.keepsChunks) return { ...source, fillValue: info.fillValue };
  const own = ownCodecs(info, choices);
  const codecs = choices.codecs ?? chooseCodecs(own, choices.isPortable, choices.fallbackCodecs);
  const shards = choices.shards === "source" ? shardShape : choices.shards;
  const keepsShards = shards !== undefined && shards === shardShape;
  if (edgeLengths && choices.keepsEdges && !choices.chunkShape && shards === shardShape) {
    return { ...source, fillValue: info.fillValue, codecs };
  }
  const chunkShape = planChunkShape(info, codecs === own, keepsShards, choices, axes);
  return { ...info, codecs, chunkShape, ...(shards && { shardShape: fullShardShape(shards, chunkShape) }) };
}

/** The pipeline of the source, in the target's spelling where chunks stay as they are. */
function ownCodecs(info: ArrayInfo, { respell, chunkShape }: ArrayChoices): readonly CodecSpec[] {
  if (!respell) return info.codecs;
  const planned = chunkShape ? fullChunkShape(chunkShape, info) : chooseChunkShape(info);
  return jsonEquals(planned, info.chunkShape) ? info.codecs.map(respell) : info.codecs;
}

function planChunkShape(
  info: ArrayInfo,
  keepsCodecs: boolean,
  keepsShards: boolean,
  choices: ArrayChoices,
  axes: readonly Axis[],
): Shape {
  if (choices.chunkShape) return fullChunkShape(choices.chunkShape, info);
  // Shards make small chunks affordable.
  if (keepsShards) return info.chunkShape;
  const chosen = chooseChunkShape(info);
  if (keepsCodecs) return chosen;
  // Chunks that are decoded anyway need not join what viewers show apart: colour samples and time points.
  const isSpace = (axis: number) => (axes[axis]?.type ?? "space") === "space";
  const apart = chosen.map((length, axis) => (isSpace(axis) ? length : 1));
  return joinPlanes({ ...info, chunkShape: apart }, isSpace);
}

/** Bytes of all elements, and chunks, of the arrays of a plan. */
export function planSize(plans: readonly { readonly info: ArrayInfo }[]): {
  readonly byteLength: number;
  readonly chunks: number;
} {
  let byteLength = 0;
  let chunks = 0;
  for (const { info } of plans) {
    byteLength += elementCount(info.shape) * nominalByteSize(info.dataType);
    chunks += elementCount(gridShape(info));
  }
  return { byteLength, chunks };
}

function keptLevel(
  { source, scale, translation }: Level,
  axes: readonly Axis[],
  choices: ImageChoices,
): LevelPlan {
  const info = { ...planArray(source.info, choices, axes), dimensionNames: axes.map(({ name }) => name) };
  return { info, scale, translation, origin: { kind: "source", source } };
}

function shrunkLevel(
  { info, scale, translation }: LevelPlan,
  shape: Shape,
  factors: Shape,
  axes: readonly Axis[],
  choices: ImageChoices,
): LevelPlan {
  const { edgeLengths: _, ...regular } = info;
  const shrunk = { ...regular, shape };
  return {
    info: choices.keepsChunks ? planArray(shrunk, { ...choices, keepsChunks: false }, axes) : shrunk,
    scale: scale.map((size, axis) => size * factors[axis]!),
    // The centre of a window of f elements lies (f - 1) / 2 elements above that of its first one.
    translation: translation.map((offset, axis) => offset + ((factors[axis]! - 1) / 2) * scale[axis]!),
    origin: { kind: "shrunk", factors },
  };
}

/** Whole chunks along every axis: one along the axes that are not given, else as many as reach the given length. */
function fullShardShape(given: Shape, chunkShape: Shape): Shape {
  if (given.length > chunkShape.length) {
    throw new RangeError(`Shards of [${given}] have more axes than the image's ${chunkShape.length}`);
  }
  const first = chunkShape.length - given.length;
  return chunkShape.map((length, axis) =>
    axis < first ? length : length * Math.ceil(given[axis - first]! / length),
  );
}

/** 1 along the axes that are not given; nowhere longer than both the array and its own chunks. */
function fullChunkShape(given: Shape, { shape, chunkShape }: ArrayInfo): Shape {
  if (given.length > shape.length) {
    throw new RangeError(`Chunks of [${given}] have more axes than the image's ${shape.length}`);
  }
  const full = [...shape.slice(given.length).map(() => 1), ...given];
  return full.map((length, axis) => Math.min(length, Math.max(1, shape[axis]!, chunkShape[axis]!)));
}
