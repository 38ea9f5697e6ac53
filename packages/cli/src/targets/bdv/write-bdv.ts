/**
 * An image written into BigDataViewer's HDF5: its setups, and their views level by level.
 *
 * @module
 */

import { buildLevel, type CopyReport, copyArray, type DownsampleMethod } from "@chunkwright/convert";
import type { ArrayInfo } from "@chunkwright/core";
import { type Hdf5Sink, textAttribute } from "@chunkwright/hdf5";
import { type BdvDocument, type BdvImagePlan, setupPath } from "@chunkwright/ome";
import type { BdvLevel } from "./bdv-levels.ts";
import { createViews, type LevelViews } from "./bdv-views.ts";

export interface BdvImage {
  readonly plan: BdvImagePlan;
  readonly levels: readonly BdvLevel[];
}

/** The datasets of an image, one a view and level. */
export function viewInfos({ plan, levels }: BdvImage): readonly ArrayInfo[] {
  const views = plan.timepoints.length * plan.setups.length;
  return levels.flatMap(({ info }) => {
    const view = { ...info, shape: info.shape.slice(2), chunkShape: info.chunkShape.slice(2) };
    return new Array<ArrayInfo>(views).fill(view);
  });
}

interface WriteOptions {
  readonly signal: AbortSignal;
  readonly onChunk: (byteLength: number) => void;
}

/** Writes the setups of an image with all their views; those without pixels are missing. */
export async function writeBdvImage(
  sink: Hdf5Sink,
  { plan, levels }: BdvImage,
  method: DownsampleMethod,
  options: WriteOptions,
): Promise<{ readonly reports: readonly CopyReport[]; readonly missing: BdvDocument["missing"] }> {
  for (const { id } of plan.setups) await writeSetup(sink, setupPath(id), plan, levels);
  const reports: CopyReport[] = [];
  const written: LevelViews[] = [];
  for (const [k, { info, step, source }] of levels.entries()) {
    const views = await createViews(sink, plan, k, info);
    const below = source ?? written.at(-1)?.reopen();
    if (source) reports.push(await copyArray(source, views.sink, options));
    else if (below) reports.push(await buildLevel(below, views.sink, [1, 1, ...step], method, options));
    else reports.push({ written: 0, copied: 0, absent: 0 });
    await views.sink.close();
    written.push(views);
  }
  return { reports, missing: await settleMissing(plan, written) };
}

/** Views without pixels at any level; a view that has some at one level has them at all. */
async function settleMissing(
  { timepoints, setups }: BdvImagePlan,
  levels: readonly LevelViews[],
): Promise<BdvDocument["missing"]> {
  const missing: BdvDocument["missing"][number][] = [];
  for (const [t, timepoint] of timepoints.entries()) {
    for (const [c, { id }] of setups.entries()) {
      const absent = levels.filter((level) => !level.has(t, c));
      if (absent.length === levels.length) missing.push({ timepoint, setup: id });
      else for (const level of absent) await level.create(t, c);
    }
  }
  return missing;
}

/** Factors and chunks of the levels, along x, y and z. */
async function writeSetup(
  sink: Hdf5Sink,
  path: string,
  { dataType }: BdvImagePlan,
  levels: readonly BdvLevel[],
): Promise<void> {
  await sink.createGroup(path, {});
  if (dataType !== undefined) sink.setAttribute(path, "dataType", textAttribute(dataType));
  const shape = [levels.length, 3];
  const resolutions = Float64Array.from(levels.flatMap(({ factors }) => factors.toReversed()));
  const subdivisions = Int32Array.from(levels.flatMap(({ info }) => info.chunkShape.slice(2).toReversed()));
  const common = {
    shape,
    chunkShape: shape,
    fillValue: 0,
    codecs: [{ name: "bytes", configuration: { endian: "little" } }],
    attributes: {},
  };
  const layout = { layout: "contiguous" } as const;
  const factors = await sink.createArray(`${path}/resolutions`, { ...common, dataType: "float64" }, layout);
  await factors.writeChunk([0, 0], { dataType: "float64", shape, data: resolutions });
  await factors.close();
  const chunks = await sink.createArray(`${path}/subdivisions`, { ...common, dataType: "int32" }, layout);
  await chunks.writeChunk([0, 0], { dataType: "int32", shape, data: subdivisions });
  await chunks.close();
}
