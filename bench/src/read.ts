/**
 * How fast is a Zarr v3 array read from disk, whole and chunk by chunk? Beside zarrita and, natively, tensorstore.
 * Files are in the page cache: this is about decoding and assembling.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { join } from "node:path";
import {
  byteSize,
  bytesOf,
  type ChunkIndex,
  type CodecSpec,
  chunkIndices,
  elementCount,
  gridShape,
  readRegion,
} from "@chunkwright/core";
import { fsStore } from "@chunkwright/stores/fs";
import { createZarrArray, openZarr } from "@chunkwright/zarr";
import { askSample } from "./asked-process.ts";
import { type BenchContext, leaveOut } from "./context.ts";
import { volume } from "./data-sets.ts";
import { packageName } from "./environment.ts";
import { figuresOf, OURS } from "./figure.ts";
import { inProcess } from "./in-process.ts";
import { type PythonRival, startPython } from "./python-rival.ts";
import { benchOverheads, openPoolReaders, poolTable } from "./read-pool.ts";
import { type Measured, measure, type Subject } from "./sample.ts";
import { seededRandom } from "./seeded-random.ts";
import { type SpeedCase, speedTable } from "./speed-table.ts";

const CHUNK_SIDE = 64;
/** Chunks that differ; the array repeats them. */
const VARIANTS = 8;
/** Milliseconds that a sample of single chunks takes at least: enough to forget the collection of garbage before it. */
const LEAST_MS = 100;

const COMPRESSORS: { readonly [name: string]: readonly CodecSpec[] } = {
  raw: [],
  "blosc-lz4": [
    {
      name: "blosc",
      configuration: { cname: "lz4", clevel: 5, shuffle: "shuffle", typesize: 2, blocksize: 0 },
    },
  ],
  zstd: [{ name: "zstd", configuration: { level: 3, checksum: false } }],
  gzip: [{ name: "gzip", configuration: { level: 6 } }],
};

/** One way to read an array: whole, and a chunk of it. */
export interface Reader {
  readonly whole: Subject;
  readonly chunk: Subject;
  /** SHA-256 of all elements. */
  digest(): Promise<string>;
}

export async function benchRead(context: BenchContext): Promise<void> {
  const side = context.isQuick ? 256 : 512;
  const grid = Array.from({ length: 3 }, () => side / CHUNK_SIDE);
  const byteLength = side ** 3 * Uint16Array.BYTES_PER_ELEMENT;
  const python = await startPython(context, "read.py");
  const cases: SpeedCase[] = [];
  try {
    for (const [name, compressors] of Object.entries(COMPRESSORS)) {
      context.progress(name);
      const path = join(context.folder, `${name}.zarr`);
      await writeArray(path, side, compressors);
      const readers = await openReaders(context, path, grid, python);
      const pools = await openPoolReaders(path);
      const run = async (kind: "whole" | "chunk", bytes: number): Promise<void> => {
        const caseName = `${name} ${kind === "whole" ? `${side}^3` : `one ${CHUNK_SIDE}^3`}`;
        const results = await compare(context, caseName, [
          ...readers.map((reader) => reader[kind]),
          ...(kind === "whole" ? pools.subjects : []),
        ]);
        cases.push({ name: caseName, byteLength: bytes, results });
      };
      await run("whole", byteLength);
      await run("chunk", CHUNK_SIDE ** 3 * Uint16Array.BYTES_PER_ELEMENT);
      await pools.close();
    }
  } finally {
    await python?.close();
  }
  context.progress("");
  context.print(speedTable(cases));
  context.print(poolTable(cases));
  await benchOverheads(context);
}

async function compare(
  context: BenchContext,
  name: string,
  subjects: readonly Subject[],
): Promise<readonly Measured[]> {
  const results = await measure(subjects, {
    rounds: context.isQuick ? 5 : 9,
    warmUps: 1,
    onFailure: (subject, error) => leaveOut(context, `${subject} in ${name}`, error),
  });
  for (const result of results) context.record(figuresOf("read", name, result));
  return results;
}

