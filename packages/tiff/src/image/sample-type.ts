/**
 * Which data type the samples of an image have.
 *
 * @module
 */

import type { DataType } from "@chunkwright/core";
import { invalidTiff, unsupportedTiff } from "../tiff-error.ts";
import type { IfdFields } from "../tiff-file.ts";
import { COMPRESSION_EER } from "./compression.ts";

export interface SampleType {
  readonly dataType: DataType;
  /** The average, if the samples of a pixel differ. */
  readonly bitsPerSample: number;
  /** Samples are not whole machine words: they are packed, and widened when decoded. */
  readonly isPacked: boolean;
  /** "rgb565", or option `from` of `tiff.converted_samples` and `tiff.sample_words`, if no data type holds the samples as stored. */
  readonly convertedFrom?: string;
}

/** SampleFormat. TIFF 6.0 §19; 5 and 6 from the TIFF Technical Notes of Adobe Photoshop and libtiff. */
const SAMPLE_FORMATS: { readonly [format: number]: { readonly [bits: number]: DataType } } = {
  1: { 8: "uint8", 16: "uint16", 32: "uint32", 64: "uint64" },
  2: { 8: "int8", 16: "int16", 32: "int32", 64: "int64" },
  3: { 16: "float16", 32: "float32", 64: "float64" },
  6: { 64: "complex64", 128: "complex128" },
};
/** Samples that become the next wider type: 24-bit floats, Adobe TIFF Technical Note 3; pairs of integers. */
const CONVERSIONS: {
  readonly [format: number]: {
    readonly [bits: number]: { readonly from: string; readonly dataType: DataType };
  };
} = {
  3: { 24: { from: "float24", dataType: "float32" } },
  5: {
    16: { from: "complex_int8", dataType: "complex64" },
    32: { from: "complex_int16", dataType: "complex64" },
    64: { from: "complex_int32", dataType: "complex128" },
  },
};
const FORMAT_NAMES = [undefined, "unsigned", "signed", "float", "void", "complex integer", "complex float"];
const MAX_PACKED_BITS = 31;
/** Samples of different size that mean something: those of a pixel in a word of 16 bits, each stretched to a byte. */
const RGB565 = "5,6,5";

/** Throws "unsupported" for samples that differ from each other and for types without a `DataType`. */
export function sampleType(fields: IfdFields): SampleType {
  const { bitsPerSample, sampleFormat, planarConfiguration, compression } = fields;
  const [bits] = bitsPerSample;
  const [format] = sampleFormat;
  if (bits === undefined || format === undefined || bits === 0) {
    throw invalidTiff("Cannot read image: its pixels have no bits", { section: "TIFF 6.0 §8" });
  }
  // Each pixel has seen an electron or not: BitsPerSample is left out.
  if (COMPRESSION_EER.includes(compression)) return { dataType: "uint8", bitsPerSample: 8, isPacked: false };
  if (String(bitsPerSample) === RGB565 && planarConfiguration === 1 && sampleFormat.every((f) => f === 1)) {
    return { dataType: "uint8", bitsPerSample: 16 / 3, isPacked: false, convertedFrom: "rgb565" };
  }
  if (bitsPerSample.some((other) => other !== bits)) {
    const all = bitsPerSample.slice(0, 8).join(", ");
    throw unsupportedTiff(`Cannot read image: its samples have ${all} bits`, "mixed BitsPerSample");
  }
  if (sampleFormat.some((other) => other !== format)) {
    const all = sampleFormat.slice(0, 8).join(", ");
    throw unsupportedTiff(`Cannot read image: its samples have formats ${all}`, "mixed SampleFormat");
  }
  // Void (4) says nothing about the bits: unsigned integers show them as they are.
  const known = format === 4 ? 1 : format;
  const dataType = SAMPLE_FORMATS[known]?.[bits];
  if (dataType) return { dataType, bitsPerSample: bits, isPacked: false };
  const conversion = CONVERSIONS[known]?.[bits];
  if (conversion) {
    const { dataType: wider, from } = conversion;
    return { dataType: wider, bitsPerSample: bits, isPacked: false, convertedFrom: from };
  }
  if ((known === 1 || known === 2) && bits <= MAX_PACKED_BITS) {
    return { dataType: widened(bits, known === 2), bitsPerSample: bits, isPacked: true };
  }
  const name = FORMAT_NAMES[format] ?? `SampleFormat ${format}`;
  throw unsupportedTiff(`Cannot read image: its samples are ${bits}-bit ${name}`, `${bits}-bit ${name}`);
}

/** Bytes of `samples` samples in a row, padded to a whole byte. TIFF 6.0 §8, BitsPerSample. */
export function rowByteLength({ bitsPerSample }: SampleType, samples: number): number {
  return Math.ceil(Math.round(samples * bitsPerSample) / 8);
}

function widened(bits: number, isSigned: boolean): DataType {
  const wider = bits <= 8 ? 8 : bits <= 16 ? 16 : 32;
  return isSigned ? `int${wider}` : `uint${wider}`;
}
