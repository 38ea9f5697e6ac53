/**
 * Writing images into an Imaris file.
 *
 * @module
 */

import type { CopyReport } from "@chunkwright/convert";
import { charactersAttribute, numberAttribute } from "@chunkwright/hdf5";
import { type GreyRange, IMARIS_ROOT, printImarisSections } from "@chunkwright/ome";
import type { ImageJob, ImarisWriter } from "./ims-job.ts";
import { writeLevel } from "./ims-levels.ts";
import { writeSections } from "./ims-metadata.ts";
import { writeThumbnail } from "./ims-thumbnail.ts";

/** Images one after another, each with its levels before its metadata; the first one's thumbnail is the file's. */
export async function writeImages(
  writer: ImarisWriter,
  jobs: readonly ImageJob[],
): Promise<readonly CopyReport[]> {
  const reports: CopyReport[] = [];
  for (const [name, text] of Object.entries(IMARIS_ROOT))
    writer.sink.setAttribute("", name, charactersAttribute(text));
  writer.sink.setAttribute("", "NumberOfDataSets", numberAttribute("uint32", Uint32Array.of(jobs.length)));
  for (const [n, job] of jobs.entries()) {
    const ranges: (GreyRange | undefined)[] = [];
    for (const [k, level] of job.plan.levels.entries()) {
      const written = await writeLevel(writer, job, k, level);
      reports.push(written.report);
      if (k === 0) ranges.push(...written.ranges);
    }
    const sections = printImarisSections(job.plan.image, ranges);
    await writeSections(writer.sink, job.plan.infoPath, sections);
    if (n === 0) await writeThumbnail(writer, job, sections);
  }
  return reports;
}
