/**
 * What a worker pool makes of reading: how much faster whole arrays are read, how long the calling thread is busy
 * meanwhile, and what a chunk and a task cost that thread.
 *
 * @module
 */

import { performance } from "node:perf_hooks";
import {
  type ArrayInfo,
  type Chunk,
  type ChunkCoder,
  type LocatedChunkSource,
  type ReadableStore,
  readRegion,
} from "@chunkwright/core";
import { createWorkerPool } from "@chunkwright/workers";
import type { BenchContext } from "../context.ts";
import { OURS, singleFigure } from "../measure/figure.ts";
import type { Measured } from "../measure/sample.ts";
import { median } from "../measure/statistics.ts";
import { formatNumber, formatTable } from "../measure/table.ts";

/** How much faster two workers are than one, and how busy the calling thread is meanwhile. */
export function poolTable(
  cases: readonly { readonly name: string; readonly results: readonly Measured[] }[],
): string {
  const rows = cases.flatMap(({ name, results }) => {
    const pooled = results.filter(({ samples }) => samples.every(({ blocked }) => blocked !== undefined));
    const wallOf = ({ samples }: Measured) => median(samples.map(({ wall }) => wall));
    return pooled.map((result) => {
      const wall = wallOf(result);
      const blocked = median(result.samples.map((sample) => sample.blocked ?? 0));
      const speedUp = wallOf(pooled[0]!) / wall;
      return [
        name,
        result.name,
        formatNumber(wall),
        formatNumber(speedUp),
        `${formatNumber((100 * blocked) / wall)} %`,
      ];
    });
  });
  return `Pools\n\n${formatTable(["case", "subject", "wall ms", "of 1 worker", "calling thread busy"], rows)}`;
}

/** Microseconds of the calling thread that a chunk and a task cost beside fetching and decoding. */
export async function benchOverheads(context: BenchContext): Promise<void> {
  const rounds = context.isQuick ? 3 : 7;
  const figures = {
    "a chunk of a region": await medianOf(rounds, chunkOverhead),
    "a pool task of 128 KB, 64 deep": await medianOf(rounds, taskOverhead),
  };
  for (const [name, microseconds] of Object.entries(figures)) {
    const figure = { bench: "read", case: name, subject: OURS, metric: "overhead", unit: "µs" };
    context.record([singleFigure(figure, microseconds)]);
    context.print(`Overhead of ${name}: ${formatNumber(microseconds)} µs`);
  }
}

async function medianOf(rounds: number, measureOnce: () => Promise<number>): Promise<number> {
  await measureOnce();
  const values: number[] = [];
  for (let round = 0; round < rounds; round += 1) values.push(await measureOnce());
  return median(values);
}

/** Time per chunk of reading 32,768 chunks, each a value of its own, with a store and a coder that do nothing. */
async function chunkOverhead(): Promise<number> {
  const shape = [32, 32, 32];
  const info: ArrayInfo = {
    dataType: "uint8",
    shape,
    chunkShape: [1, 1, 1],
    fillValue: 0,
    codecs: [{ name: "bytes" }],
    attributes: {},
  };
  const bytes = new Uint8Array(1);
  const store: ReadableStore = { get: async () => bytes, getRange: async () => bytes, size: async () => 1 };
  const unused = () => Promise.reject(new Error("nothing but decodeInto is measured"));
  const coder: ChunkCoder = { decodeInto: async () => {}, decode: unused, encode: unused };
  const { chunkShape, codecs } = info;
  const source: LocatedChunkSource = {
    kind: "array",
    info,
    readChunk: unused,
    readEncodedChunk: unused,
    locateChunk: unused,
    planChunk: async (index) => ({
      location: { key: index.join("/"), offset: 0, shape: chunkShape, codecs },
      store,
      coder,
    }),
  };
  const start = process.cpuUsage();
  await readRegion(source, { start: [0, 0, 0], shape });
  const { user, system } = process.cpuUsage(start);
  return (user + system) / shape.reduce((product, length) => product * length);
}

/** What a decoding that does nothing takes from call to result, 64 of them under way. */
async function taskOverhead(): Promise<number> {
  const tasks = 2048;
  const depth = 64;
  const pool = createWorkerPool({ size: 1 });
  const inputs = Array.from({ length: tasks + 1 }, (_, task) => new Uint8Array(2 ** 17).fill(task));
  const decodeNext = (): Promise<Chunk> =>
    pool.decode({
      bytes: inputs.pop()!,
      dataType: "uint8",
      shape: [2 ** 17],
      codecs: [{ name: "bytes" }],
    });
  await decodeNext();
  const start = performance.now();
  const lane = async (): Promise<void> => {
    while (inputs.length > 0) await decodeNext();
  };
  await Promise.all(Array.from({ length: depth }, lane));
  const microseconds = (1000 * (performance.now() - start)) / tasks;
  await pool.close();
  return microseconds;
}
