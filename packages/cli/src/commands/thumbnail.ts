/**
 * `chunkwright thumbnail SRC OUT.png`: a small picture of an image.
 *
 * @module
 */

import { imagesOf } from "../images-of.ts";
import { openSource } from "../open-source.ts";
import { type PartOptions, parsePart } from "../part/part-options.ts";
import { selectPart } from "../part/select-part.ts";
import { encodePng } from "../picture/encode-png.ts";
import { renderImage } from "../picture/render-image.ts";
import { createTargetFile } from "../place/target-file.ts";
import type { ReferenceOptions } from "../reference-options.ts";
import { writeTarget } from "../targets/write-target.ts";
import { EXIT_OK } from "../terminal/exit-code.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { UsageError } from "../usage-error.ts";

export interface ThumbnailOptions extends PartOptions, ReferenceOptions {
  /** Pixels of the longer side. */
  readonly size: string;
  readonly overwrite?: boolean | undefined;
}

const MAX_SIZE = 8192;

/** Shows the first image unless another is selected. */
export async function thumbnail(
  location: string,
  target: string,
  options: ThumbnailOptions,
  terminal: Terminal,
): Promise<number> {
  if (!/\.png$/i.test(target)) throw new UsageError(`Cannot write ${target}: thumbnails are PNG files, .png`);
  const side = parseSize(options.size);
  const part = parsePart(options);
  const source = await openSource(location, { ...terminal, allowTargets: options.allowTargets });
  try {
    // Nobody expects labels or OME-XML in a picture, so there is nothing to warn of.
    const selected = selectPart(source, part, { warn: () => {} });
    const [image] = (await imagesOf(selected, `show ${location}`, terminal)).images;
    const png = encodePng(await renderImage(image!, side, terminal));
    const write = async (workingPath: string) => {
      const file = await createTargetFile(workingPath, terminal);
      try {
        await file.write(0, png, terminal);
        await file.close();
      } finally {
        // Harmless if the file is complete.
        await file.abort();
      }
      return [];
    };
    await writeTarget(
      { arrays: [], run: write },
      {
        source,
        target,
        kind: "file",
        overwrite: options.overwrite ?? false,
        signal: terminal.signal,
        onChunk: () => {},
      },
    );
    return EXIT_OK;
  } finally {
    await source.close();
  }
}

function parseSize(text: string): number {
  const size = Number(text);
  if (Number.isInteger(size) && size >= 1 && size <= MAX_SIZE) return size;
  throw new UsageError(`Size "${text}" is not a whole number from 1 to ${MAX_SIZE}`);
}
