/**
 * Carrying out a planned conversion in its place, completely or not at all.
 *
 * @module
 */

import type { CopyReport } from "@chunkwright/convert";
import { isStorageError } from "@chunkwright/core";
import { checkApart, type Origin } from "../place/check-apart.ts";
import { openTargetPlace } from "../place/target-place.ts";
import { withName } from "../with-name.ts";
import type { Job, Target } from "./target.ts";

export interface WriteTargetOptions {
  readonly source: Origin;
  /** As on the command line. */
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
    // Some of what belongs to a source is only opened while it is read.
    await checkApart(source, target);
    await place.commit();
    return reports;
  } catch (error) {
    throw isStorageError(error, "store") ? withName(`write ${target}`, target, error) : error;
  } finally {
    await place.abandon();
  }
}
