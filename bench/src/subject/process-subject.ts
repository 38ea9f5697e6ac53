/**
 * Whole processes as subjects: what a user waits for and pays for, start-up included.
 *
 * @module
 */

import { spawn } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Sample, Subject } from "../measure/sample.ts";

/** What a program writes as JSON to the file that `BENCH_USAGE` names: its own milliseconds and MiB. */
export type ProcessUsage = Required<Pick<Sample, "cpu" | "rss">>;

export interface ProcessSubject {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** A folder for the usage file. */
  readonly folder: string;
  /** Makes room for another run. */
  readonly before: () => Promise<void>;
}

/** A program that reports its own usage. A sample rejects with what it said on stderr if it fails. */
export function processSubject({ name, command, args, folder, before }: ProcessSubject): Subject {
  const usageFile = join(folder, "usage.json");
  return {
    name,
    async sample() {
      await before();
      await rm(usageFile, { force: true });
      const start = performance.now();
      await runProcess(command, args, { ...process.env, BENCH_USAGE: usageFile });
      const wall = performance.now() - start;
      const usage: unknown = JSON.parse(await readFile(usageFile, "utf8"));
      if (!isUsage(usage)) throw new Error(`${name} did not report what it used`);
      return { wall, ...usage };
    },
  };
}

/** What the process said on stdout. Rejects with its stderr if it fails. */
export function runProcess(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    let complaint = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      complaint += text;
    });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === 0) resolve(output);
      else reject(new Error(complaint.trim().split("\n").at(-1) || `it ended with ${code ?? signal}`));
    });
  });
}

function isUsage(value: unknown): value is ProcessUsage {
  return (
    typeof value === "object" &&
    value !== null &&
    "cpu" in value &&
    "rss" in value &&
    typeof value.cpu === "number" &&
    typeof value.rss === "number"
  );
}
