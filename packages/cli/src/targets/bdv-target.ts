/**
 * BigDataViewer as a target: an XML document, and an HDF5 file of the same name beside it.
 *
 * @module
 */

import { writeFile } from "node:fs/promises";
import {
  buildLevel,
  type CopyReport,
  chooseCodecs,
  copyArray,
  type DownsampleMethod,
  downsampledShape,
} from "@chunkwright/convert";
import {
  type ArrayInfo,
  type ChunkSource,
  type CodecSpec,
  codecsEqual,
  type Shape,
  StorageError,
  zeroOf,
} from "@chunkwright/core";
import { createHdf5, type Hdf5Sink, metadataByteLength, textAttribute } from "@chunkwright/hdf5";
import {
  type BdvDocument,
  type BdvImagePlan,
  bdvDocument,
  planBdv,
  printBdv,
  proposeChunk,
  proposeMipmaps,
  setupPath,
} from "@chunkwright/ome";
import { createFsFile } from "@chunkwright/stores/fs";
import { BDV_CODECS, type Compression, codecChoices, parseCompression } from "../compression.ts";
import type { Host } from "../host.ts";
import { type LayoutOptions, parseLayoutOptions } from "../layout-options.ts";
import { baseName, parseLocation } from "../location.ts";
import type { OpenedSource } from "../opened-source.ts";
import { openTargetPlace } from "../target-place.ts";
import { UsageError } from "../usage-error.ts";
import { createViews, type LevelViews } from "./bdv-views.ts";
import type { Job, ParseTarget } from "./target.ts";

/** Channels become setups; labels and whatever else a hierarchy holds have no place. */
export const parseBdvTarget: ParseTarget = (target, options) => {
  if (parseLocation(target).kind === "s3") {
    throw new UsageError(`Cannot write ${target}: the two files of BigDataViewer do not go into a bucket`);
  }
  const settings: BdvSettings = {
    ...parseLayoutOptions(options),
    compression: parseCompression(options.compression ?? "auto", BDV_CODECS),
    hdf5Path: target.replace(/(\.xml)?$/i, ".h5"),
    overwrite: options.overwrite ?? false,
  };
  return { kind: "file", plan: (source, host) => planJob(source, settings, host) };
};

interface BdvSettings extends LayoutOptions {
  readonly compression: Compression;
  readonly hdf5Path: string;
  readonly overwrite: boolean;
}

interface LevelJob {
  /** Axes t, c, z, y, x. */
  readonly info: ArrayInfo;
  /** Voxels of the finest level that make one, along z, y and x; and those of the level before. */
  readonly factors: readonly number[];
  readonly step: Shape;
  /** `undefined`: made of the level before. */
  readonly source: ChunkSource | undefined;
}

interface ImageJob {
  readonly plan: BdvImagePlan;
  readonly levels: readonly LevelJob[];
}

async function planJob(source: OpenedSource, settings: BdvSettings, host: Host): Promise<Job> {
  const collection = await source.images(host);
  if (!collection || collection.images.length === 0) {
    throw new StorageError("unsupported", `Cannot convert ${source.location}: it holds no image`, {
      format: source.format,
      feature: "source without images",
    });
  }
  const plan = planBdv(collection);
  const labels = collection.images.flatMap(({ labels: paths = [] }) => paths);
  const left = [
    ...(labels.length > 0 ? [`labels are left out: ${labels.join(", ")}`] : []),
    ...(collection.omeXml ? ["the source's OME-XML is left out"] : []),
  ];
  for (const warning of [...(collection.warnings ?? []), ...left]) {
    host.warn(warning);
  }
  const jobs = plan.images.map((image): ImageJob => ({ plan: image, levels: planLevels(image, settings) }));
  return {
    arrays: jobs.flatMap(({ plan: { setups }, levels }) =>
      levels.map(({ info, source: from }, k) => ({
        path: `${setups.map(({ id }) => setupPath(id)).join("+")}/${k}`,
        info,
        origin: from ? "source" : "generated",
      })),
    ),
    async run(workingPath, onChunk) {
      const place = await openTargetPlace(settings.hdf5Path, "file", settings.overwrite);
      try {
        const { coder, signal } = host;
        const file = await createFsFile(place.workingPath);
        const reports: CopyReport[] = [];
        const missing: BdvDocument["missing"][number][] = [];
        try {
          const sink = createHdf5(file, {
            coder,
            reservedBytes: metadataByteLength(jobs.flatMap(viewInfos)),
          });
          for (const job of jobs) {
            const written = await writeImage(sink, job, settings.method, { signal, onChunk });
            reports.push(...written.reports);
            missing.push(...written.missing);
          }
          await sink.close();
        } finally {
          // Harmless where the file is complete.
          await file.abort();
        }
        await writeFile(workingPath, printBdv(bdvDocument(plan, baseName(settings.hdf5Path), missing)));
        signal.throwIfAborted();
        await place.commit();
        return reports;
      } finally {
        await place.abandon();
      }
    },
  };
}

/** The source's own levels if it has several, else those that BigDataViewer's exporter would make. */
function planLevels({ image }: BdvImagePlan, settings: BdvSettings): readonly LevelJob[] {
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
    return image.levels.slice(0, most).map(({ source, scale }): LevelJob => {
      const factors = scale.slice(2).map((size, axis) => nearWhole(size / voxelSize[axis]!));
      const proposed = proposeChunk(source.info.shape.slice(2), [1, 1, 1], scale.slice(2));
      const chunk = givenChunk(source.info, settings) ?? ownChunk(source.info, codecs) ?? proposed;
      return { info: describe(source.info.shape, chunk), factors, step: [1, 1, 1], source };
    });
  }
  const levels: LevelJob[] = [];
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

/** Chunks that can stay as they are encoded. */
function ownChunk(
  { chunkShape, codecs, dataType }: ArrayInfo,
  wanted: readonly CodecSpec[],
): Shape | undefined {
  const [t, c, ...volume] = chunkShape;
  return t === 1 && c === 1 && codecsEqual(codecs, wanted, dataType) ? volume : undefined;
}

function givenChunk(array: ArrayInfo, { chunkShape }: BdvSettings): Shape | undefined {
  const given = chunkShape(array)?.slice(-3);
  if (!given) return undefined;
  const volume = array.shape.slice(2);
  return volume.map((length, axis) => Math.min(length, given[axis - 3 + given.length] ?? 1));
}

/** Scales have been through text. */
function nearWhole(factor: number): number {
  const whole = Math.round(factor);
  return Math.abs(factor - whole) <= 1e-9 * whole ? whole : factor;
}

function viewInfos({ plan, levels }: ImageJob): readonly ArrayInfo[] {
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

async function writeImage(
  sink: Hdf5Sink,
  { plan, levels }: ImageJob,
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
  levels: readonly LevelJob[],
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
