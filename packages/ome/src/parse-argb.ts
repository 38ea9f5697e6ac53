/**
 * Colours of channels in hexadecimal digits, as microscopes write them.
 *
 * @module
 */

/** 0xRRGGBB of `#AARRGGBB` or `#RRGGBB`, with or without the number sign; `undefined` for other text. */
export function parseArgb(text: string): number | undefined {
  const digits = /^#?(?:[0-9a-f]{2})?([0-9a-f]{6})$/i.exec(text.trim())?.[1];
  return digits === undefined ? undefined : Number.parseInt(digits, 16);
}
