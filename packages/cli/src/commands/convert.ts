/**
 * `chunkwright convert SRC DST`: a source in another format or layout, completely or not at all.
 *
 * @module
 */

import { type CopyReport, planSize } from "@chunkwright/convert";
import { type ArrayInfo, elementCount, gridShape } from "@chunkwright/core";
import type { UnreadPage } from "@chunkwright/ome";
import { openSource } from "../open-source.ts";
import { type PartOptions, parsePart } from "../part/part-options.ts";
import { selectPart } from "../part/select-part.ts";
import { isRemote } from "../place/location.ts";
import type { ReferenceOptions } from "../reference-options.ts";
import { chooseTarget } from "../targets/choose-target.ts";
import type { PlannedArray, TargetOptions } from "../targets/target.ts";
import { writeTarget } from "../targets/write-target.ts";
import { reportError } from "../terminal/error-line.ts";
import { EXIT_OK, EXIT_PARTIAL } from "../terminal/exit-code.ts";
import { type ProgressMode, startProgress } from "../terminal/progress.ts";
import { formatBytes, formatCount, formatDuration, formatShape } from "../terminal/quantity.ts";
import type { Terminal } from "../terminal/terminal.ts";

export interface ConvertCommandOptions extends TargetOptions, PartOptions, ReferenceOptions {
  readonly dryRun?: boolean | undefined;
  readonly json?: boolean | undefined;
  readonly quiet?: boolean | undefined;
  readonly progress?: ProgressMode | undefined;
}

export async function convert(
  source: string,
  target: string,
  options: ConvertCommandOptions,
  terminal: Terminal,
): Promise<number> {
  const { kind, plan } = await chooseTarget(target, options);
  const part = parsePart(options);
  const opened = await openSource(source, { ...terminal, allowTargets: options.allowTargets });
  try {
    const selected = selectPart(opened, part, terminal);
    const job = await plan(selected, { ...terminal, isRemote: isRemote(source) || isRemote(target) });
    const { unread: pages = [] } = (await selected.images(terminal)) ?? {};
    const unread = [...pages, ...(job.unread ?? [])];
    const size = planSize(job.arrays);
    if (options.dryRun) {
      printPlan(source, target, job.arrays, options, terminal);
      return unread.length > 0 ? EXIT_PARTIAL : EXIT_OK;
    }
    const started = performance.now();
    const mode = options.quiet ? "none" : (options.progress ?? "auto");
    const progress = startProgress(terminal, mode, "Converting", size.byteLength);
    let reports: readonly CopyReport[];
    try {
      reports = await writeTarget(job, {
        source: opened,
        target,
        kind,
        overwrite: options.overwrite ?? false,
        signal: terminal.signal,
        onChunk: (byteLength) => progress.advance(byteLength),
      });
    } finally {
      progress.end();
    }
    const seconds = (performance.now() - started) / 1000;
    printReport({ source, target, arrays: job.arrays, unread, reports, seconds }, options, terminal);
    return unread.length > 0 ? EXIT_PARTIAL : EXIT_OK;
  } finally {
    await opened.close();
  }
}

function printPlan(
  source: string,
  target: string,
  arrays: readonly PlannedArray[],
  { json }: ConvertCommandOptions,
  terminal: Terminal,
): void {
  const { byteLength } = planSize(arrays);
  const objects = arrays.reduce((sum, { info }) => sum + objectCount(info), 0);
  if (json) {
    const levels = arrays.map(arrayReport);
    terminal.out(
      `${JSON.stringify({ source, target, dryRun: true, byteLength, objects, arrays: levels })}\n`,
    );
    return;
  }
  terminal.out(
    `${source} -> ${target}, ${formatCount(objects, "chunk object")}, ${formatBytes(byteLength)} decoded\n`,
  );
  for (const { path, info, origin } of arrays) {
    const pipeline = info.codecs.map(({ name }) => name).join(" > ");
    const shards = info.shardShape ? `, shards of ${formatShape(info.shardShape)}` : "";
    terminal.out(
      `  ${path || "."}: ${info.dataType} ${formatShape(info.shape)} in chunks of ${formatShape(info.chunkShape)}${shards}, ` +
        `${pipeline}${origin === "generated" ? ", generated" : ""}\n`,
    );
  }
}

/** Shards, or chunks without shards. */
function objectCount({ shape, chunkShape, shardShape }: ArrayInfo): number {
  return elementCount(gridShape({ shape, chunkShape: shardShape ?? chunkShape }));
}

interface Conversion {
  readonly source: string;
  readonly target: string;
  readonly arrays: readonly PlannedArray[];
  readonly unread: readonly UnreadPage[];
  readonly reports: readonly CopyReport[];
  readonly seconds: number;
}

function printReport(
  { source, target, arrays, unread, reports, seconds }: Conversion,
  { json, quiet }: ConvertCommandOptions,
  terminal: Terminal,
): void {
  const { byteLength } = planSize(arrays);
  if (json) {
    const told = arrays.map((array, i) => ({ ...arrayReport(array), ...chunkCounts(reports[i]!) }));
    const left = unread.map(({ path, error }) => ({ path, error: reportError(error) }));
    const report = { source, target, byteLength, seconds: Number(seconds.toFixed(3)), arrays: told };
    terminal.out(`${JSON.stringify(left.length > 0 ? { ...report, unread: left } : report)}\n`);
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
  const { dataType, shape, chunkShape, shardShape, codecs } = info;
  return { path, origin, dataType, shape, chunkShape, ...(shardShape && { shardShape }), codecs };
}

function chunkCounts({ written, copied, absent }: CopyReport) {
  return { written, copied, absent };
}
