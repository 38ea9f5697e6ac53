/**
 * How long does it take to turn an OME-TIFF into an OME-Zarr with a pyramid? Whole processes, by turns with a Python
 * program of tifffile, numpy and tensorstore that writes the same chunks with the same codec.
 *
 * @module
 */

import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BenchContext, leaveOut } from "./context.ts";
import { decodedByteLength, TILE, writeOmeTiff } from "./data/write-ome-tiff.ts";
import { figuresOf, OURS } from "./measure/figure.ts";
import { type Measured, measure, type Subject } from "./measure/sample.ts";
import { median } from "./measure/statistics.ts";
import { formatNumber, formatRatio, formatTable } from "./measure/table.ts";
import { processSubject, runProcess } from "./subject/process-subject.ts";

const PROGRAM = fileURLToPath(
  new URL("dist/command/main.js", import.meta.resolve("chunkwright/package.json")),
);
const USAGE_HOOK = new URL("./subject/report-usage.js", import.meta.url).href;
const PYTHON_PROGRAM = fileURLToPath(new URL("../python/convert.py", import.meta.url));

export async function benchConvert(context: BenchContext): Promise<void> {
  const { folder, isQuick, python } = context;
  // 512 MiB decoded, quick 64 MiB, each with levels until no side is longer than 256.
  const size = isQuick ? { channels: 2, slices: 4, side: 2048 } : { channels: 2, slices: 8, side: 4096 };
  const levels = Math.log2(size.side / 256) + 1;
  const source = join(folder, "source.ome.tif");
  context.progress("Writing the source");
  await writeOmeTiff(source, size);

  const subjects = [ourSubject(folder, source, levels)];
  const targets = [join(folder, "ours.zarr")];
  if (python) {
    const target = join(folder, "python.zarr");
    try {
      subjects.push(await pythonSubject(python, { folder, source, target, levels }));
      targets.push(target);
    } catch (error) {
      leaveOut(context, "Python", error);
    }
  } else leaveOut(context, "Python", "there is no .venv");

  context.progress("Converting");
  const results = await measure(subjects, {
    rounds: isQuick ? 3 : 5,
    warmUps: 1,
    onFailure: (name, error) => leaveOut(context, name, error),
  });
  context.progress("");
  const megabytes = decodedByteLength(size) / 1e6;
  const name = `ome-tiff ${Math.round(megabytes)} MB deflate to ome-zarr zstd-3, ${levels} levels`;
  for (const result of results) context.record(figuresOf("convert", name, result));
  context.print(`${name}, chunks of ${TILE}x${TILE}\n`);
  context.print(table(results, megabytes));
  if (results.length === targets.length && targets.length > 1) await checkSame(targets);
}

function ourSubject(folder: string, source: string, levels: number): Subject {
  const target = join(folder, "ours.zarr");
  const options = [
    "--chunk",
    `${TILE},${TILE}`,
    "--compression",
    "zstd:3",
    "--levels",
    String(levels),
    "--quiet",
  ];
  return processSubject({
    name: OURS,
    command: process.execPath,
    args: ["--import", USAGE_HOOK, PROGRAM, "convert", source, target, ...options],
    folder,
    before: () => rm(target, { recursive: true, force: true }),
  });
}

async function pythonSubject(
  python: string,
  { folder, source, target, levels }: { folder: string; source: string; target: string; levels: number },
): Promise<Subject> {
  return processSubject({
    name: (await runProcess(python, [PYTHON_PROGRAM, "--versions"])).trim(),
    command: python,
    args: [PYTHON_PROGRAM, source, target, String(TILE), String(levels)],
    folder,
    before: () => rm(target, { recursive: true, force: true }),
  });
}

function table(results: readonly Measured[], megabytes: number): string {
  const middle = ({ samples }: Measured, metric: "wall" | "cpu" | "rss") =>
    median(samples.map((sample) => sample[metric] ?? Number.NaN));
  const ours = results[0]!;
  const columns = [
    "subject",
    "wall s",
    "of ours",
    "CPU s",
    "of ours",
    "peak MiB",
    "of ours",
    "MB/s wall",
    "MB/s CPU",
  ];
  const rows = results.map((result) => [
    result.name,
    ...(["wall", "cpu", "rss"] as const).flatMap((metric) => {
      const value = middle(result, metric);
      return [
        formatNumber(metric === "rss" ? value : value / 1000),
        formatRatio(value / middle(ours, metric)),
      ];
    }),
    formatNumber((megabytes * 1000) / middle(result, "wall")),
    formatNumber((megabytes * 1000) / middle(result, "cpu")),
  ]);
  return formatTable(columns, rows);
}

/** Both made the same pixels at every level, or the comparison is void. */
async function checkSame(targets: readonly string[]): Promise<void> {
  const digests = await Promise.all(
    targets.map(async (target) => {
      const lines = (await runProcess(process.execPath, [PROGRAM, "digest", "--json", target]))
        .trim()
        .split("\n");
      return lines.map((line) => line.replace(/"file":"(?:[^"\\]|\\.)*",?/, "")).sort();
    }),
  );
  if (digests.some((lines) => lines.join() !== digests[0]!.join())) {
    throw new Error("The converters wrote different pixels: the comparison is void");
  }
}
