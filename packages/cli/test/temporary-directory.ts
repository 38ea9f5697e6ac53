/** Directories that are gone after the test. */

import { mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

export async function temporaryDirectory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "chunkwright-cli-"));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** Names in a directory, the hidden ones too: what a failed command has left behind. */
export async function namesIn(path: string): Promise<readonly string[]> {
  return (await readdir(path)).sort();
}

/** A symbolic link; none on Windows, where few users may make any. */
export async function linkTo(target: string, path: string): Promise<void> {
  if (process.platform !== "win32") await symlink(target, path);
}
