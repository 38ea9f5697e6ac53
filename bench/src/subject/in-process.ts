/**
 * Operations of this process as subjects.
 *
 * @module
 */

import type { Sample, Subject } from "../measure/sample.ts";

/** An operation in this process, repeated within each sample until that takes `leastMs`; times are for one of them. */
export function inProcess(name: string, operation: () => unknown, leastMs: number): Subject {
  let repetitions = 0;
  return {
    name,
    async sample() {
      repetitions ||= await calibrate(operation, leastMs);
      return timed(operation, repetitions);
    },
  };
}

async function timed(operation: () => unknown, repetitions: number): Promise<Sample> {
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  for (let i = 0; i < repetitions; i += 1) await operation();
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { wall: wall / repetitions, cpu: (user + system) / 1000 / repetitions };
}

/** How often `operation` is to be repeated, judged by a run after it has been compiled. */
async function calibrate(operation: () => unknown, leastMs: number): Promise<number> {
  const start = performance.now();
  for (;;) {
    const { wall } = await timed(operation, 1);
    if (performance.now() - start >= leastMs) return Math.max(1, Math.ceil(leastMs / wall));
  }
}
