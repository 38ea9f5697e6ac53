/**
 * How the samples of a pixel are shown.
 *
 * @module
 */

import type { Channel } from "../image-model.ts";

/** Colours of the samples of RGB and RGBA pixels. The photometric interpretation of others is not looked at. */
export function sampleColor(sample: number, samples: number): Channel {
  if (samples === 3 || (samples === 4 && sample < 3)) return { color: 0xff0000 >>> (8 * sample) };
  return samples === 4 ? { active: false } : {};
}
