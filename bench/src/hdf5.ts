/**
 * How fast are HDF5 files of 64 KB chunks read, written and copied without decoding? By this thread and by two workers,
 * beside h5py and h5wasm. Files are in the page cache; those that are written are flushed to the disk by all.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { copyArray } from "@chunkwright/convert";
import {
  type ArrayInfo,
  bytesOf,
  type Chunk,
  type ChunkCoder,
  type ChunkIndex,
  type ChunkSource,
  type CodecSpec,
  chunkIndices,
  elementCount,
  gridShape,
  mapConcurrently,
  readRegion,
} from "@chunkwright/core";
import { createHdf5, openHdf5 } from "@chunkwright/hdf5";
import { createFsFile, openFsFile } from "@chunkwright/stores/fs";
import { createWorkerPool } from "@chunkwright/workers";
import { askSample } from "./asked-process.ts";
import { type BenchContext, leaveOut } from "./context.ts";
import { volume } from "./data-sets.ts";
import { packageName } from "./environment.ts";
import { figuresOf, OURS } from "./figure.ts";
import { inProcess } from "./in-process.ts";
import { type PythonRival, startPython } from "./python-rival.ts";
import { measure, type Subject } from "./sample.ts";
import { seededRandom } from "./seeded-random.ts";
import { type SpeedCase, speedTable } from "./speed-table.ts";

/** Chunks of 64 KB. */
const SIDE = 32;
/** Chunks that differ; the array repeats them. */
const VARIANTS = 8;
/** Milliseconds that a sample of single chunks takes at least. */
const LEAST_MS = 20;
const WORKERS = 2;

const BYTES: CodecSpec = { name: "bytes", configuration: { endian: "little" } };
const SHUFFLE: CodecSpec = { name: "numcodecs.shuffle", configuration: { elementsize: 2 } };
const deflate = (level: number): CodecSpec => ({ name: "numcodecs.zlib", configuration: { level } });

/** A rival of ours in all four cases; a member that is missing has no part in that one. */
type Contestant = Partial<Record<"chunk" | "whole" | "write" | "copy", Subject>>;

interface Files {
  /** gzip 4, to be read. */
  readonly source: string;
  readonly target: string;
  /** The elements of the variants, one behind the other. */
  readonly elements: string;
  readonly shape: readonly number[];
  readonly grid: readonly number[];
  readonly variants: readonly Chunk[];
}

export async function benchHdf5(context: BenchContext): Promise<void> {
  const grid = context.isQuick ? [4, 8, 8] : [13, 16, 16];
  const files: Files = {
    source: join(context.folder, "source.h5"),
    target: join(context.folder, "target.h5"),
    elements: join(context.folder, "elements"),
    grid,
    shape: grid.map((count) => count * SIDE),
    variants: Array.from({ length: VARIANTS }, (_, seed) => volume(SIDE, seed).chunk),
  };
  await writeFile(files.elements, Buffer.concat(files.variants.map(({ data }) => bytesOf(data))));
  await write(files, files.source, [BYTES, deflate(4)]);
  const python = await startPython(context, "hdf5.py");
  const pool = createWorkerPool({ size: WORKERS });
  const source = await openFsFile(files.source);
  try {
    const array = await openArray(source);
    const ours = contestant(OURS, files, array);
    const pooled = contestant(`${OURS}, ${WORKERS} workers`, files, await openArray(source, pool), pool);
    const rivals = [
      pooled,
      ...(python ? await orNone(context, "h5py", () => h5py(files, array, python)) : []),
      ...(await orNone(context, "h5wasm", () => h5wasm(files, array))),
    ];
    const wholeBytes = elementCount(files.shape) * 2;
    const cases: SpeedCase[] = [];
    for (const [kind, name, byteLength] of [
      ["chunk", "read one chunk, gzip 4", SIDE ** 3 * 2],
      ["whole", "read all, gzip 4", wholeBytes],
      ["write", "write, shuffle + gzip 1", wholeBytes],
      ["copy", "copy without decoding, gzip 4", wholeBytes],
    ] as const) {
      context.progress(name);
      const subjects = [ours, ...rivals].flatMap((one) => one[kind] ?? []);
      const results = await measure(subjects, {
        rounds: context.isQuick ? 5 : 7,
        warmUps: 1,
        onFailure: (subject, error) => leaveOut(context, `${subject} in ${name}`, error),
      });
      for (const result of results) context.record(figuresOf("hdf5", name, result));
      cases.push({ name, byteLength, results });
    }
    context.progress("");
    context.print(speedTable(cases));
  } finally {
    await Promise.all([source.close(), pool.close(), python?.close()]);
  }
}

