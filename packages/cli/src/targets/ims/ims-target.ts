/**
 * Imaris 5.5 as a target, laid out as ImarisWriter does.
 *
 * @module
 */

import { chooseCodecs } from "@chunkwright/convert";
import type { ArrayInfo, CodecSpec } from "@chunkwright/core";
import { createHdf5, metadataByteLength } from "@chunkwright/hdf5";
import { planImaris } from "@chunkwright/ome";
import type { Host } from "../../host.ts";
import { imagesOf } from "../../images-of.ts";
import type { OpenedSource } from "../../opened-source.ts";
import { createTargetFile } from "../../place/target-file.ts";
import { collectionWarnings } from "../collection-warnings.ts";
import { codecChoices, parseCompression } from "../compression.ts";
import { IMARIS_CODECS } from "../format-codecs.ts";
import type { Job, ParseTarget, PlannedArray } from "../target.ts";
import { type ImageJob, type ImarisWriter, levelInfo, volumeInfos } from "./ims-job.ts";
import { writeImages } from "./write-ims.ts";

/** Images become datasets of time points and channels; labels and whatever else a hierarchy holds have no place. */
export const parseImsTarget: ParseTarget = (_target, options) => {
  const compression = parseCompression(options.compression ?? "auto", IMARIS_CODECS);
  const codecsOf = (array: ArrayInfo) => imarisCodecs(codecChoices(compression, array, IMARIS_CODECS), array);
  return { kind: "file", plan: (source, host) => planJob(source, codecsOf, host) };
};

/** As ImarisWriter's filters: LZ4 in blocks as large as it has them. */
function imarisCodecs(
  { codecs, fallbackCodecs, isPortable, respell }: ReturnType<typeof codecChoices>,
  array: ArrayInfo,
): readonly CodecSpec[] {
  const chosen = codecs ?? chooseCodecs(array.codecs.map(respell), isPortable, fallbackCodecs);
  return chosen.map((codec) =>
    codec.name === "n5.lz4" ? { name: "hdf5.lz4", configuration: { blocksize: 2 ** 30 } } : codec,
  );
}

async function planJob(
  source: OpenedSource,
  codecsOf: (array: ArrayInfo) => readonly CodecSpec[],
  host: Host,
): Promise<Job> {
  const collection = await imagesOf(source, `convert ${source.location} to Imaris`, host);
  const jobs = planImaris(collection).map((plan) => ({
    plan,
    codecs: codecsOf(plan.image.levels[0].source.info),
  }));
  for (const warning of collectionWarnings(collection, ["associated", "labels", "omeXml", "plate"])) {
    host.warn(warning);
  }
  for (const { plan } of jobs) {
    const { name, levels } = plan.image;
    if (levels.some((_, k) => plan.levels[k]?.source === undefined)) {
      host.warn(`levels of ${JSON.stringify(name)} are left out: Imaris has levels of its own shapes`);
    }
  }
  const arrays = jobs.flatMap(plannedArrays);
  return {
    arrays,
    async run(workingPath, onChunk) {
      const file = await createTargetFile(workingPath, host);
      try {
        const { coder, signal } = host;
        const volumes = jobs.flatMap(volumeInfos);
        const sink = createHdf5(file, { coder, reservedBytes: metadataByteLength(volumes) });
        const writer: ImarisWriter = { sink, host, options: { signal, onChunk } };
        const reports = await writeImages(writer, jobs);
        await sink.close();
        return reports;
      } finally {
        // Harmless if the file is complete.
        await file.abort();
      }
    },
  };
}

function plannedArrays(job: ImageJob): readonly PlannedArray[] {
  return job.plan.levels.map((level, k) => ({
    path: `${job.plan.dataPath}/ResolutionLevel ${k}`,
    info: levelInfo(job, level),
    origin: level.source ? "source" : "generated",
  }));
}
