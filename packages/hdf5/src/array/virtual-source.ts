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
  elementCount,
  LoadOnce,
  LruMap,
  type Region,
  readRegion,
  type Shape,
} from "@chunkwright/core";
import { blankChunk } from "../chunk/blank-chunk.ts";
import type { Hdf5Context } from "../hdf5-context.ts";
import type { FillValue } from "../type/element-type.ts";
import { convertElements } from "../value/convert-elements.ts";
import { type MappedRegion, mapRegion, pairAxes, resolveSelection, touches } from "./mapped-boxes.ts";
import { mapRows, pairRows, type RowPair } from "./mapped-rows.ts";
import { isAxisAligned, unlimitedAxis } from "./selection.ts";
import { countedNames, isCounted, type VirtualMapping } from "./virtual-mapping.ts";

/** Opens the dataset of a mapping; `undefined` if it or its file is not there, which leaves the fill value. */
export type OpenMapped = (
  file: string,
  dataset: string,
  options?: CallOptions,
) => Promise<ChunkSource | undefined>;

export interface VirtualArray {
  readonly info: ArrayInfo;
  /** The value of elements that no source has. */
  readonly fill: FillValue;
  readonly mappings: readonly VirtualMapping[];
}

/** Between the first and the last element wanted; selections that lie further apart are read row by row. */
const MAX_SPAN_ELEMENTS = 2 ** 26;
const SOURCES_KEPT = 64;

export function virtualSource(
  context: Hdf5Context,
  { info, fill, mappings }: VirtualArray,
  openMapped: OpenMapped,
): ChunkSource {
  const sources = new LruMap<string, LoadOnce<ChunkSource | undefined>>(SOURCES_KEPT);
  const rows = new LruMap<string, readonly RowPair[]>(SOURCES_KEPT);

  function open({ file, dataset }: Pick<VirtualMapping, "file" | "dataset">, options?: CallOptions) {
    const key = JSON.stringify([file, dataset]);
    let source = sources.get(key);
    if (!source) {
      source = new LoadOnce((openOptions) => openMapped(file, dataset, openOptions));
      sources.set(key, source);
    }
    return source.get(options);
  }

  /** Copies what `part` maps into `region` to `chunk`, which begins where the region does. */
  async function copyPart(
    part: MappedPart,
    region: Region,
    chunk: Chunk,
    options?: CallOptions,
  ): Promise<void> {
    if (!touches(part.target, info.shape, region)) return;
    const source = await open(part, options);
    if (!source) return;
    for (const mapped of mappedRegions(part, source.info.shape, region)) {
      const read = await readRegion(source, mapped.source, options);
      const converted = await convertElements(context, read, info.dataType, options);
      const from = { ...converted, shape: mapped.sourceShape } as Chunk;
      for (const box of mapped.boxes) {
        copyRegion({ chunk: from, start: box.from }, { chunk, start: box.to }, box.shape);
      }
    }
  }

  function mappedRegions(part: MappedPart, sourceShape: Shape, region: Region): readonly MappedRegion[] {
    const source = { selection: part.source, shape: sourceShape };
    const target = { selection: part.target, shape: info.shape };
    if (isAxisAligned(part.source) && isAxisAligned(part.target)) {
      const sourceAxes = resolveSelection(part.source, sourceShape);
      const targetAxes = resolveSelection(part.target, info.shape);
      const pairs = pairAxes(sourceAxes, targetAxes);
      if (pairs) {
        const mapped = mapRegion(sourceAxes, sourceShape, targetAxes, pairs, region);
        if (!mapped) return [];
        if (elementCount(mapped.source.shape) <= MAX_SPAN_ELEMENTS) return [mapped];
      }
    }
    let pairs = rows.get(part.key);
    if (!pairs) {
      pairs = pairRows(source, target);
      rows.set(part.key, pairs);
    }
    return mapRows(pairs, sourceShape, info.shape, region);
  }

  async function readChunk(index: readonly number[], options?: CallOptions): Promise<Chunk> {
    checkChunkIndex(info, index);
    const region = chunkRegion(info, index);
    const chunk = blankChunk(info, fill, info.chunkShape);
    for (const [n, mapping] of mappings.entries()) {
      for (const part of partsOf(mapping, n, region)) await copyPart(part, region, chunk, options);
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
interface MappedPart extends VirtualMapping {
  /** Identifies the part among all parts of the dataset. */
  readonly key: string;
}

/** A mapping whose names count blocks is one of a source for each block; here, those that `region` touches. */
function partsOf(mapping: VirtualMapping, index: number, region: Region): readonly MappedPart[] {
  const { source, target } = mapping;
  const unlimited = unlimitedAxis(target);
  if (unlimited === undefined || target.kind !== "hyperslab" || !isCounted(mapping)) {
    return [{ ...mapping, ...countedNames(mapping), key: `${index}` }];
  }
  const { start, stride, block = 1 } = target.axes[unlimited]!;
  const step = Math.max(1, stride);
  const first = Math.max(0, Math.floor((region.start[unlimited]! - start - block + 1) / step));
  const end = Math.ceil((region.start[unlimited]! + region.shape[unlimited]! - start) / step);
  return Array.from({ length: Math.max(0, end - first) }, (_, n) => {
    const number = first + n;
    const axis = { start: start + number * step, stride: block, count: 1, block };
    const axes = target.axes.with(unlimited, axis);
    const key = `${index}.${number}`;
    return { ...countedNames(mapping, number), key, source, target: { kind: "hyperslab", axes } };
  });
}
