/**
 * Writing images into an Imaris file: levels, what is counted of them, and the thumbnail.
 *
 * @module
 */

import { inThreadCoder } from "@chunkwright/codecs";
import { type CopyReport, copyArray } from "@chunkwright/convert";
import {
  type ArrayInfo,
  type CallOptions,
  type Chunk,
  type ChunkSink,
  type ChunkSource,
  type CodecSpec,
  cacheChunks,
  chunkIndices,
  chunkRegion,
  crop,
  elementCount,
  gridShape,
  mapConcurrently,
  nominalByteSize,
  type Region,
  readRegion,
  stack,
  stackSink,
} from "@chunkwright/core";
import { charactersAttribute, type Hdf5Sink, numberAttribute } from "@chunkwright/hdf5";
import {
  type GreyRange,
  IMARIS_ROOT,
  type ImarisDataType,
  type ImarisLevelPlan,
  type ImarisPlan,
  type ImarisSections,
  imarisChannelPath,
  imarisColoring,
  printImarisSections,
  shrinkImaris,
  ThumbnailBuilder,
  thumbnailLevel,
} from "@chunkwright/ome";
import type { Host } from "../host.ts";
import { writePlain, writeSections, writeStatistics } from "./ims-metadata.ts";
import { type VolumeSink, volumeSink } from "./ims-volume-sink.ts";

/** A plan with what its arrays are called and how they are encoded. */
export interface ImageJob {
  readonly plan: ImarisPlan;
  readonly codecs: readonly CodecSpec[];
}

export interface ImarisWriter {
  readonly sink: Hdf5Sink;
  readonly host: Host;
  readonly options: CallOptions & { readonly onChunk: (byteLength: number) => void };
}

/** Axes t, c, z, y, x, without padding. */
export function levelInfo({ plan, codecs }: ImageJob, { shape, chunkShape }: ImarisLevelPlan): ArrayInfo {
  return {
    dataType: plan.dataType,
    shape: [plan.timePoints, plan.channels, ...shape],
    chunkShape: [1, 1, ...chunkShape],
    fillValue: 0,
    codecs,
    attributes: {},
  };
}

/** Axes z, y, x, as stored. */
function volumeInfo({ plan, codecs }: ImageJob, { paddedShape, chunkShape }: ImarisLevelPlan): ArrayInfo {
  const { dataType } = plan;
  return { dataType, shape: paddedShape, chunkShape, fillValue: 0, codecs, attributes: {} };
}

export function volumeInfos(job: ImageJob): readonly ArrayInfo[] {
  const { timePoints, channels, levels } = job.plan;
  return levels.flatMap((level) => new Array<ArrayInfo>(timePoints * channels).fill(volumeInfo(job, level)));
}

export async function writeImages(
  writer: ImarisWriter,
  jobs: readonly ImageJob[],
): Promise<readonly CopyReport[]> {
  const reports: CopyReport[] = [];
  for (const [name, text] of Object.entries(IMARIS_ROOT))
    writer.sink.setAttribute("", name, charactersAttribute(text));
  writer.sink.setAttribute("", "NumberOfDataSets", numberAttribute("uint32", Uint32Array.of(jobs.length)));
  for (const [n, job] of jobs.entries()) {
    const ranges: (GreyRange | undefined)[] = [];
    for (const [k, level] of job.plan.levels.entries()) {
      const written = await writeLevel(writer, job, k, level);
      reports.push(written.report);
      if (k === 0) ranges.push(...written.ranges);
    }
    const sections = printImarisSections(job.plan.image, ranges);
    await writeSections(writer.sink, job.plan.infoPath, sections);
    if (n === 0) await writeThumbnail(writer, job, sections);
  }
  return reports;
}

/** Writes all volumes of a level, and what is counted of them; resolves with the range of each channel. */
async function writeLevel(
  writer: ImarisWriter,
  job: ImageJob,
  k: number,
  level: ImarisLevelPlan,
): Promise<{ readonly report: CopyReport; readonly ranges: readonly (GreyRange | undefined)[] }> {
  const { plan } = job;
  const volumes = await createVolumes(writer, job, k, level);
  const target = stackSink({
    info: levelInfo(job, level),
    axes: 2,
    sinkAt: ([t = 0, c = 0]) => volumes[t]![c]!,
  });
  const report = level.source
    ? await copyArray(level.source, target, writer.options)
    : await shrinkLevel(openLevel(writer.sink, plan, k - 1), target, level, writer.options);
  await target.close();
  for (const [t, channels] of volumes.entries()) {
    for (const [c, volume] of channels.entries()) {
      await writeStatistics(writer.sink, imarisChannelPath(plan, k, t, c), level, volume);
    }
  }
  const ranges = Array.from({ length: plan.channels }, (_, c) =>
    union(volumes.map((channels) => channels[c]!.statistics().range)),
  );
  return { report, ranges };
}

