/**
 * Processes that answer requests, one JSON object a line on stdin, one on stdout, so that they can take their turn
 * among other subjects, and neither is burdened with the other's memory.
 *
 * @module
 */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Sample } from "../measure/sample.ts";

export interface Request {
  readonly do: string;
  readonly [key: string]: unknown;
}

export interface AskedProcess {
  /** What the program's handler for `request.do` gives. Rejects with what it threw, or said when it ended. */
  ask(request: Request): Promise<unknown>;
  close(): Promise<void>;
}

/** Requests are answered one after the other. `name` is what errors call the program. */
export function askedProcess(name: string, command: string, args: readonly string[]): AskedProcess {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"] });
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint += text;
  });
  // Without a listener a process that cannot be started, or has ended, would end this one.
  child.on("error", (error) => {
    complaint += error.message;
  });
  child.stdin.on("error", () => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(request) {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const line = await lines.next();
      if (line.done) throw new Error(complaint.trim().split("\n").at(-1) || `${name} ended`);
      const answer: unknown = JSON.parse(line.value);
      if (typeof answer === "object" && answer !== null && "result" in answer) return answer.result;
      throw new Error(`${name}: ${line.value}`);
    },
    async close() {
      child.stdin.end();
      if (child.exitCode === null && child.signalCode === null && child.pid) await once(child, "exit");
    },
  };
}

/** An answer that is a sample. */
export async function askSample(process: Pick<AskedProcess, "ask">, request: Request): Promise<Sample> {
  const answer = await process.ask(request);
  if (
    typeof answer === "object" &&
    answer !== null &&
    "wall" in answer &&
    "cpu" in answer &&
    typeof answer.wall === "number" &&
    typeof answer.cpu === "number"
  ) {
    const { wall, cpu } = answer;
    const blocked = "blocked" in answer && typeof answer.blocked === "number" ? answer.blocked : undefined;
    return { wall, cpu, ...(blocked !== undefined && { blocked }) };
  }
  throw new Error(`There is no sample in ${JSON.stringify(answer)}`);
}
