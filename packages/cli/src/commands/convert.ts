/**
 * `chunkwright convert SRC DST`: a source becomes OME-Zarr, whole or not at all.
 *
 * @module
 */

import { realpath } from "node:fs/promises";
import { dirname, resolve, sep } from "node:path";
import { type CopyReport, planSize } from "@chunkwright/convert";
import { type ArrayInfo, type ChunkSource, type Group, StorageError } from "@chunkwright/core";
import { type ImageCollection, OME_XML_KEY } from "@chunkwright/ome";
import { fsStore } from "@chunkwright/stores/fs";
import { createZarr } from "@chunkwright/zarr";
import { copyHierarchy, planCopy } from "../copy-hierarchy.ts";
import { EXIT_OK } from "../exit-code.ts";
import { parseLocation } from "../location.ts";
import { openSource } from "../open-source.ts";
import type { OpenedSource } from "../opened-source.ts";
import { type ProgressMode, startProgress } from "../progress.ts";
import { formatBytes, formatCount, formatDuration, formatShape } from "../quantity.ts";
import { openTargetDirectory } from "../target-directory.ts";
import type { Terminal } from "../terminal.ts";
import { planHierarchy, writeNgff } from "../write-ngff.ts";
import { parseZarrSettings, type ZarrOptions, type ZarrSettings } from "../zarr-settings.ts";

export interface ConvertCommandOptions extends ZarrOptions {
  readonly overwrite?: boolean | undefined;
  readonly dryRun?: boolean | undefined;
  readonly json?: boolean | undefined;
  readonly quiet?: boolean | undefined;
  readonly progress?: ProgressMode | undefined;
}

/** An array of the target and where its chunks come from. */
interface PlannedArray {
  readonly path: string;
  readonly info: ArrayInfo;
  readonly origin: "source" | "generated";
}

/** A conversion that has been planned and can be carried out into a directory. */
interface Job {
  readonly arrays: readonly PlannedArray[];
  run(directory: string, onChunk: (byteLength: number) => void): Promise<readonly CopyReport[]>;
}

export async function convert(
  source: string,
  target: string,
  options: ConvertCommandOptions,
  terminal: Terminal,
): Promise<number> {
  const settings = parseZarrSettings(target, options);
  const opened = await openSource(source, terminal);
  try {
    const job = await planJob(opened, settings, terminal);
    const size = planSize(job.arrays);
    if (options.dryRun) {
      printPlan(source, target, job.arrays, options, terminal);
      return EXIT_OK;
    }
    await checkApart(source, target);
    const started = performance.now();
    const directory = await openTargetDirectory(target, options.overwrite ?? false);
    const mode = options.quiet ? "none" : (options.progress ?? "auto");
    const progress = startProgress(terminal, mode, "Converting", size.byteLength);
    try {
      const reports = await job.run(directory.workingPath, (byteLength) => progress.advance(byteLength));
      terminal.signal.throwIfAborted();
      await directory.commit();
      progress.end();
      const seconds = (performance.now() - started) / 1000;
      printReport({ source, target, arrays: job.arrays, reports, seconds }, options, terminal);
      return EXIT_OK;
    } catch (error) {
      progress.end();
      throw error;
    } finally {
      await directory.abandon();
    }
  } finally {
    await opened.close();
  }
}

async function planJob(source: OpenedSource, settings: ZarrSettings, terminal: Terminal): Promise<Job> {
  const collection = await source.images(terminal);
  for (const warning of collection?.warnings ?? []) terminal.err(`warning: ${warning}\n`);
  if (source.root) return planHierarchyJob(source.root, collection, settings, terminal);
  if (!collection || collection.images.length === 0) {
    throw new StorageError("unsupported", `Cannot convert ${source.location}: it holds no image`, {
      format: source.format,
      feature: "file without images",
    });
  }
  const plan = planHierarchy(collection, settings);
  return {
    arrays: plan.images.flatMap(({ levels }) =>
      levels.map(({ path, info, origin }) => ({
        path,
        info,
        origin: origin.kind === "source" ? "source" : "generated",
      })),
    ),
    run: (directory, onChunk) => writeNgff(plan, fsStore(directory), settings, { ...terminal, onChunk }),
  };
}

