/**
 * Readers of Zarr v3 arrays as subjects, each in a process of its own: ours, ours with workers, zarrita, tensorstore.
 *
 * @module
 */

import type { BenchContext } from "../context.ts";
import { randomChunks } from "../data/random-chunks.ts";
import { packageName } from "../measure/environment.ts";
import { OURS } from "../measure/figure.ts";
import type { Subject } from "../measure/sample.ts";
import { type AskedProcess, askSample } from "../subject/asked-process.ts";
import { checkReaders, type ReaderProcess } from "../subject/check-readers.ts";
import type { PythonRival } from "../subject/python-rival.ts";
import { startZarrReader } from "./zarr-reader.ts";

/** Milliseconds that a sample of single chunks takes at least. */
const LEAST_MS = 100;

/** Reading an array, ours first: all of it, and one chunk here, one there. */
export interface ZarrSubjects {
  readonly whole: readonly Subject[];
  readonly chunk: readonly Subject[];
}

export interface ZarrReaders {
  /**
   * Those that read the same elements of the uint16 array as ours; its `grid` is of chunks with that many on a side.
   */
  subjects(title: string, path: string, grid: readonly number[], side: number): Promise<ZarrSubjects>;
  close(): Promise<void>;
}

interface Reader extends ReaderProcess {
  /** Those with workers read no single chunks: others do that while they wait. */
  readonly readsChunks: boolean;
}

/** `workers` are numbers of workers that ours is to have too. */
export function startZarrReaders(
  context: BenchContext,
  python: PythonRival | undefined,
  workers: readonly number[] = [],
): ZarrReaders {
  const own: AskedProcess[] = [];
  const start = (name: string, reader: "chunkwright" | "zarrita", size = 0): Reader => {
    const process = startZarrReader(reader, size);
    own.push(process);
    return { name, process, readsChunks: size === 0 };
  };
  const readers = [start(OURS, "chunkwright"), start(packageName("zarrita"), "zarrita")];
  const tensorstore = python?.versions.get("tensorstore");
  if (python && tensorstore) readers.push({ name: tensorstore, process: python, readsChunks: true });
  for (const size of workers) {
    readers.push(start(`${OURS}, ${size === 1 ? "1 worker" : `${size} workers`}`, "chunkwright", size));
  }
  return {
    async subjects(title, path, grid, side) {
      const able = await checkReaders(context, title, path, readers);
      const indices = randomChunks(grid, 1000);
      const chunk = { do: "sample chunk", path, side, indices, leastMs: LEAST_MS };
      return {
        whole: able.map(({ name, process }) => ({
          name,
          sample: () => askSample(process, { do: "sample whole", path }),
        })),
        chunk: able
          .filter(({ readsChunks }) => readsChunks)
          .map(({ name, process }) => ({ name, sample: () => askSample(process, chunk) })),
      };
    },
    async close() {
      await Promise.all(own.map((process) => process.close()));
    },
  };
}
