/**
 * A program: `node zarr-reader.js chunkwright|zarrita [WORKERS]` answers the requests of zarr-subjects.ts, one a
 * line, with samples, and "digest" with the SHA-256 of an array's elements. With workers, arrays are read into shared
 * memory.
 *
 * @module
 */

import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import type { Sample } from "../measure/sample.ts";
import { answerRequests, repeatedSamples } from "../subject/answer-requests.ts";
import { type AskedProcess, askedProcess } from "../subject/asked-process.ts";
import { digestOfElements, type Elements } from "../subject/elements.ts";
import { openedOnce } from "../subject/opened-once.ts";

/** Starts the program; `workers` are chunkwright's alone. */
export function startZarrReader(name: "chunkwright" | "zarrita", workers = 0): AskedProcess {
  return askedProcess(name, process.execPath, [fileURLToPath(import.meta.url), name, String(workers)]);
}

/** An open array. */
interface ZarrReader {
  readAll(): Promise<Elements>;
  readChunk(index: readonly number[]): Promise<unknown>;
}

const OPEN: { readonly [name: string]: (workers: number) => Promise<(path: string) => Promise<ZarrReader>> } =
  {
    async chunkwright(workers) {
      const { readRegion } = await import("@chunkwright/core");
      const { fsStore } = await import("@chunkwright/stores/fs");
      const { openZarr } = await import("@chunkwright/zarr");
      const { createWorkerPool } = await import("@chunkwright/workers");
      const coder = workers > 0 ? createWorkerPool({ size: workers }) : undefined;
      return async (path) => {
        const array = await openZarr(fsStore(path), "", { ...(coder && { coder }) });
        if (array?.kind !== "array") throw new Error(`${path} is not an array`);
        const { shape } = array.info;
        return {
          async readAll() {
            const region = { start: shape.map(() => 0), shape };
            const { data } = await readRegion(array, region, { shared: workers > 0 });
            if (Array.isArray(data)) throw new TypeError("Elements are numbers");
            return data;
          },
          readChunk: (index) => array.readChunk(index),
        };
      };
    },
    async zarrita() {
      const { get, open } = await import("zarrita");
      const { default: FileSystemStore } = await import("@zarrita/storage/fs");
      return async (path) => {
        const array = await open.v3(new FileSystemStore(path), { kind: "array" });
        return {
          async readAll() {
            const { data } = await get(array);
            if (!(data instanceof Uint16Array)) throw new Error("it reads other types");
            return data;
          },
          readChunk: (index) => array.getChunk([...index]),
        };
      };
    },
  };

interface Asked {
  readonly do: string;
  readonly path: string;
  readonly indices?: readonly (readonly number[])[];
  readonly leastMs: number;
}

async function serve(name: string, workers: number): Promise<void> {
  const open = await OPEN[name]?.(workers);
  if (!open) throw new Error(`There is no reader ${name}`);
  const readerOf = openedOnce(open);
  const sample = repeatedSamples();
  await answerRequests<Asked>({
    async digest({ path }) {
      return digestOfElements(await (await readerOf(path)).readAll());
    },
    async "sample whole"({ path }) {
      const reader = await readerOf(path);
      const before = performance.eventLoopUtilization();
      const taken = await sample(`whole ${path}`, () => reader.readAll(), 0);
      if (workers === 0) return taken;
      const { active, idle } = performance.eventLoopUtilization(before);
      return { ...taken, blocked: (taken.wall * active) / (active + idle) } satisfies Sample;
    },
    async "sample chunk"({ path, indices = [], leastMs }) {
      const reader = await readerOf(path);
      let n = 0;
      return sample(`chunk ${path}`, () => reader.readChunk(indices[n++ % indices.length]!), leastMs);
    },
  });
  process.exit();
}

const [, program, name = "", workers = "0"] = process.argv;
if (program === fileURLToPath(import.meta.url)) await serve(name, Number(workers));
