/**
 * Where results come from: without it they mean nothing.
 *
 * @module
 */

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { cpus } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root directory. */
export const REPOSITORY: string = fileURLToPath(new URL("../../../", import.meta.url));

export interface Environment {
  readonly machine: string;
  readonly node: string;
  /** With a `+` where files differ from it; "unknown" outside a clone. */
  readonly commit: string;
}

export function readEnvironment(): Environment {
  const cores = cpus();
  return {
    machine: `${cores[0]?.model.trim() ?? "unknown"}, ${cores.length} cores, ${process.platform} ${process.arch}`,
    node: process.version,
    commit: readCommit(),
  };
}

function readCommit(): string {
  const git = (...args: readonly string[]) =>
    execFileSync("git", args, {
      cwd: REPOSITORY,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  try {
    return git("rev-parse", "--short", "HEAD") + (git("status", "--porcelain") === "" ? "" : "+");
  } catch {
    return "unknown";
  }
}

/** Name and version of an installed npm package, as results carry it. Throws if it is not installed. */
export function packageName(name: string): string {
  for (let folder = dirname(fileURLToPath(import.meta.resolve(name))); ; folder = dirname(folder)) {
    const file = join(folder, "package.json");
    if (existsSync(file)) {
      const manifest: unknown = JSON.parse(readFileSync(file, "utf8"));
      if (typeof manifest === "object" && manifest !== null && "version" in manifest) {
        return `${name} ${manifest.version}`;
      }
    }
    if (dirname(folder) === folder) throw new Error(`Cannot find the version of ${name}`);
  }
}
