/**
 * EER images in parts of pixels. Thermo Fisher Scientific, Electron Event Representation 3.0, §4.
 *
 * @module
 */

import type { CodecTags } from "../image/codec-tags.ts";
import type { IfdFields } from "../tiff-file.ts";

/** The fields of the image with as many pixels as places of electrons are wanted, and stored, at. */
export function withEerResolution(fields: IfdFields, { eer }: CodecTags): IfdFields {
  if (!eer || eer.superResolution === 0) return fields;
  const along = (bits: number) => {
    const scale = 2 ** Math.min(bits, eer.superResolution);
    return (length: number | undefined) => (length === undefined ? undefined : length * scale);
  };
  const [x, y] = [along(eer.horizontalBits), along(eer.verticalBits)];
  const { width, height, rowsPerStrip, tileWidth, tileHeight } = fields;
  return {
    ...fields,
    width: x(width),
    height: y(height),
    rowsPerStrip: y(rowsPerStrip),
    tileWidth: x(tileWidth),
    tileHeight: y(tileHeight),
  };
}
