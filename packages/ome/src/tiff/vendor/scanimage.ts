/**
 * ScanImage: pages in the order c, frame, z, volume, as lines of the Software tag say. "ScanImage BigTiff
 * Specification".
 *
 * @module
 */

import type { ImageCollection } from "../../image-model.ts";
import { countPages } from "../all-pages.ts";
import { assembleImage, taggedSizes } from "../assemble-image.ts";
import type { TiffPages } from "../tiff-pages.ts";
import type { DialectOptions } from "../unread-pages.ts";

const FORMAT = "scanimage";

/** Whether a TIFF Software tag is ScanImage's, from version 2016 on. */
export function isScanImage(software: string): boolean {
  return software.startsWith("SI.");
}

/**
 * Opens the pages as t, c, z: the frames of each slice, volume by volume, are times. Planes of an acquisition that was stopped
 * within a volume are absent, with a warning.
 */
export async function readScanImage(
  file: TiffPages,
  software: string,
  { name = "", ...options }: DialectOptions = {},
): Promise<ImageCollection> {
  const fields = new Map(
    software.split("\n").map((line) => {
      const equals = line.indexOf("=");
      return [line.slice(0, equals).trim(), line.slice(equals + 1).trim()] as const;
    }),
  );
  const template = await file.ifd(0, options);
  const pages = await countPages(file, options);
  const saved = fields.get("SI.hChannels.channelSave")?.match(/\d+/g)?.length ?? 1;
  const whole = (key: string) => {
    const value = Number(fields.get(key));
    return Number.isInteger(value) && value > 0 ? value : undefined;
  };
  const planes = Math.ceil(pages / saved);
  const perSlice = whole("SI.hStackManager.framesPerSlice") ?? planes;
  const stack = whole("SI.hStackManager.actualNumSlices") ?? whole("SI.hStackManager.numSlices");
  const slices = perSlice === planes ? 1 : (stack ?? Math.ceil(planes / perSlice));
  const frames = slices === 1 ? planes : perSlice;
  const volumes = Math.ceil(planes / (frames * slices));
  const counts = { t: frames * volumes, c: saved, z: slices };
  const expected = counts.t * counts.c * counts.z;
  const image = assembleImage({
    name,
    counts,
    levels: [
      {
        template,
        async open({ t, c, z }) {
          const [frame, volume] = [t % frames, Math.floor(t / frames)];
          const page = ((volume * slices + z) * frames + frame) * saved + c;
          return page < pages ? file.ifd(page) : undefined;
        },
      },
    ],
    sizes: taggedSizes(template),
    format: FORMAT,
  });
  const warnings = [`It was stopped: it has ${pages} of ${expected} pages`];
  return { images: [image], ...(pages < expected && { warnings }) };
}
