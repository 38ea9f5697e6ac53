/**
 * Virtual datasets: arrays made of parts of others, in this file or in files beside it. HDF5 File Format Specification
 * 4.0 §IV.A.2.i, "Virtual Storage".
 *
 * @module
 */

import {
  type ArrayInfo,
  type CallOptions,
  type Chunk,
  type ChunkSource,
  checkChunkIndex,
  chunkRegion,
  copyRegion,
  filledChunk,
  LruMap,
  type Region,
  readRegion,
  type Shape,
} from "@chunkwright/core";
import type { Hdf5Context } from "./hdf5-context.ts";
import { unsupportedHdf5 } from "./hdf5-error.ts";
import { mapRegion, type ResolvedAxis, resolveSelection } from "./mapped-boxes.ts";
import { unlimitedAxis } from "./selection.ts";
import { countedNames, isCounted, type VirtualMapping } from "./virtual-mapping.ts";

/** Opens the dataset of a mapping; `undefined` if it or its file is not there, which leaves the fill value. */
export type OpenMapped = (
  file: string,
  dataset: string,
  options?: CallOptions,
) => Promise<ChunkSource | undefined>;

const SOURCES_KEPT = 64;

export function virtualSource(
  context: Hdf5Context,
  info: ArrayInfo,
  mappings: readonly VirtualMapping[],
  openMapped: OpenMapped,
): ChunkSource {
  const sources = new LruMap<string, Promise<ChunkSource | undefined>>(SOURCES_KEPT);

  function open({ file, dataset }: Pick<VirtualMapping, "file" | "dataset">, options?: CallOptions) {
    const key = JSON.stringify([file, dataset]);
    const known = sources.get(key);
    if (known) return known;
    const started = openMapped(file, dataset, options);
    sources.set(key, started);
    started.catch(() => sources.remove(key, started));
    return started;
  }

  /** Copies what `part` maps into `region` to `chunk`, which begins where the region does. */
  async function copyPart(
    part: MappedPart,
    region: Region,
    chunk: Chunk,
    options?: CallOptions,
  ): Promise<void> {
    const source = await open(part, options);
    if (!source) return;
    const { dataType, shape } = source.info;
    if (dataType !== info.dataType) {
      throw unsupportedHdf5(
        `Cannot read a virtual dataset of ${info.dataType}: ${part.dataset} in ${part.file} has ${dataType}`,
        "virtual datasets of another datatype than their sources",
      );
    }
    const mapped = mapRegion(clipped(resolveSelection(part.source, shape), shape), part.target, region);
    if (!mapped) return;
    const read = await readRegion(source, mapped.source, options);
    const from = { ...read, shape: mapped.sourceShape } as Chunk;
    for (const box of mapped.boxes) {
      const to = box.to.map((start, axis) => start - region.start[axis]!);
      copyRegion({ chunk: from, start: box.from }, { chunk, start: to }, box.shape);
    }
  }

  async function readChunk(index: readonly number[], options?: CallOptions): Promise<Chunk> {
    checkChunkIndex(info, index);
    const region = chunkRegion(info, index);
    const chunk = filledChunk(info.dataType, info.chunkShape, info.fillValue);
    for (const mapping of mappings) {
      for (const part of partsOf(mapping, info.shape, region)) await copyPart(part, region, chunk, options);
    }
    return chunk;
  }

  return {
    kind: "array",
    info,
    readChunk,
    async readEncodedChunk(index, options) {
      return context.coder.encode(await readChunk(index, options), info.codecs, options);
    },
  };
}

/** One source, and what of the virtual dataset it is. */
interface MappedPart extends Pick<VirtualMapping, "file" | "dataset" | "source"> {
  readonly target: readonly ResolvedAxis[];
}

/** A mapping whose names count blocks is one of a source for each block; here, those that `region` touches. */
function partsOf(mapping: VirtualMapping, shape: Shape, region: Region): readonly MappedPart[] {
  const { source, target } = mapping;
  const unlimited = unlimitedAxis(target);
  const resolved = resolveSelection(target, shape);
  if (unlimited === undefined || target.kind !== "hyperslab" || !isCounted(mapping)) {
    return [{ ...countedNames(mapping), source, target: resolved }];
  }
  const { start, stride, block = 1 } = target.axes[unlimited]!;
  const step = Math.max(1, stride);
  const first = Math.max(0, Math.floor((region.start[unlimited]! - start - block + 1) / step));
  const end = Math.ceil((region.start[unlimited]! + region.shape[unlimited]! - start) / step);
  return Array.from({ length: Math.max(0, end - first) }, (_, n) => {
    const number = first + n;
    const axis = { start: start + number * step, stride: block, count: 1, block };
    return {
      ...countedNames(mapping, number),
      source,
      target: resolved.map((other, at) => (at === unlimited ? axis : other)),
    };
  });
}

/** A selection without what lies beyond the source as it is now. */
function clipped(axes: readonly ResolvedAxis[], shape: Shape): readonly ResolvedAxis[] {
  return axes.map((axis, n) => {
    const { start, stride, count, block } = axis;
    const left = Math.max(0, shape[n]! - start);
    if (count <= 1) return { ...axis, block: Math.min(block, left) };
    return {
      ...axis,
      count: Math.min(count, Math.floor(Math.max(0, left - block) / stride) + (left >= block ? 1 : 0)),
    };
  });
}
