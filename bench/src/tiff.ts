/**
 * How fast are TIFF files of 256 x 256 tiles decoded? By one thread, beside geotiff.js and, natively, tifffile, which
 * wrote the files, each in a process of its own. How long does opening long stacks take? See tiff-ifds.ts. And how
 * fast are pyramids written? See tiff-write.ts.
 *
 * @module
 */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type ArrayInfo, bytesOf, type Chunk } from "@chunkwright/core";
import { openFsFile } from "@chunkwright/stores/fs";
import { openTiff } from "@chunkwright/tiff";
import { type BenchContext, leaveOut } from "./context.ts";
import { cells } from "./data/cells.ts";
import { tissue } from "./data/data-sets.ts";
import { writeOmeTiff } from "./data/write-ome-tiff.ts";
import { packageName } from "./measure/environment.ts";
import { figuresOf, OURS } from "./measure/figure.ts";
import { measure, WARM_UPS } from "./measure/sample.ts";
import { type SpeedCase, speedTable } from "./measure/speed-table.ts";
import { askSample } from "./subject/asked-process.ts";
import { checkReaders, type ReaderProcess } from "./subject/check-readers.ts";
import { type PythonRival, startPython } from "./subject/python-rival.ts";
import { benchTiffIfds } from "./tiff/tiff-ifds.ts";
import { startTiffReader } from "./tiff/tiff-reader.ts";
import { type ReadRequest, readTasks } from "./tiff/tiff-tasks.ts";
import { benchTiffWriting } from "./tiff/tiff-write.ts";

const TILE = 256;
/** Milliseconds that a sample takes at least: V8 collects more garbage at first, after a pause. */
const LEAST_MS = 500;

interface TiffCase {
  readonly name: string;
  readonly pixels: "cells" | "tissue";
  /** As tifffile calls it. */
  readonly compression: string | null;
  readonly predictor: boolean;
}

const CASES: readonly TiffCase[] = [
  { name: "deflate, predictor 2, u16", pixels: "cells", compression: "zlib", predictor: true },
  { name: "lzw, predictor 2, u8 rgb", pixels: "tissue", compression: "lzw", predictor: true },
  { name: "zstd, u16", pixels: "cells", compression: "zstd", predictor: false },
  { name: "none, u16", pixels: "cells", compression: null, predictor: false },
];

export async function benchTiff(context: BenchContext): Promise<void> {
  const side = context.isQuick ? 2048 : 4096;
  const python = await startPython(context, "tiff.py");
  const own = (["chunkwright", "geotiff"] as const).map((reader) => startTiffReader(reader));
  const [ours, geotiff] = own;
  const readers: Reader[] = [
    { name: OURS, process: ours!, lacks: [] },
    { name: packageName("geotiff"), process: geotiff!, lacks: [] },
  ];
  if (python) {
    const name = python.versions.get("tifffile") ?? "tifffile";
    readers.push({ name, process: python, lacks: ["sample_windows"] });
  }
  const cases: SpeedCase[] = [];
  try {
    for await (const { name, path } of python ? filesOf(context, side, python) : ownFile(context, side)) {
      cases.push(...(await compare(context, name, path, readers)));
    }
    context.progress("");
    context.print(speedTable(cases));
    await benchTiffIfds(context, python);
    await benchTiffWriting(context, python);
  } finally {
    await Promise.all([python, ...own].map((process) => process?.close()));
  }
}

interface TiffFileCase {
  readonly name: string;
  readonly path: string;
}

async function* filesOf(
  context: BenchContext,
  side: number,
  python: PythonRival,
): AsyncGenerator<TiffFileCase> {
  const images: { readonly [pixels: string]: { readonly chunk: Chunk; readonly dtype: string } } = {
    cells: {
      chunk: { dataType: "uint16", shape: [side, side], data: cells(side, side, 1) },
      dtype: "<u2",
    },
    // No larger: geotiff 3.0.5 runs out of memory, and takes the process with it, in a tile of the next size.
    tissue: tissue(1024),
  };
  for (const [i, { name, pixels, compression, predictor }] of CASES.entries()) {
    const { chunk, dtype } = images[pixels]!;
    const elements = join(context.folder, "elements");
    const path = join(context.folder, `${i}.tif`);
    await writeFile(elements, bytesOf(chunk.data));
    const { shape } = chunk;
    await python.ask({ do: "write", elements, path, dtype, shape, tile: TILE, compression, predictor });
    yield { name, path };
  }
}

/** What can be measured without tifffile. */
async function* ownFile({ folder }: BenchContext, side: number): AsyncGenerator<TiffFileCase> {
  const path = join(folder, "own.tif");
  await writeOmeTiff(path, { channels: 1, slices: 1, side });
  yield { name: "deflate, u16, tiles of 512", path };
}

interface Reader extends ReaderProcess {
  /** What it cannot be asked for. */
  readonly lacks: readonly ReadRequest["do"][];
}

async function compare(
  context: BenchContext,
  name: string,
  path: string,
  readers: readonly Reader[],
): Promise<readonly SpeedCase[]> {
  const able = await checkReaders(context, name, path, readers);
  const cases: SpeedCase[] = [];
  for (const { name: task, byteLength, request } of readTasks(await imageInfo(path))) {
    const title = `${name}: ${task}`;
    context.progress(title);
    const subjects = able
      .filter(({ lacks }) => !lacks.includes(request.do))
      .map(({ name: subject, process }) => ({
        name: subject,
        sample: () => askSample(process, { ...request, path, leastMs: LEAST_MS }),
      }));
    const results = await measure(subjects, {
      rounds: context.isQuick ? 5 : 9,
      warmUps: WARM_UPS,
      onFailure: (subject, error) => leaveOut(context, `${subject} in ${title}`, error),
    });
    for (const result of results) context.record(figuresOf("tiff", title, result));
    cases.push({ name: title, byteLength, results });
  }
  return cases;
}

async function imageInfo(path: string): Promise<ArrayInfo> {
  const file = await openFsFile(path);
  try {
    return (await (await openTiff(file)).ifd(0)).source().info;
  } finally {
    await file.close();
  }
}
