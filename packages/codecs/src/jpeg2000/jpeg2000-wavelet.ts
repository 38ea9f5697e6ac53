/**
 * The inverse wavelet transforms of JPEG 2000, 5-3 reversible and 9-7 irreversible. ITU-T T.800 Annex F. The latter in
 * floats of 32 bits, as OpenJPEG's.
 *
 * @module
 */

import type { Rectangle } from "./jpeg2000-rectangle.ts";

/** Samples of a rectangle, row by row. */
export interface Plane {
  readonly area: Rectangle;
  readonly samples: Float64Array;
}

export type Wavelet = "reversible" | "irreversible";

/** The resolution `area` of the one below it and the bands HL, LH and HH. T.800 §F.3.2. */
export function synthesize(
  area: Rectangle,
  [ll, hl, lh, hh]: readonly [Plane, Plane, Plane, Plane],
  wavelet: Wavelet,
): Plane {
  const [width, height] = [area.x1 - area.x0, area.y1 - area.y0];
  const samples = new Float64Array(width * height);
  interleave(samples, area, ll, 0, 0);
  interleave(samples, area, hl, 1, 0);
  interleave(samples, area, lh, 0, 1);
  interleave(samples, area, hh, 1, 1);
  const line = new Float64Array(Math.max(width, height) + 2 * MARGIN);
  for (let y = 0; y < height; y += 1) lift(samples, y * width, 1, width, area.x0, line, wavelet);
  for (let x = 0; x < width; x += 1) lift(samples, x, width, height, area.y0, line, wavelet);
  return { area, samples };
}

/** Interleaves the samples of a band: puts them at every other position along both axes. T.800 §F.3.3. */
function interleave(to: Float64Array, area: Rectangle, band: Plane, dx: number, dy: number): void {
  const { x0, y0, x1, y1 } = band.area;
  const width = area.x1 - area.x0;
  let from = 0;
  for (let v = y0; v < y1; v += 1) {
    let place = (2 * v + dy - area.y0) * width + 2 * x0 + dx - area.x0;
    for (let u = x0; u < x1; u += 1, place += 2) to[place] = band.samples[from++]!;
  }
}

/** Samples by which a line is extended at both ends, symmetrically. T.800 §F.3.7. */
const MARGIN = 4;
/**
 * T.800 Table F.4, to the digits that OpenJPEG has, whose floats have 32 bits; its bands are half as wide, except LL.
 */
const [ALPHA, BETA, GAMMA, DELTA, K, TWO_OVER_K] = [
  -1.586134342, -0.052980118, 0.882911075, 0.443506852, 1.230174105, 1.625732422,
].map(Math.fround) as [number, number, number, number, number, number];

/** Transforms a row or column that starts at coordinate `first`. T.800 §F.3.6. */
function lift(
  samples: Float64Array,
  start: number,
  step: number,
  length: number,
  first: number,
  line: Float64Array,
  wavelet: Wavelet,
): void {
  const isOdd = first % 2;
  if (length === 1) {
    const half = samples[start]! / 2;
    if (isOdd) samples[start] = wavelet === "reversible" ? Math.trunc(half) : half;
    return;
  }
  for (let i = 0; i < length; i += 1) line[MARGIN + i] = samples[start + i * step]!;
  const end = MARGIN + length;
  if (wavelet === "reversible") {
    mirror(line, length);
    for (let i = MARGIN - isOdd; i < end + 1; i += 2) {
      line[i] = line[i]! - Math.floor((line[i - 1]! + line[i + 1]! + 2) / 4);
    }
    for (let i = MARGIN + 1 - isOdd; i < end; i += 2) {
      line[i] = line[i]! + Math.floor((line[i - 1]! + line[i + 1]!) / 2);
    }
  } else {
    for (let i = MARGIN; i < end; i += 1) {
      line[i] = Math.fround(line[i]! * ((i + isOdd) % 2 === 0 ? K : TWO_OVER_K));
    }
    for (const [phase, factor] of [
      [0, DELTA],
      [1, GAMMA],
      [0, BETA],
      [1, ALPHA],
    ] as const) {
      mirror(line, length);
      for (let i = MARGIN + ((phase + isOdd) % 2); i < end; i += 2) {
        const beside = Math.fround(line[i - 1]! + line[i + 1]!);
        line[i] = Math.fround(line[i]! - Math.fround(factor * beside));
      }
    }
  }
  for (let i = 0; i < length; i += 1) samples[start + i * step] = line[MARGIN + i]!;
}

function mirror(line: Float64Array, length: number): void {
  const last = MARGIN + length - 1;
  const period = 2 * (length - 1);
  for (let i = 1; i <= MARGIN; i += 1) {
    const within = i % period;
    const place = within < length ? within : period - within;
    line[MARGIN - i] = line[MARGIN + place]!;
    line[last + i] = line[last - place]!;
  }
}
