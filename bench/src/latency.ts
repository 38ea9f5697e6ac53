/**
 * How long does a chunk take from far away? Images in every format behind a web server that is 0, 10 and 50 ms away:
 * the first chunk, on a new connection and with nothing known, one at random once open, and 16 at a time. Requests and
 * bytes are counted beside.
 *
 * @module
 */

import { join } from "node:path";
import { type ChunkIndex, elementCount, gridShape } from "@chunkwright/core";
import { type BenchContext, leaveOut } from "./context.ts";
import { type Figure, OURS } from "./figure.ts";
import { startLatencyHost } from "./latency-host.ts";
import { openLatencyScene } from "./latency-reader.ts";
import {
  FLOOR,
  geotiffSubject,
  type LatencyCase,
  type LatencySubject,
  LIBHDF5,
  latencyCaseKey,
  pythonSubjects,
  zarritaSubject,
} from "./latency-rivals.ts";
import { LATENCY_FORMATS, type LatencyScene, latencyElement, latencyScenes } from "./latency-scene.ts";
import type { LatencyServer } from "./latency-server.ts";
import { type PythonRival, startPython } from "./python-rival.ts";
import { seededRandom } from "./seeded-random.ts";
import { median, p95 } from "./statistics.ts";
import { formatNumber, formatTable } from "./table.ts";

/** Milliseconds of a round trip. */
const DELAYS = [0, 10, 50];
const IN_FLIGHT = 16;

/** How much is measured of each subject at each distance. After `mostMs` none begins another chunk. */
interface Effort {
  readonly rounds: number;
  /** Chunks of a round, one after the other. */
  readonly chunks: number;
  readonly mostMs: number;
}
const QUICK: Effort = { rounds: 2, chunks: 4, mostMs: 1200 };
const FULL: Effort = { rounds: 4, chunks: 12, mostMs: 8000 };

const PHASES = ["first chunk", "each chunk", "16 in flight"] as const;
type Phase = (typeof PHASES)[number];

/** Of one chunk. */
interface Visit {
  readonly phase: Phase;
  readonly ms: number;
  readonly requests: number;
  readonly kib: number;
}

interface Result {
  readonly format: LatencyCase;
  readonly subject: string;
  readonly delay: number;
  readonly visits: readonly Visit[];
}

export async function benchLatency(context: BenchContext): Promise<void> {
  const scenes = latencyScenes(context.isQuick);
  const python = await startPython(context, "latency.py");
  try {
    const subjects = await findSubjects(context, python);
    context.progress("Writing images");
    const files = new Map<string, string>();
    for (const scene of python ? scenes : []) {
      const path = join(context.folder, `${scene.name}.h5`);
      await python?.ask({ do: "write", path, shape: scene.shape, chunkShape: scene.chunkShape });
      files.set(latencyCaseKey(scene, LIBHDF5), path);
    }
    const host = await startLatencyHost(context.isQuick, files);
    const formats = [...LATENCY_FORMATS, ...(python ? [LIBHDF5] : [])];
    try {
      for (const scene of scenes) await benchScene(context, host, scene, formats, subjects);
    } finally {
      await host.close();
    }
  } finally {
    await python?.close();
  }
}

async function findSubjects(
  context: BenchContext,
  python: PythonRival | undefined,
): Promise<readonly LatencySubject[]> {
  const ours: LatencySubject = {
    name: OURS,
    isParallel: true,
    formats: [...LATENCY_FORMATS, LIBHDF5],
    open: (scene, format, url) => openLatencyScene(scene, format === LIBHDF5 ? "hdf5" : format, url),
  };
  const subjects = [ours, FLOOR];
  for (const [name, find] of [
    ["zarrita", zarritaSubject],
    ["geotiff", geotiffSubject],
  ] as const) {
    try {
      subjects.push(await find());
    } catch (error) {
      leaveOut(context, name, error);
    }
  }
  return [...subjects, ...(python ? pythonSubjects(python) : [])];
}

