/**
 * The size of a pixel as the resolution tags of TIFF give it.
 *
 * @module
 */

import type { TiffPage } from "./tiff-pages.ts";

/** Micrometres per pixel; `undefined` where the tags are not plausible. TIFF 6.0 §8, XResolution. */
export function pixelSize(page: TiffPage): { readonly x: number; readonly y: number } | undefined {
  const unit = MICROMETERS_PER_UNIT[page.resolutionUnit];
  const { xResolution, yResolution } = page;
  if (unit === undefined || !isPositive(xResolution) || !isPositive(yResolution)) return undefined;
  const size = { x: unit / xResolution, y: unit / yResolution };
  return size.x <= LARGEST_PIXEL && size.y <= LARGEST_PIXEL ? size : undefined;
}

export function isPositive(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value) && value > 0;
}

/** ResolutionUnit: 2 inch, 3 centimetre. */
const MICROMETERS_PER_UNIT: Readonly<Record<number, number>> = { 2: 25_400, 3: 10_000 };

/**
 * Coarser resolutions are those of screens and printers: 72 dots per inch are 353 µm, the
 * 1200 of a good printer 21 µm.
 */
const LARGEST_PIXEL = 20;
