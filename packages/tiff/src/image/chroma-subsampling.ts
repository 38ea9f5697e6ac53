/**
 * Chroma samples that several pixels share, outside of JPEG. TIFF 6.0 §21, "Ordering of Component Samples".
 *
 * @module
 */

import type { Shape } from "@chunkwright/core";
import { unsupportedTiff } from "../tiff-error.ts";
import type { IfdFields } from "../tiff-file.ts";
import { PHOTOMETRIC_YCBCR } from "./photometric.ts";

/** Pixels of a data unit. */
export interface Subsampling {
  readonly horizontal: number;
  readonly vertical: number;
}

/** `undefined` where every pixel has its own. Throws "unsupported" for what libtiff does not write. */
export function subsampling(fields: IfdFields): Subsampling | undefined {
  const { photometric, chromaSubsampling, samplesPerPixel, bitsPerSample, planarConfiguration } = fields;
  if (photometric !== PHOTOMETRIC_YCBCR || samplesPerPixel === 1) return undefined;
  const [horizontal, vertical] = chromaSubsampling;
  if (horizontal === 1 && vertical === 1) return undefined;
  const isKnown = [horizontal, vertical].every((pixels) => pixels === 1 || pixels === 2 || pixels === 4);
  if (
    isKnown &&
    samplesPerPixel === 3 &&
    bitsPerSample[0] === 8 &&
    planarConfiguration === 1 &&
    fields.imageDepth === 1 &&
    fields.predictor === 1
  ) {
    return { horizontal, vertical };
  }
  throw unsupportedTiff(
    `Cannot read image: its chroma is subsampled ${horizontal} x ${vertical}, in ${samplesPerPixel} samples of ${bitsPerSample[0]} bits`,
    "YCbCrSubSampling",
  );
}

/** Bytes of `[y, x, 3]` pixels in data units, those at the edges whole. */
export function subsampledByteLength({ horizontal, vertical }: Subsampling, [height, width]: Shape): number {
  const units = Math.ceil(height! / vertical) * Math.ceil(width! / horizontal);
  return units * (horizontal * vertical + 2);
}
