/**
 * How fast are TIFF files of 256 x 256 tiles decoded? By one thread, beside geotiff.js and, natively, tifffile, which
 * wrote the files. How long does opening long stacks take? See tiff-ifds.ts. And how fast are pyramids written? See tiff-write.ts.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bytesOf, type Chunk, type ChunkSource, readRegion } from "@chunkwright/core";
import { openFsFile } from "@chunkwright/stores/fs";
import { openTiff } from "@chunkwright/tiff";
import type { GeoTIFFImage } from "geotiff";
import { cells } from "./cells.ts";
import { type BenchContext, leaveOut } from "./context.ts";
import { tissue } from "./data-sets.ts";
import { packageName } from "./environment.ts";
import { figuresOf, OURS } from "./figure.ts";
import { askSample, type PythonRival, startPython } from "./python-rival.ts";
import { inProcess, measure } from "./sample.ts";
import { type SpeedCase, speedTable } from "./speed-table.ts";
import { benchTiffIfds } from "./tiff-ifds.ts";
import { readTasks } from "./tiff-tasks.ts";
import { benchTiffWriting } from "./tiff-write.ts";
import { writeOmeTiff } from "./write-ome-tiff.ts";

const TILE = 256;
/** Milliseconds that a sample takes at least. */
const LEAST_MS = 50;

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
  const cases: SpeedCase[] = [];
  try {
    for await (const { name, path } of python ? filesOf(context, side, python) : ownFile(context, side)) {
      cases.push(...(await compare(context, name, path, python)));
    }
    context.progress("");
    context.print(speedTable(cases));
    await benchTiffIfds(context, python);
    await benchTiffWriting(context, python);
  } finally {
    await python?.close();
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

async function compare(
  context: BenchContext,
  name: string,
  path: string,
  python: PythonRival | undefined,
): Promise<readonly SpeedCase[]> {
  const file = await openFsFile(path);
  try {
    const source = (await (await openTiff(file)).ifd(0)).source();
    const geotiff = await checkRivals(context, name, path, source, python);
    const cases: SpeedCase[] = [];
    for (const task of readTasks(source)) {
      const title = `${name}: ${task.name}`;
      context.progress(title);
      const subjects = [inProcess(OURS, () => task.ours(source), LEAST_MS)];
      if (geotiff) subjects.push(inProcess(packageName("geotiff"), () => task.geotiff(geotiff), LEAST_MS));
      if (python && task.tifffile) {
        const request = { ...task.tifffile, path, leastMs: LEAST_MS };
        const rival = python.versions.get("tifffile") ?? "tifffile";
        subjects.push({ name: rival, sample: () => askSample(python, request) });
      }
      const results = await measure(subjects, {
        rounds: context.isQuick ? 5 : 9,
        warmUps: 1,
        onFailure: (subject, error) => leaveOut(context, `${subject} in ${title}`, error),
      });
      for (const result of results) context.record(figuresOf("tiff", title, result));
      cases.push({ name: title, byteLength: task.byteLength, results });
    }
    return cases;
  } finally {
    await file.close();
  }
}

/** The image as geotiff.js opens it, unless that reads other pixels. Throws if tifffile does. */
async function checkRivals(
  context: BenchContext,
  name: string,
  path: string,
  source: ChunkSource,
  python: PythonRival | undefined,
): Promise<GeoTIFFImage | undefined> {
  const { shape } = source.info;
  const decoded = bytesOf((await readRegion(source, { start: shape.map(() => 0), shape })).data);
  const digest = await python?.ask({ do: "digest", path });
  if (python && digest !== createHash("sha256").update(decoded).digest("hex")) {
    throw new Error(`tifffile reads other pixels: ${name}`);
  }
  try {
    const { fromFile } = await import("geotiff");
    const image = await (await fromFile(path)).getImage();
    const { buffer, byteOffset, byteLength } = await image.readRasters({ interleave: true });
    if (Buffer.compare(new Uint8Array(buffer, byteOffset, byteLength), decoded) !== 0) {
      throw new Error("it reads other pixels");
    }
    return image;
  } catch (error) {
    leaveOut(context, `geotiff in ${name}`, error);
    return undefined;
  }
}
