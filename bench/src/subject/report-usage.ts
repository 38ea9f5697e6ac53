/**
 * Loaded by `node --import` before a program: when it ends, what it used goes to the file that `BENCH_USAGE` names.
 *
 * @module
 */

import { readFileSync, writeFileSync } from "node:fs";
import type { ProcessUsage } from "./process-subject.ts";

process.on("exit", () => {
  const file = process.env.BENCH_USAGE;
  if (file === undefined) return;
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const usage: ProcessUsage = {
    cpu: (userCPUTime + systemCPUTime) / 1000,
    rss: (highWater() ?? maxRSS) / 1024,
  };
  writeFileSync(file, JSON.stringify(usage));
});

/** KiB of this program alone: on Linux `maxRSS` counts what the process was before it became this program. */
function highWater(): number | undefined {
  try {
    return Number(/^VmHWM:\s*(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? Number.NaN);
  } catch {
    return undefined;
  }
}
