/**
 * ScanImage: pages in the order c, frame, z, volume, as lines of the Software tag say. "ScanImage BigTiff
 * Specification".
 *
 * @module
 */

import { StorageError } from "@chunkwright/core";
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
 * Opens the pages as t, c, z: the frames of each slice, volume by volume, are times. Rejects with "invalid-data" if the
 * counts do not divide the pages.
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
  const planes = pages / saved;
  const frames = whole("SI.hStackManager.framesPerSlice") ?? planes;
  const stack = whole("SI.hStackManager.actualNumSlices") ?? whole("SI.hStackManager.numSlices");
  const slices = frames === planes ? 1 : (stack ?? planes / frames);
  const volumes = planes / (frames * slices);
  if (![planes, volumes].every((count) => Number.isInteger(count) && count > 0)) {
    throw new StorageError(
      "invalid-data",
      `Cannot open ScanImage: ${pages} pages, but ${saved} channels, ${frames} frames, ${slices} slices`,
      { format: FORMAT },
    );
  }
  const counts = { t: frames * volumes, c: saved, z: slices };
  const image = assembleImage({
    name,
    counts,
    levels: [
      {
        template,
        open({ t, c, z }) {
          const [frame, volume] = [t % frames, Math.floor(t / frames)];
          return file.ifd(((volume * slices + z) * frames + frame) * saved + c);
        },
      },
    ],
    sizes: taggedSizes(template),
    format: FORMAT,
  });
  return { images: [image] };
}
