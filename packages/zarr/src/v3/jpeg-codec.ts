/**
 * `numcodecs.imagecodecs_jpeg`: JPEG tiles of TIFF files in Zarr, as zarr-python reads them through the Python package
 * imagecodecs. No registered codec of Zarr v3 does; convert writes it only on request.
 *
 * @module
 */

import type { CodecSpec, JsonObject } from "@chunkwright/core";

const NAME = "numcodecs.imagecodecs_jpeg";

/** Colour spaces of the stream and of what it decodes to, by TIFF's PhotometricInterpretation. TIFF 6.0 §8, §21. */
const COLOR_SPACES: readonly (readonly [photometric: number, stored: string, decoded: string])[] = [
  [6, "YCBCR", "RGB"],
  [2, "RGB", "RGB"],
  [1, "GRAYSCALE", "GRAYSCALE"],
  [5, "CMYK", "CMYK"],
];

/** `tiff.jpeg` as documents hold it; `undefined` for other codecs, and for colours that imagecodecs has no name for. */
export function printJpeg({ name, configuration = {} }: CodecSpec): Required<CodecSpec> | undefined {
  if (name !== "tiff.jpeg") return undefined;
  const { tables, photometric = 6 } = configuration;
  const space = COLOR_SPACES.find(([number]) => number === photometric);
  if (!space) return undefined;
  const [, stored, decoded] = space;
  return {
    name: NAME,
    configuration: {
      ...(tables !== undefined && { tables }),
      colorspace_data: decoded,
      colorspace_jpeg: stored,
    },
  };
}

/** The inverse; members that concern only encoders are ignored. `undefined` for other codecs and configurations. */
export function parseJpeg(name: string, configuration: JsonObject): CodecSpec | undefined {
  if (name !== NAME) return undefined;
  const { tables, header, colorspace_data: decoded, colorspace_jpeg: stored } = configuration;
  const space = COLOR_SPACES.find((known) => known[1] === stored && known[2] === decoded);
  if (!space || (header !== undefined && header !== null)) return undefined;
  return {
    name: "tiff.jpeg",
    configuration: { ...(typeof tables === "string" && { tables }), photometric: space[0] },
  };
}
