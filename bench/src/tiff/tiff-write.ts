/**
 * How fast are pyramids written as TIFF? Deflate with predictor 2, by this thread, by one worker and by two, beside
 * tifffile with as many threads. All have the levels in memory that their threads share, and flush a new file to the
 * disk.
 *
 * @module
 */

import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bytesOf, type Chunk, type ChunkCoder, sharedChunk, writeArray } from "@chunkwright/core";
import { createFsFile } from "@chunkwright/stores/fs";
import { createTiff, type TiffImage } from "@chunkwright/tiff";
import { createWorkerPool } from "@chunkwright/workers";
import { type BenchContext, leaveOut } from "../context.ts";
import { cells } from "../data/cells.ts";
import { figuresOf, OURS } from "../measure/figure.ts";
import { measure, type Subject, WARM_UPS } from "../measure/sample.ts";
import { speedTable } from "../measure/speed-table.ts";
import { askSample } from "../subject/asked-process.ts";
import { inProcess } from "../subject/in-process.ts";
import type { PythonRival } from "../subject/python-rival.ts";

const TILE = 512;
const LEVEL = 1;
const WORKERS = [1, 2] as const;
/** Milliseconds that a sample takes at least. */
const LEAST_MS = 500;

export async function benchTiffWriting(
  context: BenchContext,
  python: PythonRival | undefined,
): Promise<void> {
  const side = context.isQuick ? 2048 : 8192;
  const levels = pyramid(side);
  const byteLength = levels.reduce((sum, { data }) => sum + bytesOf(data).byteLength, 0);
  const name = `write u16 pyramid, deflate ${LEVEL}, predictor 2`;
  context.progress(name);
  const pools = WORKERS.map((size) => createWorkerPool({ size }));
  try {
    const subjects: Subject[] = [
      ours(context, `${OURS}, ${workersOf(2)}`, levels, pools[1]),
      ours(context, `${OURS}, ${workersOf(1)}`, levels, pools[0]),
      ours(context, OURS, levels, undefined),
    ];
    if (python) subjects.push(...(await tifffileSubjects(context, python, levels)));
    const results = await measure(subjects, {
      rounds: context.isQuick ? 3 : 7,
      // Each of two workers has only half of the work to be compiled by.
      warmUps: 2 * WARM_UPS,
      onFailure: (subject, error) => leaveOut(context, `${subject} in ${name}`, error),
    });
    for (const result of results) context.record(figuresOf("tiff", name, result));
    context.print(`\nWriting: ${name}, tiles of ${TILE}`);
    context.print(speedTable([{ name, byteLength, results }]));
  } finally {
    await Promise.all(pools.map((pool) => pool.close()));
  }
}

function workersOf(count: number): string {
  return count === 1 ? "1 worker" : `${count} workers`;
}

/** The image and every second pixel of it, down to one tile, in shared memory. */
function pyramid(side: number): readonly Chunk<"uint16">[] {
  const levels = [level(side, cells(side, side, 1))];
  for (let length = side / 2; length >= TILE; length /= 2) {
    const { data } = levels.at(-1)!;
    const next = new Uint16Array(length * length).map((_, i) => {
      const row = Math.floor(i / length);
      return data[4 * row * length + 2 * (i - row * length)]!;
    });
    levels.push(level(length, next));
  }
  return levels;
}

function level(side: number, elements: Uint16Array): Chunk<"uint16"> {
  const chunk = sharedChunk("uint16", [side, side]);
  chunk.data.set(elements);
  return chunk;
}

/** Files are removed behind the sample: the system takes its time for one that is overwritten. */
function ours(
  { folder }: BenchContext,
  name: string,
  levels: readonly Chunk[],
  coder: ChunkCoder | undefined,
): Subject {
  const written: string[] = [];
  const write = () => {
    const path = join(folder, `written-${written.length}.tif`);
    written.push(path);
    return writePyramid(path, levels, coder);
  };
  const subject = inProcess(name, write, LEAST_MS);
  return {
    name,
    async sample() {
      try {
        return await subject.sample();
      } finally {
        for (const path of written.splice(0)) await rm(path, { force: true });
      }
    },
  };
}

async function writePyramid(
  path: string,
  levels: readonly Chunk[],
  coder: ChunkCoder | undefined,
): Promise<void> {
  const [finest, ...coarser] = levels.map(imageOf);
  const file = await createFsFile(path);
  const tiff = createTiff(file, [{ ...finest!, levels: coarser }], { coder });
  const [image] = tiff.images;
  await Promise.all(
    [image!, ...image!.levels].map(async ({ sink }, k) => {
      await writeArray(sink, levels[k]!);
      await sink.close();
    }),
  );
  await tiff.close();
}

function imageOf({ dataType, shape }: Chunk): TiffImage {
  const codecs = [
    { name: "tiff.horizontal_differencing", configuration: { axis: -1 } },
    { name: "bytes", configuration: { endian: "little" } },
    { name: "numcodecs.zlib", configuration: { level: LEVEL } },
  ];
  return { info: { dataType, shape, chunkShape: [TILE, TILE], fillValue: 0, codecs, attributes: {} } };
}

async function tifffileSubjects(
  { folder }: BenchContext,
  python: PythonRival,
  levels: readonly Chunk[],
): Promise<readonly Subject[]> {
  const files: string[] = [];
  for (const [k, { data }] of levels.entries()) {
    const elements = join(folder, `level-${k}`);
    await writeFile(elements, bytesOf(data));
    files.push(elements);
  }
  const request = { do: "write_pyramid", folder, files, tile: TILE, level: LEVEL, leastMs: LEAST_MS };
  const name = python.versions.get("tifffile") ?? "tifffile";
  return [2, 1].map((workers) => ({
    name: `${name}, ${workers === 1 ? "1 thread" : `${workers} threads`}`,
    sample: () => askSample(python, { ...request, workers }),
  }));
}
