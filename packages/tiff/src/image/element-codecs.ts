/**
 * What makes bytes of elements, before they are compressed: predictors and byte order, or bits packed most significant first.
 *
 * @module
 */

import type { CodecSpec } from "@chunkwright/core";
import { unsupportedTiff } from "../tiff-error.ts";
import type { IfdFields } from "../tiff-file.ts";
import { subsampling } from "./chroma-subsampling.ts";
import type { ImageLayout } from "./image-layout.ts";
import type { SampleType } from "./sample-type.ts";

const PREDICTOR_NONE = 1;
const PREDICTOR_FLOATINGPOINT = 3;
/** What they difference, and at which distance in pixels. TIFF 6.0 §14; Adobe TIFF Technical Note 3; DNG 1.4, Predictor. */
const PREDICTORS: { readonly [predictor: number]: { readonly distance: number; readonly isFloat: boolean } } =
  {
    2: { distance: 1, isFloat: false },
    [PREDICTOR_FLOATINGPOINT]: { distance: 1, isFloat: true },
    34892: { distance: 2, isFloat: false },
    34893: { distance: 4, isFloat: false },
    34894: { distance: 2, isFloat: true },
    34895: { distance: 4, isFloat: true },
  };

/** Throws "unsupported" for a predictor or subsampling that is not read. */
export function elementCodecs(
  fields: IfdFields,
  sample: SampleType,
  layout: ImageLayout,
  littleEndian: boolean,
): readonly CodecSpec[] {
  const chroma = subsampling(fields);
  if (chroma) return [{ name: "tiff.ycbcr_subsampling", configuration: { ...chroma } }];
  const axis = layout.sampleAxis === "last" ? -2 : -1;
  if (fields.predictor !== PREDICTOR_NONE) return predictorCodecs(fields, sample, axis, littleEndian);
  const endian = littleEndian ? "little" : "big";
  const { isPacked, bitsPerSample, convertedFrom: from } = sample;
  if (isPacked) return [{ name: "tiff.packed_bits", configuration: { bitsPerSample, axis } }];
  if (from === undefined) return [{ name: "bytes", configuration: { endian } }];
  if (from === "rgb565")
    return [{ name: "tiff.rgb565", ...(!littleEndian && { configuration: { endian } }) }];
  return [{ name: "tiff.converted_samples", configuration: { from, endian } }];
}

function predictorCodecs(
  fields: IfdFields,
  sample: SampleType,
  axis: number,
  littleEndian: boolean,
): readonly CodecSpec[] {
  const { distance, isFloat } = checkedPredictor(fields, sample);
  const configuration = { axis, ...(distance > 1 && { distance }) };
  const words = wordCodecs(sample, isFloat, littleEndian);
  // Bytes of one row are stored plane by plane, most significant first, whatever the file's byte order. Adobe TIFF
  // Technical Note 3, "Floating Point Predictor".
  if (isFloat) return [...words, { name: "tiff.float_predictor", configuration }];
  const bytes = { name: "bytes", configuration: { endian: littleEndian ? "little" : "big" } };
  return [...words, { name: "tiff.horizontal_differencing", configuration }, bytes];
}

function checkedPredictor(
  { predictor }: IfdFields,
  { dataType, isPacked, bitsPerSample, convertedFrom }: SampleType,
) {
  const known = PREDICTORS[predictor];
  if (!known) {
    throw unsupportedTiff(`Cannot read image: its predictor is ${predictor}`, `predictor ${predictor}`);
  }
  const stored = convertedFrom ?? dataType;
  const isPredictable = known.isFloat
    ? /^float|^complex64$/.test(stored)
    : /^u?int|^float(16|32|64)$|^complex_int|^complex64$/.test(stored);
  if (!isPacked && isPredictable) return known;
  const what = `predictor ${predictor} on ${convertedFrom ?? `${bitsPerSample}-bit ${dataType}`}`;
  throw unsupportedTiff(`Cannot read image: it has ${what} samples`, what);
}

/** Codecs for samples that are not single words: libtiff swaps a complex sample as one word, so its parts change places. */
function wordCodecs(
  { dataType, convertedFrom }: SampleType,
  isFloat: boolean,
  littleEndian: boolean,
): readonly CodecSpec[] {
  const isSwapped = dataType === "complex64" && !isFloat && !littleEndian;
  const from = convertedFrom ?? (isSwapped ? dataType : undefined);
  return from === undefined ? [] : [{ name: "tiff.sample_words", configuration: { from } }];
}
