/**
 * A Python process that answers requests, so that it can take its turn among subjects of this process.
 *
 * @module
 */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type BenchContext, leaveOut } from "./context.ts";
import type { Sample } from "./sample.ts";

export interface PythonRival {
  /** Name and version of each library that the script measures, by the library's name. */
  readonly versions: ReadonlyMap<string, string>;
  /** What the script's handler for `request.do` gives. Rejects with what it raised. */
  ask(request: { readonly do: string; readonly [key: string]: unknown }): Promise<unknown>;
  close(): Promise<void>;
}

/** Starts `bench/python/<script>`; `undefined`, and said so, if it does not run. */
export async function startPython(context: BenchContext, script: string): Promise<PythonRival | undefined> {
  try {
    if (!context.python) throw new Error("there is no .venv");
    const { ask, close } = startProcess(context.python, script);
    const versions = await ask({ do: "versions" });
    if (typeof versions !== "object" || versions === null) throw new Error(`${script} has no versions`);
    return {
      ask,
      close,
      versions: new Map(Object.entries(versions).map(([name, version]) => [name, String(version)])),
    };
  } catch (error) {
    leaveOut(context, "Python", error);
    return undefined;
  }
}

/** Requests are answered one after the other. */
function startProcess(python: string, script: string): Pick<PythonRival, "ask" | "close"> {
  const path = fileURLToPath(new URL(`../python/${script}`, import.meta.url));
  const child = spawn(python, [path], { stdio: ["pipe", "pipe", "pipe"] });
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
      if (line.done) throw new Error(complaint.trim().split("\n").at(-1) || "Python ended");
      const answer: unknown = JSON.parse(line.value);
      if (typeof answer === "object" && answer !== null && "result" in answer) return answer.result;
      throw new Error(`Python: ${line.value}`);
    },
    async close() {
      child.stdin.end();
      if (child.exitCode === null && child.signalCode === null && child.pid) await once(child, "exit");
    },
  };
}

/** An answer that is a sample. */
export async function askSample(
  rival: PythonRival,
  request: { readonly do: string; readonly [key: string]: unknown },
): Promise<Sample> {
  const answer = await rival.ask(request);
  if (
    typeof answer === "object" &&
    answer !== null &&
    "wall" in answer &&
    "cpu" in answer &&
    typeof answer.wall === "number" &&
    typeof answer.cpu === "number"
  ) {
    return { wall: answer.wall, cpu: answer.cpu };
  }
  throw new Error(`Python gave no sample: ${JSON.stringify(answer)}`);
}
