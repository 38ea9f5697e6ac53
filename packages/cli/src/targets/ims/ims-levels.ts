/**
 * The levels of an image in an Imaris file: a volume for each time point and channel, with its statistics.
 *
 * @module
 */

import { inThreadCoder } from "@chunkwright/codecs/lazy";
import { type CopyReport, copyArray } from "@chunkwright/convert";
import {
  type ChunkSink,
  type ChunkSource,
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
import type { Hdf5Sink } from "@chunkwright/hdf5";
import {
  type GreyRange,
  type ImarisLevelPlan,
  type ImarisPlan,
  imarisChannelPath,
  shrinkImaris,
} from "@chunkwright/ome";
import { type ImageJob, type ImarisWriter, levelInfo, volumeInfo } from "./ims-job.ts";
import { writeStatistics } from "./ims-metadata.ts";
import { type VolumeSink, volumeSink } from "./ims-volume-sink.ts";

/** Writes all volumes of a level and their statistics; resolves with the range of each channel. */
export async function writeLevel(
  writer: ImarisWriter,
  job: ImageJob,
  k: number,
  level: ImarisLevelPlan,
): Promise<{ readonly report: CopyReport; readonly ranges: readonly (GreyRange | undefined)[] }> {
  const { plan } = job;
  const volumes = await createVolumes(writer, job, k, level);
  const target = stackSink({
    info: levelInfo(job, level),
    lenientFormat: "hdf5",
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
export function openLevel(sink: Hdf5Sink, plan: ImarisPlan, k: number): ChunkSource {
  const { shape } = plan.levels[k]!;
  const open = (t: number, c: number) => crop(sink.reopen(`${imarisChannelPath(plan, k, t, c)}/Data`), shape);
  return stack({
    shape: [plan.timePoints, plan.channels],
    template: open(0, 0),
    open: async ([t = 0, c = 0]) => open(t, c),
  });
}

/** Decoded chunks of the finer level, kept while neighbours need them. */
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
