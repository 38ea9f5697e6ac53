/**
 * What do shards cost? Writing an array of them beside tensorstore, as whole processes, and reading it, whole and one
 * inner chunk, beside zarrita and tensorstore. And what do the files cost that chunks are without them? Files are in
 * the page cache.
 *
 * @module
 */

import { rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bytesOf } from "@chunkwright/core";
import { type BenchContext, leaveOut } from "./context.ts";
import { volume } from "./data/data-sets.ts";
import { figuresOf, OURS } from "./measure/figure.ts";
import { type Measured, measure, type Subject, WARM_UPS } from "./measure/sample.ts";
import { type SpeedCase, speedTable } from "./measure/speed-table.ts";
import { median } from "./measure/statistics.ts";
import { formatNumber, formatRatio, formatTable } from "./measure/table.ts";
import { processSubject, runProcess } from "./subject/process-subject.ts";
import { type PythonRival, startPython } from "./subject/python-rival.ts";
import { startZarrReaders, type ZarrSubjects } from "./zarr/zarr-subjects.ts";

const CHUNK_SIDE = 64;
/** Chunks that differ; the array repeats them. */
const VARIANTS = 8;
const ELEMENT_BYTES = Uint16Array.BYTES_PER_ELEMENT;

const PROGRAM = fileURLToPath(new URL("./zarr/write-shards.js", import.meta.url));
const USAGE_HOOK = new URL("./subject/report-usage.js", import.meta.url).href;
const PYTHON_PROGRAM = fileURLToPath(new URL("../python/write_shards.py", import.meta.url));
const FILES_PROGRAM = fileURLToPath(new URL("./zarr/write-files.js", import.meta.url));
const PYTHON_FILES_PROGRAM = fileURLToPath(new URL("../python/write_files.py", import.meta.url));
const FILE_BYTES = 32 * 1024;

/** An array and its shards. */
interface Size {
  readonly side: number;
  readonly shardSide: number;
}
const LARGE: Size = { side: 1024, shardSide: 512 };
const SMALL: Size = { side: 512, shardSide: 256 };

export async function benchZarr(context: BenchContext): Promise<void> {
  const variants = join(context.folder, "variants.bin");
  const chunks = Array.from({ length: VARIANTS }, (_, seed) => bytesOf(volume(CHUNK_SIDE, seed).chunk.data));
  await writeFile(variants, Buffer.concat(chunks));
  const python = await startPython(context, "read.py");
  try {
    await benchWriting(context, variants, context.isQuick ? SMALL : LARGE, python);
    await benchFiles(context, python);
    await benchReading(context, variants, SMALL, python);
  } finally {
    await python?.close();
  }
}

async function benchWriting(
  context: BenchContext,
  variants: string,
  { side, shardSide }: Size,
  python: PythonRival | undefined,
): Promise<void> {
  const { folder } = context;
  const program = (name: string, command: string, start: readonly string[], to: string): Subject =>
    processSubject({
      name,
      command,
      args: [...start, variants, to, String(side), String(shardSide)],
      folder,
      before: () => rm(to, { recursive: true, force: true }),
    });
  const subjects = [
    program(OURS, process.execPath, ["--import", USAGE_HOOK, PROGRAM], join(folder, "ours.zarr")),
  ];
  const rival = python?.versions.get("tensorstore");
  if (context.python && rival) {
    subjects.push(program(rival, context.python, [PYTHON_PROGRAM], join(folder, "python.zarr")));
  }
  const name = `write ${side}^3 uint16 in shards of ${shardSide}^3, chunks of ${CHUNK_SIDE}^3, zstd 3`;
  await measureWriting(context, name, subjects, side ** 3 * ELEMENT_BYTES);
}

/** Each file whole, by a rename, as others would see it; and in place, where all of them appear at once. */
async function benchFiles(context: BenchContext, python: PythonRival | undefined): Promise<void> {
  const count = context.isQuick ? 1024 : 8192;
  const program = (name: string, command: string, start: readonly string[], manner: string): Subject => {
    const target = join(context.folder, manner);
    let round = 0;
    return processSubject({
      name,
      command,
      args: [...start, target, String(count), String(FILE_BYTES), manner],
      folder: context.folder,
      // Moved, not removed: ext4 is slow to give away again what was removed a moment ago.
      before: () => rename(target, `${target}-${round++}`).catch(() => {}),
    });
  };
  const ours = ["--import", USAGE_HOOK, FILES_PROGRAM];
  const subjects = [
    program(`${OURS}, in place`, process.execPath, ours, "unpublished"),
    program(`${OURS}, each whole`, process.execPath, ours, "whole"),
  ];
  const rival = python?.versions.get("tensorstore");
  if (context.python && rival)
    subjects.push(program(rival, context.python, [PYTHON_FILES_PROGRAM], "python"));
  await measureWriting(context, `write ${count} files of 32 KiB`, subjects, count * FILE_BYTES);
}

async function measureWriting(
  context: BenchContext,
  name: string,
  subjects: readonly Subject[],
  byteLength: number,
): Promise<void> {
  context.progress(name);
  const results = await measure(subjects, {
    rounds: context.isQuick ? 3 : 5,
    warmUps: 1,
    onFailure: (subject, error) => leaveOut(context, subject, error),
  });
  context.progress("");
  for (const result of results) context.record(figuresOf("zarr", name, result));
  context.print(`${name}\n`);
  context.print(writingTable(results, byteLength / 1e6));
}

function writingTable(results: readonly Measured[], megabytes: number): string {
  const rows = results.map(({ name, samples }) => ({
    name,
    wall: median(samples.map(({ wall }) => wall)),
    cpu: median(samples.map(({ cpu }) => cpu)),
    rss: median(samples.map(({ rss = 0 }) => rss)),
  }));
  const [ours] = rows;
  return formatTable(
    ["subject", "MB/s wall", "CPU s", "of ours", "peak MiB"],
    rows.map(({ name, wall, cpu, rss }) => [
      name,
      formatNumber((megabytes / wall) * 1000),
      formatNumber(cpu / 1000),
      ours ? formatRatio(cpu / ours.cpu) : "",
      formatNumber(rss),
    ]),
  );
}

async function benchReading(
  context: BenchContext,
  variants: string,
  { side, shardSide }: Size,
  python: PythonRival | undefined,
): Promise<void> {
  const target = join(context.folder, "read.zarr");
  await runProcess(process.execPath, [PROGRAM, variants, target, String(side), String(shardSide)]);
  const grid = [side, side, side].map((length) => length / CHUNK_SIDE);
  const readers = startZarrReaders(context, python);
  const name = `shards, ${side}^3`;
  const subjects = await readers.subjects(name, target, grid, CHUNK_SIDE);
  const cases: SpeedCase[] = [];
  const compare = async (name: string, kind: keyof ZarrSubjects, elements: number) => {
    context.progress(name);
    const results = await measure(subjects[kind], {
      rounds: context.isQuick ? 3 : 9,
      warmUps: WARM_UPS,
      onFailure: (subject, error) => leaveOut(context, `${subject} in ${name}`, error),
    });
    for (const result of results) context.record(figuresOf("zarr", name, result));
    cases.push({ name, byteLength: elements * ELEMENT_BYTES, results });
  };
  try {
    await compare(`read ${name}`, "whole", side ** 3);
    await compare(`read shards, one ${CHUNK_SIDE}^3`, "chunk", CHUNK_SIDE ** 3);
  } finally {
    await readers.close();
  }
  context.progress("");
  context.print(speedTable(cases));
}