async function createVolumes(
  { sink, host }: ImarisWriter,
  job: ImageJob,
  k: number,
  level: ImarisLevelPlan,
): Promise<readonly (readonly VolumeSink[])[]> {
  const { plan } = job;
  const info = volumeInfo(job, level);
  const volumes: VolumeSink[][] = [];
  for (let t = 0; t < plan.timePoints; t += 1) {
    const channels: VolumeSink[] = [];
    for (let c = 0; c < plan.channels; c += 1) {
      const path = `${imarisChannelPath(plan, k, t, c)}/Data`;
      const stored = await sink.createArray(path, info, { layout: "chunked" });
      channels.push(volumeSink(stored, level.shape, plan.dataType, host.coder ?? inThreadCoder));
    }
    volumes.push(channels);
  }
  return volumes;
}

/** A level that has been written, axes t, c, z, y, x, without padding. */
function openLevel(sink: Hdf5Sink, plan: ImarisPlan, k: number): ChunkSource {
  const { shape } = plan.levels[k]!;
  const open = (t: number, c: number) => crop(sink.reopen(`${imarisChannelPath(plan, k, t, c)}/Data`), shape);
  return stack({
    shape: [plan.timePoints, plan.channels],
    template: open(0, 0),
    open: async ([t = 0, c = 0]) => open(t, c),
  });
}

/** Decoded chunks of the level below that are kept while neighbours need them. */
const CACHE_BYTES = 64 * 1024 * 1024;

async function shrinkLevel(
  below: ChunkSource,
  target: ChunkSink,
  level: ImarisLevelPlan,
  { signal, onChunk }: ImarisWriter["options"],
): Promise<CopyReport> {
  const { info } = target;
  const source = cacheChunks(below, CACHE_BYTES);
  const factors = [1, 1, ...level.factors];
  let written = 0;
  await mapConcurrently(
    chunkIndices(gridShape(info)),
    async (index) => {
      const region = chunkRegion(info, index);
      const finer = await readRegion(source, scaled(region, factors), { signal });
      const chunk = shrinkImaris(finer, factors);
      await target.writeChunk(index, chunk, { signal });
      written += 1;
      onChunk(elementCount(region.shape) * nominalByteSize(info.dataType));
    },
    { concurrency: 4, signal },
  );
  return { written, copied: 0, absent: 0 };
}

function scaled({ start, shape }: Region, factors: readonly number[]): Region {
  const times = (lengths: readonly number[]) => lengths.map((length, axis) => length * factors[axis]!);
  return { start: times(start), shape: times(shape) };
}

function union(ranges: readonly GreyRange[]): GreyRange | undefined {
  const min = ranges.reduce((least, range) => Math.min(least, range.min), Number.POSITIVE_INFINITY);
  const max = ranges.reduce((most, range) => Math.max(most, range.max), Number.NEGATIVE_INFINITY);
  return min <= max ? { min, max } : undefined;
}

async function writeThumbnail(
  { sink, options }: ImarisWriter,
  { plan }: ImageJob,
  sections: ImarisSections,
): Promise<void> {
  const k = thumbnailLevel(plan.levels.map(({ shape }) => shape));
  const { shape } = plan.levels[k]!;
  const extent = (axis: number) =>
    Math.fround(Number(sections.Image?.[`ExtMax${axis}`])) -
    Math.fround(Number(sections.Image?.[`ExtMin${axis}`]));
  const builder = new ThumbnailBuilder(shape, { x: extent(0), y: extent(1) }, plan.channels);
  const source = openLevel(sink, plan, k);
  const volume = { shape, chunkShape: source.info.chunkShape.slice(2) };
  for (let c = 0; c < plan.channels; c += 1) {
    for (const index of chunkIndices(gridShape(volume))) {
      const region = chunkRegion(volume, index);
      const part = { start: [0, c, ...region.start], shape: [1, 1, ...region.shape] };
      builder.add(c, (await readRegion(source, part, options)) as Chunk<ImarisDataType>, region);
    }
  }
  const colorings = Array.from({ length: plan.channels }, (_, c) =>
    imarisColoring(sections[`Channel ${c}`] ?? {}),
  );
  const { width, height, rgba } = builder.finish(colorings);
  await writePlain(sink, "Thumbnail/Data", { dataType: "uint8", shape: [height, 4 * width], data: rgba });
}
