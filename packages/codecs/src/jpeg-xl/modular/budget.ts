/**
 * What the transforms of a frame may ask for, so that a few bytes cannot ask for much memory or time.
 *
 * @module
 */

import { badJpegXl } from "../jpeg-xl-error.ts";

/** What is left, in samples. All parts of a frame share one. */
export interface Budget {
  /** Samples of parameters, such as palettes. */
  parameters: number;
  /** Samples to compute when transforms are undone, each of which may take a microsecond. */
  computed: number;
}

/** Samples of one frame, per sample of its picture. Encoders need about eight: global transforms, and those of groups. */
const COMPUTED_PER_SAMPLE = 16;
/** Small pictures may ask for that much, too. */
const SPARE_SAMPLES = 2 ** 20;

/** The budget of a frame with `samples` samples. */
export function budgetOf(samples: number): Budget {
  return { parameters: samples + SPARE_SAMPLES, computed: COMPUTED_PER_SAMPLE * samples + SPARE_SAMPLES };
}

/** Takes `samples` from what is left. Throws "invalid-data" if that is not enough. */
export function spend(budget: Budget, purpose: keyof Budget, samples: number): void {
  budget[purpose] -= samples;
  if (budget[purpose] < 0) throw badJpegXl(`its transforms ask for too many samples (${purpose})`);
}
