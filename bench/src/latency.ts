/**
 * How long does a chunk take from far away? Images in every format behind a web server that is 0, 10 and 50 ms away:
 * the first chunk, on a new connection and with nothing known, one at random once open, and 16 at a time. Requests and
 * bytes are counted beside.
 *
 * @module
 */

import { join } from "node:path";
import { type BenchContext, leaveOut } from "./context.ts";
import { startLatencyHost } from "./latency/latency-host.ts";
import { openLatencyScene } from "./latency/latency-reader.ts";
import {
  FLOOR,
  geotiffSubject,
  type LatencyCase,
  type LatencySubject,
  LIBHDF5,
  latencyCaseKey,
  pythonSubjects,
  zarritaSubject,
} from "./latency/latency-rivals.ts";
import { LATENCY_FORMATS, type LatencyScene, latencyScenes } from "./latency/latency-scene.ts";
import type { LatencyServer } from "./latency/latency-server.ts";
import { DELAYS, type LatencyResult, latencyFigures, latencyTable } from "./latency/latency-table.ts";
import { type Effort, type Visit, visitChunks } from "./latency/latency-visit.ts";
import { OURS } from "./measure/figure.ts";
import { type PythonRival, startPython } from "./subject/python-rival.ts";

const QUICK: Effort = { rounds: 2, chunks: 4, mostMs: 1200 };
const FULL: Effort = { rounds: 4, chunks: 12, mostMs: 8000 };

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
  const results: LatencyResult[] = [];
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
  for (const result of results) context.record(latencyFigures(scene, result));
  const { name, axes, shape, chunkShape } = scene;
  context.print(`${name}: ${axes} ${shape.join(" x ")}, chunks of ${chunkShape.join(" x ")}, uint16\n`);
  context.print(`${latencyTable(results)}\n`);
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
        const visits = await visitChunks(host, scene, format, subject, round, { ...effort, mostMs: left });
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
