/**
 * Codecs of the Python package imagecodecs, by which tifffile and kerchunk refer to the chunks of TIFF files.
 * imagecodecs 2026.3, "imagecodecs.numcodecs"; tifffile 2026.3, "ZarrTiffStore.write_fsspec".
 *
 * @module
 */

import type { CodecSpec, Json, JsonObject, Shape } from "@chunkwright/core";

/** Codecs that decode without a configuration, by their ids without the package's name. */
const PLAIN_CODECS: { readonly [id: string]: string } = {
  lzw: "tiff.lzw",
  packbits: "tiff.packbits",
  jpeg2k: "tiff.jpeg2000",
  jpegxl: "tiff.jpegxl",
  jpegxr: "tiff.jpegxr",
  lerc: "tiff.lerc",
  png: "tiff.png",
  webp: "tiff.webp",
};
const PREDICTORS: { readonly [id: string]: string } = {
  delta: "tiff.horizontal_differencing",
  floatpred: "tiff.float_predictor",
};

/** PhotometricInterpretation, TIFF 6.0 §8. */
const BLACK_IS_ZERO = 1;
const RGB = 2;
const CMYK = 5;
const YCBCR = 6;

/** The codec of our table, for chunks of `chunkShape`; `undefined` for other ids and for what is not TIFF's. */
export function parseImagecodec(
  id: string,
  configuration: JsonObject,
  chunkShape: Shape,
): CodecSpec | undefined {
  const [, ownId = ""] = /^imagecodecs_(\w+)$/.exec(id) ?? [];
  const plain = PLAIN_CODECS[ownId];
  if (plain !== undefined) return { name: plain };
  const predictor = PREDICTORS[ownId];
  if (predictor !== undefined) {
    const { axis = -1, dist = 1 } = configuration;
    // Axes are counted from either end.
    const fromEnd = typeof axis === "number" && axis >= 0 ? axis - chunkShape.length : axis;
    return { name: predictor, configuration: { axis: fromEnd, distance: dist } };
  }
  if (ownId === "zstd") return { name: "zstd", configuration: { level: 0, checksum: false } };
  return ownId === "jpeg" ? parseJpeg(configuration, chunkShape) : undefined;
}

/** `undefined` for streams without their header, and for colours that neither the document nor the stream tells. */
function parseJpeg(configuration: JsonObject, chunkShape: Shape): CodecSpec | undefined {
  const { tables, header, colorspace_data: decoded, colorspace_jpeg: stored } = configuration;
  const photometric = photometricOf(stored ?? null, decoded ?? null, chunkShape);
  if (photometric === undefined || (header !== undefined && header !== null)) return undefined;
  return {
    name: "tiff.jpeg",
    configuration: { ...(typeof tables === "string" && { tables }), photometric },
  };
}

/**
 * Colour spaces have numbers of TIFF's or names. tifffile leaves that of the stream out unless it is RGB in spite of
 * what a decoder would guess, and both for what has no colours.
 */
function photometricOf(stored: Json, decoded: Json, chunkShape: Shape): number | undefined {
  if (stored === RGB || stored === "RGB") return RGB;
  if (stored !== null && stored !== "YCBCR" && stored !== decoded) return undefined;
  switch (decoded) {
    case RGB:
    case "RGB":
      return YCBCR;
    case BLACK_IS_ZERO:
    case "GRAYSCALE":
      return BLACK_IS_ZERO;
    case 4: // libjpeg's number of it
    case "CMYK":
      return CMYK;
    case null:
      return chunkShape.at(-1) === 3 ? undefined : BLACK_IS_ZERO;
    default:
      return undefined;
  }
}
