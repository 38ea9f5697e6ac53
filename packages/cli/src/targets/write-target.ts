/**
 * Carrying out a planned conversion in its place, completely or not at all.
 *
 * @module
 */

import { realpath } from "node:fs/promises";
import { dirname, resolve, sep } from "node:path";
import type { CopyReport } from "@chunkwright/convert";
import { isStorageError, StorageError } from "@chunkwright/core";
import { parseLocation } from "../place/location.ts";
import { openTargetPlace } from "../place/target-place.ts";
import { withName } from "../with-name.ts";
import type { Job, Target } from "./target.ts";

export interface WriteTargetOptions {
  /** As on the command line, both. */
  readonly source: string;
  readonly target: string;
  readonly kind: Target["kind"];
  readonly overwrite: boolean;
  readonly signal: AbortSignal;
  /** Called with the decoded size of each chunk once it is done. */
  readonly onChunk: (byteLength: number) => void;
}

/** Resolves with a report for each array of the job. Rejects with "exists" for a target that may not be replaced. */
export async function writeTarget(job: Job, options: WriteTargetOptions): Promise<readonly CopyReport[]> {
  const { source, target, kind, overwrite, signal, onChunk } = options;
  await checkApart(source, target);
  const place = await openTargetPlace(target, kind, overwrite);
  try {
    const reports = await job.run(place.workingPath, onChunk);
    signal.throwIfAborted();
    await place.commit();
    return reports;
  } catch (error) {
    throw isStorageError(error, "store") ? withName(`write ${target}`, target, error) : error;
  } finally {
    await place.abandon();
  }
}

/** Replacing a source by its own copy, or writing inside it, would lose data. */
async function checkApart(source: string, target: string): Promise<void> {
  const [origin, destination] = [parseLocation(source), parseLocation(target)];
  if (origin.kind === "s3" && destination.kind === "s3") {
    const [a, b] = [origin, destination].map(({ bucket, key }) => `${bucket}/${key}/`);
    if (a?.startsWith(b ?? "") || b?.startsWith(a ?? "")) throw overlap(target);
  }
  if (origin.kind !== "path" || destination.kind !== "path") return;
  // A pattern of several files is no path itself.
  const from = await realpath(origin.path).catch(() => resolve(origin.path));
  const to = await realpath(target).catch(() => resolve(target));
  const around = await realpath(dirname(to)).catch(() => dirname(to));
  if (from === to || (around + sep).startsWith(from + sep) || (from + sep).startsWith(to + sep)) {
    throw overlap(target);
  }
}

function overlap(target: string): StorageError {
  return new StorageError("exists", `Cannot write ${target}: source and target contain one another`, {
    path: target,
  });
}
