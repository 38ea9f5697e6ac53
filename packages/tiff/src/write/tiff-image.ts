/**
 * What an image of a TIFF file is to be, said before any of it is written.
 *
 * @module
 */

import type { ArrayInfo } from "@chunkwright/core";
import type { TiffField } from "./tiff-field.ts";

/** What samples mean. TIFF 6.0 §8, PhotometricInterpretation. */
export type Photometric =
  | "min-is-black"
  | "min-is-white"
  | "rgb"
  | "palette"
  | "mask"
  | "separated"
  | "cie-lab";

/** A page to be written. */
export interface TiffImage {
  /**
   * Shape [y, x], [y, x, s] or, with `planar`, [s, y, x]; the chunk shape is that of a tile. Elements are stored
   * little-endian. Codecs: at most one of `numcodecs.zlib`, `zstd`, `tiff.lzw`, `tiff.packbits`, in front of all but the
   * last `tiff.horizontal_differencing` or `tiff.float_predictor` if wanted; or `tiff.jpeg`
   * (encoded here only with a `quality`), `tiff.webp`, `tiff.jpeg2000` or `tiff.jpegxl` alone. Of the attributes
   * `geotiff` becomes tags again.
   */
  readonly info: ArrayInfo;
  /** Samples lie in planes of their own. */
  readonly planar?: boolean;
  /** Chunks are strips of whole rows, the last one as long as there are rows; tiles otherwise. */
  readonly strips?: boolean;
  /** "rgb" for three and four samples of 8 or 16 bits, else "min-is-black", unless told. */
  readonly photometric?: Photometric;
  /** What samples beyond the colours are: 0 unspecified, 1 and 2 alpha, premultiplied or not. TIFF 6.0 §18. */
  readonly extraSamples?: readonly number[];
  /** Tag 270; stored as UTF-8. */
  readonly description?: string;
  /** Pixels per unit along x and y. */
  readonly resolution?: { readonly x: number; readonly y: number; readonly unit: "none" | "inch" | "cm" };
  /** Any other tags; none of those that follow from the above. */
  readonly fields?: readonly TiffField[];
  /**
   * Has no directory: readers of ImageJ hyperstacks count the planes behind the first one, beyond 4 GiB too. Only
   * without compression, behind an image of the same size.
   */
  readonly unlisted?: boolean;
  /** Coarser versions of the image, finest first: its SubIFDs (tag 330). */
  readonly levels?: readonly TiffImage[];
}
