/**
 * The levels that an image gets in BigDataViewer's HDF5.
 *
 * @module
 */

import { chooseCodecs, downsampledShape } from "@chunkwright/convert";
import {
  type ArrayInfo,
  type ChunkSource,
  type CodecSpec,
  codecsEqual,
  type Shape,
  zeroOf,
} from "@chunkwright/core";
import { type Image, proposeChunk, proposeMipmaps } from "@chunkwright/ome";
import { type Compression, codecChoices } from "../compression.ts";
import { BDV_CODECS } from "../format-codecs.ts";
import type { LayoutOptions } from "../layout-options.ts";

export interface BdvLevelOptions extends LayoutOptions {
  readonly compression: Compression;
}

export interface BdvLevel {
  /** Axes t, c, z, y, x. */
  readonly info: ArrayInfo;
  /** Voxels of the finest level that make one, along z, y and x; and those of the level before. */
  readonly factors: readonly number[];
  readonly step: Shape;
  /** `undefined`: made of the level before. */
  readonly source: ChunkSource | undefined;
}

/** The source's own levels if it has several, else those that BigDataViewer's exporter would make. */
export function planBdvLevels(image: Image, settings: BdvLevelOptions): readonly BdvLevel[] {
  const [finest] = image.levels;
  const { info } = finest.source;
  const voxelSize = finest.scale.slice(2);
  const codecs = codecsOf(info, settings.compression);
  const most = settings.levels ?? Number.POSITIVE_INFINITY;
  const describe = (shape: Shape, chunkShape: Shape): ArrayInfo => ({
    dataType: info.dataType,
    shape,
    chunkShape: [1, 1, ...chunkShape],
    fillValue: zeroOf(info.dataType),
    codecs,
    attributes: {},
  });
  if (image.levels.length > 1) {
    return image.levels.slice(0, most).map(({ source, scale }): BdvLevel => {
      const factors = scale.slice(2).map((size, axis) => nearWhole(size / voxelSize[axis]!));
      const proposed = proposeChunk(source.info.shape.slice(2), [1, 1, 1], scale.slice(2));
      const chunk = givenChunk(source.info, settings) ?? ownChunk(source.info, codecs) ?? proposed;
      return { info: describe(source.info.shape, chunk), factors, step: [1, 1, 1], source };
    });
  }
  const levels: BdvLevel[] = [];
  for (const { factors, chunkShape } of proposeMipmaps(info.shape.slice(2), voxelSize).slice(0, most)) {
    const below = levels.at(-1);
    const step = factors.map((factor, axis) => factor / (below?.factors[axis] ?? 1));
    const shape = downsampledShape(below?.info.shape ?? info.shape, [1, 1, ...step]);
    const own = below ? undefined : ownChunk(info, codecs);
    const chunk = givenChunk({ ...info, shape }, settings) ?? own ?? chunkShape;
    levels.push({ info: describe(shape, chunk), factors, step, source: below ? undefined : finest.source });
  }
  return levels;
}

function codecsOf(array: ArrayInfo, compression: Compression): readonly CodecSpec[] {
  const { codecs, fallbackCodecs, isPortable, respell } = codecChoices(compression, array, BDV_CODECS);
  return codecs ?? chooseCodecs(array.codecs.map(respell), isPortable, fallbackCodecs);
}

/** Whether chunks can be copied as they are encoded. */
function ownChunk(
  { chunkShape, codecs, dataType }: ArrayInfo,
  wanted: readonly CodecSpec[],
): Shape | undefined {
  const [t, c, ...volume] = chunkShape;
  return t === 1 && c === 1 && codecsEqual(codecs, wanted, dataType) ? volume : undefined;
}

function givenChunk(array: ArrayInfo, { chunkShape }: BdvLevelOptions): Shape | undefined {
  const given = chunkShape(array)?.slice(-3);
  if (!given) return undefined;
  const volume = array.shape.slice(2);
  return volume.map((length, axis) => Math.min(length, given[axis - 3 + given.length] ?? 1));
}

/** Tolerance for scales that have been printed and parsed. */
function nearWhole(factor: number): number {
  const whole = Math.round(factor);
  return Math.abs(factor - whole) <= 1e-9 * whole ? whole : factor;
}
