/**
 * Pixels such as a fluorescence microscope gives: round cells out of focus over a dim background, with shot noise.
 *
 * @module
 */

import { poisson, seededRandom } from "./seeded-random.ts";

/** Photons of the background. */
const BACKGROUND = 110;
/** Pixels per cell. */
const AREA = 2500;

/** `height` rows of `width` pixels, of up to a few thousand photons each. */
export function cells(width: number, height: number, seed: number): Uint16Array<ArrayBuffer> {
  const next = seededRandom(seed);
  const density = cellDensity(width, height, next);
  return new Uint16Array(density.length).map((_, i) => Math.min(65535, poisson(density[i]!, next)));
}

/** The same without noise. */
export function cellDensity(width: number, height: number, next: () => number): Float32Array<ArrayBuffer> {
  const density = new Float32Array(width * height).fill(BACKGROUND);
  for (let cell = 0; cell < (width * height) / AREA; cell += 1) {
    const centerX = next() * width;
    const centerY = next() * height;
    const radius = 6 + 10 * next();
    const brightness = 200 + 2500 * next();
    for (
      let y = Math.max(0, Math.ceil(centerY - 3 * radius));
      y < Math.min(height, centerY + 3 * radius);
      y += 1
    ) {
      for (
        let x = Math.max(0, Math.ceil(centerX - 3 * radius));
        x < Math.min(width, centerX + 3 * radius);
        x += 1
      ) {
        const distance = ((x - centerX) ** 2 + (y - centerY) ** 2) / radius ** 2;
        density[y * width + x]! += brightness * Math.exp(-distance);
      }
    }
  }
  return density;
}
