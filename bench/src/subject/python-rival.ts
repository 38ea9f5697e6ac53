/**
 * A Python process that takes its turn among other subjects.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { type BenchContext, leaveOut } from "../context.ts";
import { type AskedProcess, askedProcess } from "./asked-process.ts";

export interface PythonRival extends AskedProcess {
  /** Name and version of each library that the script measures, by the library's name. */
  readonly versions: ReadonlyMap<string, string>;
}

/** Starts `bench/python/<script>`; `undefined`, and said so, if it does not run. */
export async function startPython(context: BenchContext, script: string): Promise<PythonRival | undefined> {
  try {
    if (!context.python) throw new Error("there is no .venv");
    const path = fileURLToPath(new URL(`../../python/${script}`, import.meta.url));
    const python = askedProcess("Python", context.python, [path]);
    const versions = await python.ask({ do: "versions" });
    if (typeof versions !== "object" || versions === null) throw new Error(`${script} has no versions`);
    return {
      ...python,
      versions: new Map(Object.entries(versions).map(([name, version]) => [name, String(version)])),
    };
  } catch (error) {
    leaveOut(context, "Python", error);
    return undefined;
  }
}
