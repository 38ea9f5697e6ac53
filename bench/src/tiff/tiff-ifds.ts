/**
 * How long does it take to open all IFDs of a long stack? In processes that do nothing else, where nothing is
 * compiled yet, beside geotiff.js and, natively, tifffile.
 *
 * @module
 */

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createFsFile } from "@chunkwright/stores/fs";
import { createTiff } from "@chunkwright/tiff";
import { type BenchContext, leaveOut } from "../context.ts";
import { packageName } from "../measure/environment.ts";
import { figuresOf, OURS } from "../measure/figure.ts";
import { type Measured, measure, type Subject } from "../measure/sample.ts";
import { median } from "../measure/statistics.ts";
import { formatNumber, formatRatio, formatTable } from "../measure/table.ts";
import { askSample } from "../subject/asked-process.ts";
import { runProcess } from "../subject/process-subject.ts";
import type { PythonRival } from "../subject/python-rival.ts";

const IFDS = 20_000;
const SIDE = 16;
const PROGRAM = fileURLToPath(new URL("open-ifds.js", import.meta.url));

export async function benchTiffIfds(context: BenchContext, python: PythonRival | undefined): Promise<void> {
  const rows: string[][] = [];
  for await (const { name, path } of stacks(context, python)) {
    context.progress(name);
    const subjects = [
      freshProcess(OURS, "chunkwright", path),
      freshProcess(packageName("geotiff"), "geotiff", path),
    ];
    if (python) {
      const sample = () => askSample(python, { do: "sample_pages", path });
      subjects.push({ name: python.versions.get("tifffile") ?? "tifffile", sample });
    }
    const results = await measure(subjects, {
      rounds: context.isQuick ? 5 : 9,
      warmUps: 1,
      onFailure: (subject, error) => leaveOut(context, `${subject} in ${name}`, error),
    });
    for (const result of results) context.record(figuresOf("tiff", name, result));
    rows.push(...results.map((result, i) => row(name, result, i === 0 ? undefined : results[0])));
  }
  context.progress("");
  context.print(`\nOpening ${IFDS} IFDs in a fresh process\n`);
  context.print(formatTable(["case", "subject", "CPU ms", "ours", "wall ms", "ours"], rows));
}

interface Stack {
  readonly name: string;
  readonly path: string;
}

async function* stacks({ folder }: BenchContext, python: PythonRival | undefined): AsyncGenerator<Stack> {
  const path = join(folder, "front.tif");
  await writeStack(path);
  yield { name: `${IFDS} IFDs in front`, path };
  if (!python) return;
  const between = join(folder, "between.tif");
  await python.ask({ do: "write_pages", path: between, count: IFDS, side: SIDE });
  yield { name: `${IFDS} IFDs between pixels`, path: between };
}

async function writeStack(path: string): Promise<void> {
  const codecs = [{ name: "bytes", configuration: { endian: "little" } }];
  const shape = [SIDE, SIDE];
  const info = {
    dataType: "uint16",
    shape,
    chunkShape: shape,
    fillValue: 0,
    codecs,
    attributes: {},
  } as const;
  const tiff = createTiff(
    await createFsFile(path),
    Array.from({ length: IFDS }, () => ({ info })),
  );
  for (const { sink } of tiff.images) {
    await sink.writeChunk([0, 0], { dataType: "uint16", shape, data: new Uint16Array(SIDE * SIDE) });
    await sink.close();
  }
  await tiff.close();
}

function freshProcess(name: string, reader: string, path: string): Subject {
  return {
    name,
    async sample() {
      const answer: unknown = JSON.parse(await runProcess(process.execPath, [PROGRAM, reader, path]));
      if (!isAnswer(answer)) throw new Error(`${reader} opened other IFDs`);
      return { wall: answer.wall, cpu: answer.cpu };
    },
  };
}

function isAnswer(answer: unknown): answer is { wall: number; cpu: number } {
  return (
    typeof answer === "object" &&
    answer !== null &&
    "wall" in answer &&
    "cpu" in answer &&
    "sum" in answer &&
    typeof answer.wall === "number" &&
    typeof answer.cpu === "number" &&
    answer.sum === IFDS * SIDE
  );
}

function row(name: string, { name: subject, samples }: Measured, ours: Measured | undefined): string[] {
  const cells = (["cpu", "wall"] as const).flatMap((metric) => {
    const middle = (all: Measured["samples"]) => median(all.map((sample) => sample[metric]));
    const own = middle(samples);
    return [formatNumber(own), ours ? formatRatio(own / middle(ours.samples)) : ""];
  });
  return [name, subject, ...cells];
}
