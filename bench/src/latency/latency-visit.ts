/**
 * One subject reading chunks of one image from afar, timed and counted.
 *
 * @module
 */

import { type ChunkIndex, elementCount, gridShape } from "@chunkwright/core";
import { seededRandom } from "../data/seeded-random.ts";
import { type LatencyCase, type LatencySubject, latencyCaseKey } from "./latency-rivals.ts";
import { type LatencyScene, latencyElement } from "./latency-scene.ts";
import type { LatencyServer } from "./latency-server.ts";

const IN_FLIGHT = 16;

/** How much is measured of each subject at each distance. After `mostMs` no further chunk is begun. */
export interface Effort {
  readonly rounds: number;
  /** Chunks of a round, one after the other. */
  readonly chunks: number;
  readonly mostMs: number;
}
/** The first chunk, on a new connection; one at random after that; and many at a time. */
export const PHASES = ["first chunk", "each chunk", "16 in flight"] as const;
export type Phase = (typeof PHASES)[number];

/** What one chunk took. */
export interface Visit {
  readonly phase: Phase;
  readonly ms: number;
  readonly requests: number;
  readonly kib: number;
}

/** One round of a subject, which opens the image again; `round` chooses the chunks. */
export async function visitChunks(
  host: LatencyServer,
  scene: LatencyScene,
  format: LatencyCase,
  subject: LatencySubject,
  round: number,
  { chunks, mostMs }: Effort,
): Promise<readonly Visit[]> {
  const next = chunkSampler(scene, round);
  const visits: Visit[] = [];
  const measure = async <T>(phase: Phase, count: number, task: () => Promise<T>): Promise<T> => {
    await host.take();
    const start = performance.now();
    const result = await task();
    const ms = (performance.now() - start) / count;
    const { requests, bytes } = await host.take();
    visits.push({ phase, ms, requests: requests / count, kib: bytes / 1024 / count });
    return result;
  };
  const start = performance.now();
  await host.disconnect();
  const reader = await measure("first chunk", 1, async () => {
    const opened = await subject.open(scene, format, `${host.url}/${latencyCaseKey(scene, format)}`);
    const index = next();
    check(scene, index, await opened.read(index));
    return opened;
  });
  const readOne = async (): Promise<void> => {
    const index = next();
    check(scene, index, await reader.read(index));
  };
  const isLate = () => performance.now() - start > mostMs;
  for (let i = 0; i < chunks && !isLate(); i += 1) await measure("each chunk", 1, readOne);
  if (!subject.isParallel || isLate()) return visits;
  const readMany = async (): Promise<void> => {
    await Promise.all(Array.from({ length: IN_FLIGHT }, readOne));
  };
  // The first time opens connections.
  await readMany();
  await measure("16 in flight", IN_FLIGHT, readMany);
  return visits;
}

/** Random chunks, the same ones for all subjects. */
function chunkSampler(scene: LatencyScene, seed: number): () => ChunkIndex {
  const grid = gridShape(scene);
  const random = seededRandom(seed);
  return () => grid.map((count) => Math.floor(random() * count));
}

function check({ chunkShape }: LatencyScene, index: ChunkIndex, data: ArrayLike<number>): void {
  const last = elementCount(chunkShape) - 1;
  const ends = [latencyElement(index, 0), latencyElement(index, last)];
  if (data[0] === ends[0] && data[data.length - 1] === ends[1]) return;
  throw new Error(
    `it reads ${data[0]} and ${data[data.length - 1]} as ends of chunk [${index}], not ${ends}`,
  );
}