async function benchScene(
  context: BenchContext,
  host: LatencyServer,
  scene: LatencyScene,
  formats: readonly LatencyCase[],
  subjects: readonly LatencySubject[],
): Promise<void> {
  const results: Result[] = [];
  for (const format of formats) {
    for (const delay of DELAYS) {
      context.progress(`${scene.name}, ${format}, ${delay} ms`);
      await host.setDelay(delay);
      const able = subjects.filter((subject) => subject.formats.includes(format));
      for (const [subject, visits] of await takeTurns(context, host, scene, format, able)) {
        results.push({ format, subject, delay, visits });
      }
    }
  }
  context.progress("");
  for (const result of results) context.record(figuresOf(scene, result));
  const { name, axes, shape, chunkShape } = scene;
  context.print(`${name}: ${axes} ${shape.join(" x ")}, chunks of ${chunkShape.join(" x ")}, uint16\n`);
  context.print(`${sceneTable(results)}\n`);
}

/** Rounds of all subjects, each begun by the next of them. A rival that fails is left out. */
async function takeTurns(
  context: BenchContext,
  host: LatencyServer,
  scene: LatencyScene,
  format: LatencyCase,
  subjects: readonly LatencySubject[],
): Promise<ReadonlyMap<string, readonly Visit[]>> {
  const effort = context.isQuick ? QUICK : FULL;
  const taken = new Map<string, Visit[]>();
  const spent = new Map<string, number>();
  const failed = new Set<string>();
  for (let round = 0; round < effort.rounds; round += 1) {
    const first = round % subjects.length;
    for (const subject of [...subjects.slice(first), ...subjects.slice(0, first)]) {
      const { name } = subject;
      const left = effort.mostMs - (spent.get(name) ?? 0);
      if (failed.has(name) || left <= 0) continue;
      const start = performance.now();
      try {
        const visits = await visit(host, scene, format, subject, round, { ...effort, mostMs: left });
        taken.set(name, [...(taken.get(name) ?? []), ...visits]);
      } catch (error) {
        if (name === OURS) throw error;
        failed.add(name);
        leaveOut(context, `${name} for ${format} of ${scene.name}`, error);
      }
      spent.set(name, (spent.get(name) ?? 0) + performance.now() - start);
    }
  }
  return taken;
}

/** One round of a subject: the image is opened anew. */
async function visit(
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

const METRICS = { ms: "ms", requests: "requests", kib: "KiB" } as const;

function figuresOf({ name }: LatencyScene, { format, subject, delay, visits }: Result): readonly Figure[] {
  return PHASES.flatMap((phase) => {
    const some = visits.filter((visited) => visited.phase === phase);
    if (some.length === 0) return [];
    return (["ms", "requests", "kib"] as const).map((metric) => {
      const values = some.map((visited) => visited[metric]);
      return {
        bench: "latency",
        case: `${name} ${format}, ${phase}, ${delay} ms away`,
        subject,
        metric: metric === "ms" ? "wall" : METRICS[metric],
        unit: METRICS[metric],
        median: median(values),
        p95: p95(values),
        n: values.length,
      };
    });
  });
}

/** A line for each format and subject; times at each distance. */
function sceneTable(results: readonly Result[]): string {
  const lines = new Map<string, Result[]>();
  for (const result of results) {
    const key = `${result.format} ${result.subject}`;
    lines.set(key, [...(lines.get(key) ?? []), result]);
  }
  const rows = [...lines.values()].map((some) => {
    const cell = (metric: keyof typeof METRICS, phase: Phase, delay?: number): string => {
      const visits = some.filter((result) => delay === undefined || result.delay === delay);
      const values = visits.flatMap((result) => result.visits).filter((visited) => visited.phase === phase);
      return values.length === 0 ? "" : formatNumber(median(values.map((visited) => visited[metric])));
    };
    const times = (phase: Phase) => DELAYS.map((delay) => cell("ms", phase, delay));
    return [
      some[0]!.format,
      some[0]!.subject,
      ...(["first chunk", "each chunk"] as const).flatMap((phase) => [
        cell("requests", phase),
        cell("kib", phase),
        ...times(phase),
      ]),
      ...times("16 in flight"),
    ];
  });
  const times = DELAYS.map((delay) => `${delay} ms`);
  const columns = [
    "first: req",
    "KiB",
    ...times,
    "each: req",
    "KiB",
    ...times,
    `16: ${times[0]}`,
    ...times.slice(1),
  ];
  return formatTable(["format", "subject", ...columns], rows);
}