async function writeArray(path: string, side: number, compressors: readonly CodecSpec[]): Promise<void> {
  const variants = Array.from({ length: VARIANTS }, (_, seed) => volume(CHUNK_SIDE, seed).chunk);
  const chunkShape = [CHUNK_SIDE, CHUNK_SIDE, CHUNK_SIDE];
  const info = {
    dataType: "uint16",
    shape: [side, side, side],
    chunkShape,
    fillValue: 0,
    codecs: [{ name: "bytes", configuration: { endian: "little" } }, ...compressors],
    attributes: {},
  } as const;
  const sink = await createZarrArray(fsStore(path), "", info, { zarrFormat: 3 });
  let written = 0;
  for (const index of chunkIndices(gridShape(info))) {
    // A sink is given its chunks.
    await sink.writeChunk(index, structuredClone(variants[written++ % VARIANTS]!));
  }
  await sink.close();
}

/** Ours first; those that read other elements than ours are left out. */
export async function openReaders(
  context: BenchContext,
  path: string,
  grid: readonly number[],
  python: PythonRival | undefined,
): Promise<readonly Reader[]> {
  const ours = await openOurs(path, grid);
  const expected = await ours.digest();
  const readers = [ours];
  const rivals = {
    zarrita: () => openZarrita(path, grid),
    ...(python && { tensorstore: () => openTensorstore(path, grid, python) }),
  };
  for (const [name, open] of Object.entries(rivals)) {
    try {
      const reader = await open();
      if ((await reader.digest()) !== expected) throw new Error("it reads other elements");
      readers.push(reader);
    } catch (error) {
      leaveOut(context, name, error);
    }
  }
  return readers;
}

async function openOurs(path: string, grid: readonly number[]): Promise<Reader> {
  const array = await openZarr(fsStore(path));
  if (array?.kind !== "array") throw new Error(`${path} is no array`);
  const { shape, dataType } = array.info;
  const region = { start: shape.map(() => 0), shape };
  const next = randomChunks(grid);
  return {
    whole: inProcess(OURS, () => readRegion(array, region), 0),
    chunk: inProcess(OURS, () => array.readChunk(next()), LEAST_MS),
    async digest() {
      const bytes = bytesOf((await readRegion(array, region)).data);
      if (bytes.byteLength !== elementCount(shape) * byteSize(dataType))
        throw new Error("Elements are missing");
      return sha256(bytes);
    },
  };
}

async function openZarrita(path: string, grid: readonly number[]): Promise<Reader> {
  const { get, open } = await import("zarrita");
  const { default: FileSystemStore } = await import("@zarrita/storage/fs");
  const array = await open.v3(new FileSystemStore(path), { kind: "array" });
  const name = packageName("zarrita");
  const next = randomChunks(grid);
  return {
    whole: inProcess(name, () => get(array), 0),
    chunk: inProcess(name, () => array.getChunk([...next()]), LEAST_MS),
    async digest() {
      const { data } = await get(array);
      if (!(data instanceof Uint16Array)) throw new Error("it reads other types");
      return sha256(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    },
  };
}

async function openTensorstore(path: string, grid: readonly number[], python: PythonRival): Promise<Reader> {
  const name = python.versions.get("tensorstore")!;
  const next = randomChunks(grid);
  const indices = Array.from({ length: 1000 }, next);
  const request = { path, side: CHUNK_SIDE, indices, leastMs: LEAST_MS };
  return {
    whole: { name, sample: () => askSample(python, { do: "sample whole", path }) },
    chunk: { name, sample: () => askSample(python, { do: "sample chunk", ...request }) },
    digest: async () => String(await python.ask({ do: "digest", path })),
  };
}

/** Indices all over the grid, the same for every reader. */
function randomChunks(grid: readonly number[]): () => ChunkIndex {
  const next = seededRandom(7);
  return () => grid.map((length) => Math.floor(next() * length));
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