/** A hierarchy is copied whole: images, labels, tables and whatever else it holds, levels as they are. */
async function planHierarchyJob(
  root: Group | ChunkSource,
  collection: ImageCollection | undefined,
  settings: ZarrSettings,
  terminal: Terminal,
): Promise<Job> {
  const { levels } = settings;
  if (levels !== undefined && collection?.images.some((image) => image.levels.length !== levels)) {
    throw new StorageError("unsupported", "Cannot change the number of levels of a Zarr source", {
      format: "zarr",
      feature: "--levels",
    });
  }
  const plan = await planCopy(root, settings, terminal);
  return {
    arrays: plan.arrays.map(({ path, info }) => ({ path, info, origin: "source" })),
    async run(directory, onChunk) {
      const store = fsStore(directory);
      const { coder, signal } = terminal;
      const sink = await createZarr(store, { zarrFormat: settings.zarrVersion, coder });
      const reports = await copyHierarchy(plan, sink, { signal, onChunk });
      if (collection?.omeXml) await store.set(OME_XML_KEY, collection.omeXml);
      await sink.close();
      return reports;
    },
  };
}

/** Replacing a source by its own copy, or writing inside it, loses data. */
async function checkApart(source: string, target: string): Promise<void> {
  const location = parseLocation(source);
  if (location.kind === "url") return;
  const from = await realpath(location.path);
  const to = await realpath(target).catch(() => resolve(target));
  const around = await realpath(dirname(to)).catch(() => dirname(to));
  if (from === to || (around + sep).startsWith(from + sep) || (from + sep).startsWith(to + sep)) {
    throw new StorageError("exists", `Cannot write ${target}: source and target contain one another`, {
      path: target,
    });
  }
}

function printPlan(
  source: string,
  target: string,
  arrays: readonly PlannedArray[],
  { json }: ConvertCommandOptions,
  terminal: Terminal,
): void {
  const { byteLength, chunks } = planSize(arrays);
  if (json) {
    const levels = arrays.map(arrayReport);
    terminal.out(
      `${JSON.stringify({ source, target, dryRun: true, byteLength, objects: chunks, arrays: levels })}\n`,
    );
    return;
  }
  terminal.out(
    `${source} -> ${target}, ${formatCount(chunks, "chunk object")}, ${formatBytes(byteLength)} decoded\n`,
  );
  for (const { path, info, origin } of arrays) {
    const pipeline = info.codecs.map(({ name }) => name).join(" > ");
    terminal.out(
      `  ${path || "."}: ${info.dataType} ${formatShape(info.shape)} in chunks of ${formatShape(info.chunkShape)}, ` +
        `${pipeline}${origin === "generated" ? ", generated" : ""}\n`,
    );
  }
}

interface Conversion {
  readonly source: string;
  readonly target: string;
  readonly arrays: readonly PlannedArray[];
  readonly reports: readonly CopyReport[];
  readonly seconds: number;
}

function printReport(
  { source, target, arrays, reports, seconds }: Conversion,
  { json, quiet }: ConvertCommandOptions,
  terminal: Terminal,
): void {
  const { byteLength } = planSize(arrays);
  if (json) {
    const told = arrays.map((array, i) => ({ ...arrayReport(array), ...chunkCounts(reports[i]!) }));
    terminal.out(`${JSON.stringify({ source, target, byteLength, seconds, arrays: told })}\n`);
    return;
  }
  if (quiet) return;
  const total = (pick: (report: CopyReport) => number) =>
    reports.reduce((sum, report) => sum + pick(report), 0);
  const absent = total((report) => report.absent);
  terminal.err(
    `Wrote ${target}: ${formatCount(arrays.length, "array")}, ${formatBytes(byteLength)} decoded in ` +
      `${formatDuration(seconds)} (${formatBytes(byteLength / seconds)}/s); ` +
      `${formatCount(
        total((report) => report.written),
        "chunk",
      )}, ` +
      `${total((report) => report.copied)} of them copied without decoding` +
      `${absent > 0 ? `, ${absent} absent in the source` : ""}\n`,
  );
}

function arrayReport({ path, info, origin }: PlannedArray) {
  const { dataType, shape, chunkShape, codecs } = info;
  return { path, origin, dataType, shape, chunkShape, codecs };
}

function chunkCounts({ written, copied, absent }: CopyReport) {
  return { written, copied, absent };
}
