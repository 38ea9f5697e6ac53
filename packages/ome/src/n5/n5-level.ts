/**
 * Where one level of an N5 pyramid lies: the dialects that its attributes may be written in, the most specific first.
 *
 * @module
 */

import { isJsonObject, type Json, type JsonObject, type Shape, showJson } from "@chunkwright/core";
import { isNumbers } from "../json-numbers.ts";
import { levelFactors } from "../level-scale.ts";
import { compose } from "../placement.ts";
import { invalidN5Image } from "./n5-fields.ts";
import {
  affineTransform,
  canonicalTransform,
  cosemTransform,
  type N5Transform,
  reversed,
} from "./n5-transform.ts";

export interface N5LevelContext {
  /** Attributes of the dataset. */
  readonly attributes: JsonObject;
  /** Attributes of the groups around it, the innermost first: n5-viewer keeps there what is common to all levels. */
  readonly groups: readonly JsonObject[];
  /** 0 is the finest. */
  readonly level: number;
  readonly shape: Shape;
  readonly finestShape: Shape;
  /** Names of the axes unless a transform says otherwise. */
  readonly names: readonly string[];
}

/** Attributes that make a lone dataset an image. */
export function isPlaced(attributes: JsonObject): boolean {
  return PLACING.some((name) => attributes[name] !== undefined);
}

const PLACING = [
  "transform",
  "spatialTransform",
  "pixelResolution",
  "downsamplingFactors",
  "affineTransform",
];

/** COSEM's `transform`, else n5-universe's `spatialTransform`, else what n5-viewer and BDV write. */
export function placeN5Level(context: N5LevelContext): N5Transform {
  const { attributes, names } = context;
  return (
    cosemTransform(attributes.transform, names) ??
    canonicalTransform(attributes.spatialTransform, names.length) ??
    viewerTransform(context)
  );
}

/**
 * n5-viewer: elements of `pixelResolution` times `downsamplingFactors`, each the mean of as many, so that the first
 * lies half a factor less a half from the first of the finest level; then `affineTransform`. Groups may hold the
 * resolution, and the factors of all levels as `scales` or, in BDV, `downsamplingFactors`. Vectors run fastest axis
 * first and may end with the axes of space. n5-universe, N5SingleScaleMetadataParser.
 */
function viewerTransform({ attributes, groups, level, shape, finestShape }: N5LevelContext): N5Transform {
  const rank = shape.length;
  const everywhere = [attributes, ...groups];
  const stated =
    firstOf(everywhere, ({ pixelResolution }) => resolutionOf(pixelResolution, rank)) ??
    firstOf(groups, ({ resolution }) => resolutionOf(resolution, rank));
  const factors =
    factorsOf(attributes.downsamplingFactors, rank) ??
    firstOf(groups, ({ downsamplingFactors, scales }) =>
      factorsOf(levelOf(scales ?? downsamplingFactors, level), rank),
    ) ??
    levelFactors(finestShape, shape).toReversed();
  const size = stated?.size ?? ownResolution(attributes, factors) ?? factors.map(() => 1);
  const own = {
    scale: size.map((length, axis) => length * factors[axis]!),
    translation: size.map((length, axis) => length * 0.5 * (factors[axis]! - 1)),
  };
  const matrix = firstOf(everywhere, (holder) => holder.affineTransform);
  const after = matrix === undefined ? undefined : affineTransform(matrix, rank);
  const units = unitsOf(attributes, rank) ?? stated?.unit;
  return {
    ...reversed(after ? compose(own, after) : own),
    ...(units !== undefined && { units }),
    ...(after?.loss !== undefined && { loss: after.loss }),
  };
}

/** `{ dimensions, unit }` or the bare list. */
function resolutionOf(
  value: Json | undefined,
  rank: number,
): { readonly size: readonly number[]; readonly unit: string | undefined } | undefined {
  if (value === undefined) return undefined;
  const { dimensions, unit } = isJsonObject(value) ? value : { dimensions: value };
  if (!isNumbers(dimensions)) throw invalidN5Image(`pixelResolution is ${showJson(value)}`);
  return { size: padded(dimensions, rank), unit: typeof unit === "string" ? unit : undefined };
}

/** tensorstore's `resolution` is that of the dataset, whatever its level. */
function ownResolution(
  { resolution }: JsonObject,
  factors: readonly number[],
): readonly number[] | undefined {
  if (!isNumbers(resolution) || resolution.length !== factors.length) return undefined;
  return resolution.map((length, axis) => length / factors[axis]!);
}

function factorsOf(value: Json | undefined, rank: number): readonly number[] | undefined {
  if (value === undefined) return undefined;
  if (!isNumbers(value) || value.some((factor) => factor <= 0)) {
    throw invalidN5Image(`downsamplingFactors are ${showJson(value)}`);
  }
  return padded(value, rank);
}

/** The factors of one level out of those of all; some groups have a single list, which belongs to no level. */
function levelOf(value: Json | undefined, level: number): Json | undefined {
  const own = Array.isArray(value) ? value[level] : undefined;
  return Array.isArray(own) ? own : undefined;
}

/** tensorstore's `units`, where each axis has one. */
function unitsOf({ units }: JsonObject, rank: number): readonly string[] | undefined {
  if (!Array.isArray(units) || units.length !== rank) return undefined;
  return units.every((unit) => typeof unit === "string") ? units.toReversed() : undefined;
}

/** Axes that a vector does not reach are not spatial: 1 along them. */
function padded(values: readonly number[], rank: number): readonly number[] {
  return Array.from({ length: rank }, (_, axis) => values[axis] ?? 1);
}

function firstOf<T>(
  holders: readonly JsonObject[],
  find: (holder: JsonObject) => T | undefined,
): T | undefined {
  for (const holder of holders) {
    const found = find(holder);
    if (found !== undefined) return found;
  }
  return undefined;
}
