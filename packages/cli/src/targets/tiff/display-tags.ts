/**
 * Tags that say how the pages of an image are displayed, as in the TIFF file that it comes from.
 *
 * @module
 */

import { type PagedImage, tiffDisplay } from "@chunkwright/ome";
import { TAGS, type TiffField, type TiffImage } from "@chunkwright/tiff";

export interface DisplayTags {
  /** Tags of every page and level. */
  readonly page: Pick<TiffImage, "photometric" | "extraSamples" | "resolution" | "fields">;
  /** Further tags of the first page only. */
  readonly fields: readonly TiffField[];
}

export function displayTags({ image, samples }: PagedImage): DisplayTags {
  const { photometric, extraSamples, colorMap, orientation, iccProfile, resolution } = tiffDisplay(
    image,
    samples,
  );
  const fields: readonly TiffField[] = [
    ...(colorMap ? [{ tag: TAGS.ColorMap, type: "SHORT", numbers: colorMap } as const] : []),
    ...(orientation ? [{ tag: TAGS.Orientation, type: "SHORT", numbers: [orientation] } as const] : []),
  ];
  return {
    page: {
      ...(photometric && { photometric }),
      ...(extraSamples && { extraSamples }),
      ...(resolution && { resolution }),
      ...(fields.length > 0 && { fields }),
    },
    fields: iccProfile ? [{ tag: TAGS.ICCProfile, type: "UNDEFINED", bytes: iccProfile }] : [],
  };
}
