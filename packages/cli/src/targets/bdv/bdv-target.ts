/**
 * BigDataViewer as a target: an XML document, and an HDF5 file of the same name beside it.
 *
 * @module
 */

import { writeFile } from "node:fs/promises";
import type { CopyReport } from "@chunkwright/convert";
import { createHdf5, metadataByteLength } from "@chunkwright/hdf5";
import { type BdvDocument, bdvDocument, planBdv, printBdv, setupPath } from "@chunkwright/ome";
import { createFsFile } from "@chunkwright/stores/fs";
import type { Host } from "../../host.ts";
import { imagesOf } from "../../images-of.ts";
import type { OpenedSource } from "../../opened-source.ts";
import { checkApart } from "../../place/check-apart.ts";
import { baseName, parseLocation } from "../../place/location.ts";
import { openTargetPlace } from "../../place/target-place.ts";
import { UsageError } from "../../usage-error.ts";
import { collectionWarnings } from "../collection-warnings.ts";
import { parseCompression } from "../compression.ts";
import { BDV_CODECS } from "../format-codecs.ts";
import { parseLayoutOptions } from "../layout-options.ts";
import type { Job, ParseTarget } from "../target.ts";
import { type BdvLevelOptions, planBdvLevels } from "./bdv-levels.ts";
import { type BdvImage, viewInfos, writeBdvImage } from "./write-bdv.ts";

/** Channels become setups; labels and whatever else a hierarchy holds have no place. */
export const parseBdvTarget: ParseTarget = (target, options) => {
  if (parseLocation(target).kind === "s3") {
    throw new UsageError(`Cannot write ${target}: the two files of BigDataViewer do not go into a bucket`);
  }
  const settings: BdvSettings = {
    ...parseLayoutOptions(options),
    compression: parseCompression(options.compression ?? "auto", BDV_CODECS),
    hdf5Path: target.replace(/(\.xml)?$/i, ".h5"),
    overwrite: options.overwrite ?? false,
  };
  return { kind: "file", plan: (source, host) => planJob(source, settings, host) };
};

interface BdvSettings extends BdvLevelOptions {
  readonly hdf5Path: string;
  readonly overwrite: boolean;
}

async function planJob(source: OpenedSource, settings: BdvSettings, host: Host): Promise<Job> {
  const collection = await imagesOf(source, `convert ${source.location} to BigDataViewer`, host);
  const plan = planBdv(collection);
  for (const warning of collectionWarnings(collection, ["associated", "labels", "omeXml", "plate"])) {
    host.warn(warning);
  }
  const jobs = plan.images.map(
    (image): BdvImage => ({ plan: image, levels: planBdvLevels(image.image, settings) }),
  );
  return {
    arrays: jobs.flatMap(({ plan: { setups }, levels }) =>
      levels.map(({ info, source: from }, k) => ({
        path: `${setups.map(({ id }) => setupPath(id)).join("+")}/${k}`,
        info,
        origin: from ? "source" : "generated",
      })),
    ),
    async run(workingPath, onChunk) {
      await checkApart(source, settings.hdf5Path);
      const place = await openTargetPlace(settings.hdf5Path, "file", settings.overwrite);
      try {
        const { coder, signal } = host;
        const file = await createFsFile(place.workingPath);
        const reports: CopyReport[] = [];
        const missing: BdvDocument["missing"][number][] = [];
        try {
          const sink = createHdf5(file, {
            coder,
            reservedBytes: metadataByteLength(jobs.flatMap(viewInfos)),
          });
          for (const job of jobs) {
            const written = await writeBdvImage(sink, job, settings.method, { signal, onChunk });
            reports.push(...written.reports);
            missing.push(...written.missing);
          }
          await sink.close();
        } finally {
          // Harmless if the file is complete.
          await file.abort();
        }
        await writeFile(workingPath, printBdv(bdvDocument(plan, baseName(settings.hdf5Path), missing)));
        signal.throwIfAborted();
        await place.commit();
        return reports;
      } finally {
        await place.abandon();
      }
    },
  };
}
