/**
 * ImageJ hyperstacks as a target: planes side by side without compression, as ImageJ itself writes them.
 *
 * @module
 */

import { type LevelPlan, planImage } from "@chunkwright/convert";
import { type ArrayInfo, byteSize, elementCount } from "@chunkwright/core";
import { type ImageJPlan, LEFTOVERS_TAG, type PagedImage, planImageJ } from "@chunkwright/ome";
import type { TiffImage } from "@chunkwright/tiff";
import type { Host } from "../../host.ts";
import type { OpenedSource } from "../../opened-source.ts";
import { UsageError } from "../../usage-error.ts";
import { collectionWarnings } from "../collection-warnings.ts";
import { parseLayoutOptions } from "../layout-options.ts";
import type { Job, ParseTarget } from "../target.ts";
import { displayTags } from "./display-tags.ts";
import { imagesToPage, pagedImageJob, pagedJob } from "./paged-job.ts";

/** The planes of the finest level become one hyperstack. */
export const parseImageJTarget: ParseTarget = (_target, options) => {
  const { method } = parseLayoutOptions(options);
  if (!["auto", "none"].includes(options.compression ?? "auto")) {
    throw new UsageError("ImageJ hyperstacks have no compression: leave out --compression");
  }
  return { kind: "file", plan: (source, host) => planJob(source, method, host) };
};

async function planJob(
  source: OpenedSource,
  method: ReturnType<typeof parseLayoutOptions>["method"],
  host: Host,
): Promise<Job> {
  const collection = await imagesToPage(source, host);
  const plan = planImageJ(collection);
  const { image } = plan.paged;
  for (const warning of collectionWarnings(collection, ["associated", "labels", "omeXml", "plate"])) {
    host.warn(warning);
  }
  if (image.levels.length > 1) host.warn("only the finest level becomes a hyperstack");
  const levels = planImage(image, { levels: 1, fallbackCodecs: [], isPortable: () => true });
  const job = pagedImageJob(plan.paged, levels, (level) => planPage(level, plan.paged));
  return pagedJob([job], hyperstack(job.pages[0]!, plan), { method, bigTiff: false }, host);
}

/** Strips of about this size are written at a time. */
const STRIP_BYTES = 2 ** 21;

function planPage({ info, origin }: LevelPlan, { planeAxes, image }: PagedImage): ArrayInfo {
  const own = origin.kind === "source" ? origin.source.info : info;
  const [height = 0, ...others] = planeAxes.map((axis) => info.shape[axis]!);
  const rows = own.chunkShape[planeAxes[0]!]!;
  const rowBytes = elementCount(others) * byteSize(info.dataType);
  const wanted = Math.max(1, Math.floor(STRIP_BYTES / (rows * rowBytes))) * rows;
  return {
    ...info,
    shape: [height, ...others],
    chunkShape: [Math.min(height, wanted), ...others],
    codecs: [{ name: "bytes", configuration: { endian: "little" } }],
    dimensionNames: planeAxes.map((axis) => image.axes[axis]?.name ?? null),
    attributes: {},
  };
}

/** Classic TIFF has no offsets beyond 4 GiB: in larger stacks only the first plane has a directory. */
function hyperstack(
  page: ArrayInfo,
  { paged, description, leftovers, resolution, tags }: ImageJPlan,
): TiffImage[] {
  const byteLength = paged.pages * (elementCount(page.shape) * byteSize(page.dataType) + DIRECTORY_BYTES);
  const metadataBytes = tags.reduce((sum, tag) => sum + ("bytes" in tag ? tag.bytes.byteLength : 0), 0);
  const unlisted = byteLength + description.length + (leftovers?.length ?? 0) + metadataBytes >= 2 ** 32;
  const { page: shown, fields } = displayTags(paged);
  const first: TiffImage = {
    ...shown,
    info: page,
    strips: true,
    description,
    ...(resolution && { resolution }),
    fields: [
      ...(shown.fields ?? []),
      ...fields,
      ...tags,
      ...(leftovers === undefined ? [] : [{ tag: LEFTOVERS_TAG, type: "ASCII", text: leftovers } as const]),
    ],
  };
  const others: TiffImage = { ...shown, info: page, strips: true, unlisted };
  return [first, ...new Array<TiffImage>(paged.pages - 1).fill(others)];
}

/** More than the directory of a plane takes, including the offsets of its strips. */
const DIRECTORY_BYTES = 4096;
