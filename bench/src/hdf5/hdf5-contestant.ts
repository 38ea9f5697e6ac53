/**
 * A program: `node hdf5-contestant.js chunkwright|h5wasm [WORKERS]` reads, writes and copies HDF5 files as hdf5.ts
 * asks, one request a line, and answers with samples; "digest" with the SHA-256 of the dataset's elements.
 *
 * @module
 */

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { answerRequests, repeatedSamples } from "../subject/answer-requests.ts";
import { type AskedProcess, askedProcess } from "../subject/asked-process.ts";
import { digestOfElements } from "../subject/elements.ts";
import { openedOnce } from "../subject/opened-once.ts";
import type { Volume } from "./write-hdf5.ts";

export type Hdf5Task = "chunk" | "whole" | "write" | "copy";

/** Starts the program; `workers` are chunkwright's alone. */
export function startHdf5(name: "chunkwright" | "h5wasm", workers = 0): AskedProcess {
  return askedProcess(name, process.execPath, [fileURLToPath(import.meta.url), name, String(workers)]);
}

/** What hdf5.ts asks for. Datasets are called "data". */
interface Asked {
  readonly do: Hdf5Task | "digest";
  /** Path of the file that is read or written. */
  readonly path: string;
  readonly leastMs: number;
  readonly indices: readonly (readonly number[])[];
  /** Length of a chunk along each axis. */
  readonly side: number;
  /** "write": chunks one behind the other, which the array repeats, and the shape of the array. */
  readonly elements: string;
  readonly shape: readonly number[];
  /** "copy": the file that is copied. */
  readonly from: string;
}

/** Who opens datasets, and perhaps writes them. */
interface Contestant {
  open(path: string): Promise<{
    readAll(): Promise<Uint16Array>;
    readChunk(index: readonly number[], side: number): Promise<unknown>;
  }>;
  /** Shuffled and deflated with level 1. */
  write?(path: string, volume: Volume): Promise<void>;
  /** Chunks as they are. */
  copy?(from: string, path: string): Promise<void>;
}

const CONTESTANTS: { readonly [name: string]: (workers: number) => Promise<Contestant> } = {
  async chunkwright(workers) {
    const { copyArray } = await import("@chunkwright/convert");
    const { readRegion } = await import("@chunkwright/core");
    const { createHdf5, openHdf5 } = await import("@chunkwright/hdf5");
    const { createFsFile, openFsFile } = await import("@chunkwright/stores/fs");
    const { createWorkerPool } = await import("@chunkwright/workers");
    const { writeHdf5 } = await import("./write-hdf5.ts");
    const pool = workers > 0 ? { coder: createWorkerPool({ size: workers }), workers } : undefined;
    const openArray = async (path: string) => {
      const { root } = await openHdf5(await openFsFile(path), { ...(pool && { coder: pool.coder }) });
      const array = await root.open("data");
      if (array?.kind !== "array") throw new Error("there is no dataset");
      return array;
    };
    const sourceOf = openedOnce(openArray);
    return {
      async open(path) {
        const array = await openArray(path);
        const { shape } = array.info;
        return {
          async readAll() {
            const region = { start: shape.map(() => 0), shape };
            const { data } = await readRegion(array, region, { shared: workers > 0 });
            if (!(data instanceof Uint16Array)) throw new TypeError("it reads another type");
            return data;
          },
          readChunk: (index) => array.readChunk(index),
        };
      },
      async write(path, volume) {
        const filters = [
          { name: "numcodecs.shuffle", configuration: { elementsize: 2 } },
          { name: "numcodecs.zlib", configuration: { level: 1 } },
        ];
        await writeHdf5(path, volume, filters, pool);
      },
      async copy(from, path) {
        const array = await sourceOf(from);
        const sink = createHdf5(await createFsFile(path));
        const target = await sink.createArray("data", array.info);
        const { copied, written } = await copyArray(array, target);
        if (copied !== written) throw new Error("chunks were decoded");
        await target.close();
        await sink.close();
      },
    };
  },
  /** It writes no two filters at once, and no chunk that is encoded already. */
  async h5wasm() {
    const { default: library, Dataset, File } = await import("h5wasm/node");
    const { activate_throwing_error_handler: throwErrors } = await library.ready;
    throwErrors();
    return {
      async open(path) {
        const dataset = new File(path, "r").get("data");
        if (!(dataset instanceof Dataset)) throw new Error("there is no dataset");
        return {
          async readAll() {
            const { value } = dataset;
            if (!(value instanceof Uint16Array)) throw new TypeError("it reads another type");
            return value;
          },
          readChunk: async (index, side) => dataset.slice(index.map((i) => [i * side, (i + 1) * side])),
        };
      },
    };
  },
};

async function serve(name: string, workers: number): Promise<void> {
  const contestant = await CONTESTANTS[name]?.(workers);
  if (!contestant) throw new Error(`There is no ${name}`);
  const datasetOf = openedOnce(contestant.open);
  const sample = repeatedSamples();
  await answerRequests<Asked>({
    async digest({ path }) {
      return digestOfElements(await (await datasetOf(path)).readAll());
    },
    async chunk({ path, indices, side, leastMs }) {
      const dataset = await datasetOf(path);
      let n = 0;
      return sample("chunk", () => dataset.readChunk(indices[n++ % indices.length]!, side), leastMs);
    },
    async whole({ path }) {
      const dataset = await datasetOf(path);
      return sample("whole", () => dataset.readAll(), 0);
    },
    async write({ path, elements, shape, side }) {
      const { buffer, byteOffset, byteLength } = await readFile(elements);
      const all = new Uint16Array(buffer, byteOffset, byteLength / 2);
      const length = side ** shape.length;
      const chunks = Array.from({ length: all.length / length }, (_, i) =>
        all.subarray(i * length, (i + 1) * length),
      );
      return sample("write", () => contestant.write?.(path, { shape, side, chunks }), 0);
    },
    copy: ({ from, path }) => sample("copy", () => contestant.copy?.(from, path), 0),
  });
  process.exit();
}

const [, program, name = "", workers = "0"] = process.argv;
if (program === fileURLToPath(import.meta.url)) await serve(name, Number(workers));
