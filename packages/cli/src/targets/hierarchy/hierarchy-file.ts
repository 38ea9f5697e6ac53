/**
 * Targets that hold a hierarchy in one file: ZIP, HDF5.
 *
 * @module
 */

import type { Host } from "../../host.ts";
import type { OpenedSource } from "../../opened-source.ts";
import { createTargetFile, type TargetFile } from "../../place/target-file.ts";
import type { Job } from "../target.ts";
import { type HierarchySettings, type HierarchyWriter, planHierarchyJob } from "./hierarchy-target.ts";

/** Creates a hierarchy in an empty file; the job says how much it will hold. */
export type OpenHierarchyFile = (file: TargetFile, job: Job) => HierarchyWriter | Promise<HierarchyWriter>;

/** As `planHierarchyJob`; the file is discarded if the job fails. */
export async function planHierarchyFile(
  source: OpenedSource,
  settings: HierarchySettings,
  open: OpenHierarchyFile,
  host: Host,
): Promise<Job> {
  let file: TargetFile | undefined;
  const create = async (path: string) => {
    file = await createTargetFile(path, host);
    return open(file, job);
  };
  const job: Job = await planHierarchyJob(source, settings, create, host);
  return {
    ...job,
    async run(workingPath, onChunk) {
      try {
        return await job.run(workingPath, onChunk);
      } finally {
        // Harmless if the file is complete.
        await file?.abort();
      }
    },
  };
}