function contestant(name: string, files: Files, array: ChunkSource, coder?: ChunkCoder): Contestant {
  const next = randomChunks(files.grid);
  const region = { start: [0, 0, 0], shape: files.shape };
  const whole = inProcess(name, () => readRegion(array, region, { shared: coder !== undefined }), 0);
  const writing = inProcess(name, () => write(files, files.target, [BYTES, SHUFFLE, deflate(1)], coder), 0);
  if (coder) return { whole, write: writing };
  return {
    chunk: inProcess(name, () => array.readChunk(next()), LEAST_MS),
    whole,
    write: writing,
    copy: inProcess(name, () => copy(array, files.target), 0),
  };
}

async function openArray(
  file: Awaited<ReturnType<typeof openFsFile>>,
  coder?: ChunkCoder,
): Promise<ChunkSource> {
  const { root } = await openHdf5(file, { ...(coder && { coder }) });
  const array = await root.open("data");
  if (array?.kind !== "array") throw new Error("there is no dataset");
  return array;
}

async function write(
  { shape, variants }: Files,
  path: string,
  codecs: readonly CodecSpec[],
  coder?: ChunkCoder,
): Promise<void> {
  const info: ArrayInfo = {
    dataType: "uint16",
    shape,
    chunkShape: [SIDE, SIDE, SIDE],
    fillValue: 0,
    codecs,
    attributes: {},
  };
  const sink = createHdf5(await createFsFile(path), { coder });
  const array = await sink.createArray("data", info);
  let written = 0;
  await mapConcurrently(
    chunkIndices(gridShape(info)),
    // A sink is given its chunks.
    (index) => array.writeChunk(index, structuredClone(variants[written++ % VARIANTS]!)),
    { concurrency: coder ? 4 * WORKERS : 1 },
  );
  await array.close();
  await sink.close();
}

async function copy(array: ChunkSource, path: string): Promise<void> {
  const sink = createHdf5(await createFsFile(path));
  const target = await sink.createArray("data", array.info);
  const { copied, written } = await copyArray(array, target);
  if (copied !== written) throw new Error("chunks were decoded");
  await target.close();
  await sink.close();
}

async function h5py(files: Files, array: ChunkSource, python: PythonRival): Promise<Contestant> {
  const name = python.versions.get("h5py") ?? "h5py";
  const { source, target, elements, shape, grid } = files;
  const digest = await python.ask({ do: "digest", path: source });
  if (digest !== (await digestOf(array))) throw new Error("it reads other elements");
  const indices = Array.from({ length: 1000 }, randomChunks(grid));
  const subject = (request: { readonly do: string; readonly [key: string]: unknown }): Subject => ({
    name,
    sample: () => askSample(python, request),
  });
  return {
    chunk: subject({ do: "chunk", path: source, side: SIDE, indices, leastMs: LEAST_MS }),
    whole: subject({ do: "whole", path: source }),
    write: subject({ do: "write", path: target, elements, shape, side: SIDE }),
    copy: subject({ do: "copy", from: source, path: target }),
  };
}

/** It writes no two filters at once, and no chunk that is encoded already. */
async function h5wasm({ source, grid }: Files, array: ChunkSource): Promise<Contestant> {
  const { default: library, Dataset, File } = await import("h5wasm/node");
  const { activate_throwing_error_handler: throwErrors } = await library.ready;
  throwErrors();
  const dataset = new File(source, "r").get("data");
  if (!(dataset instanceof Dataset)) throw new Error("there is no dataset");
  const name = packageName("h5wasm");
  const next = randomChunks(grid);
  const { value } = dataset;
  if (!(value instanceof Uint16Array)) throw new Error("it reads another type");
  if (sha256(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)) !== (await digestOf(array))) {
    throw new Error("it reads other elements");
  }
  return {
    chunk: inProcess(name, () => dataset.slice(next().map((i) => [i * SIDE, (i + 1) * SIDE])), LEAST_MS),
    whole: inProcess(name, () => dataset.value, 0),
  };
}

async function orNone(
  context: BenchContext,
  name: string,
  open: () => Promise<Contestant>,
): Promise<Contestant[]> {
  try {
    return [await open()];
  } catch (error) {
    leaveOut(context, name, error);
    return [];
  }
}

async function digestOf(array: ChunkSource): Promise<string> {
  const { shape } = array.info;
  return sha256(bytesOf((await readRegion(array, { start: shape.map(() => 0), shape })).data));
}

/** Indices all over the grid, the same for every contestant. */
function randomChunks(grid: readonly number[]): () => ChunkIndex {
  const next = seededRandom(7);
  return () => grid.map((length) => Math.floor(next() * length));
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
