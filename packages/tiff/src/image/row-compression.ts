/**
 * The compression schemes that code samples, not bytes, and so have to know how many make a row.
 *
 * @module
 */

import { unsupportedTiff } from "../tiff-error.ts";
import type { IfdFields } from "../tiff-file.ts";
import {
  COMPRESSION_CCITT_RLE,
  COMPRESSION_CCITT_RLEW,
  COMPRESSION_CCITT_T4,
  COMPRESSION_CCITT_T6,
  COMPRESSION_NEXT,
  COMPRESSION_THUNDERSCAN,
  type Compression,
} from "./compression.ts";
import type { ImageLayout } from "./image-layout.ts";
import type { SampleType } from "./sample-type.ts";

/** A byte of a row that equals the one before takes a bit: T.6 Table 1, V0 for up to 2^24 pixels. */
const MAX_CCITT_RATIO = 2 ** 24;
/** A byte stands for up to 63 samples of 4 bits. */
const MAX_THUNDERSCAN_RATIO = 32;
/** Or of 2 bits; a row of one byte or more takes no less. */
const MAX_NEXT_RATIO = 16;

/** `undefined` for all other schemes. */
export function rowCompression(
  { compression, t4Options, bitsPerSample }: IfdFields,
  sample: SampleType,
  { sampleAxis, chunkShape }: ImageLayout,
): Compression | undefined {
  const bits = BITS[compression];
  if (bits === undefined) return undefined;
  if (sample.bitsPerSample !== bits || sampleAxis === "last") {
    throw unsupportedTiff(
      `Cannot read image: its compression ${compression} codes single samples of ${bits} bits, not [${bitsPerSample}]`,
      `compression ${compression} of other samples`,
    );
  }
  const width = chunkShape.at(-1) ?? 0;
  switch (compression) {
    case COMPRESSION_THUNDERSCAN:
      return {
        codecs: [{ name: "tiff.thunderscan", configuration: { width } }],
        maxRatio: MAX_THUNDERSCAN_RATIO,
      };
    case COMPRESSION_NEXT:
      return { codecs: [{ name: "tiff.next", configuration: { width } }], maxRatio: MAX_NEXT_RATIO };
    default: {
      const scheme = CCITT_SCHEMES[compression]!;
      // TIFF 6.0 §11, T4Options bit 0
      const twoDimensional = scheme === "t4" && t4Options % 2 === 1;
      const configuration = { scheme, width, ...(twoDimensional && { twoDimensional }) };
      return { codecs: [{ name: "tiff.ccitt", configuration }], maxRatio: MAX_CCITT_RATIO };
    }
  }
}

/** Bits of the samples that each scheme codes. */
const BITS: { readonly [compression: number]: number } = {
  [COMPRESSION_CCITT_RLE]: 1,
  [COMPRESSION_CCITT_RLEW]: 1,
  [COMPRESSION_CCITT_T4]: 1,
  [COMPRESSION_CCITT_T6]: 1,
  [COMPRESSION_NEXT]: 2,
  [COMPRESSION_THUNDERSCAN]: 4,
};

/** TIFF 6.0 §10 and §11. */
const CCITT_SCHEMES: { readonly [compression: number]: string } = {
  [COMPRESSION_CCITT_RLE]: "modified-huffman",
  [COMPRESSION_CCITT_RLEW]: "modified-huffman-words",
  [COMPRESSION_CCITT_T4]: "t4",
  [COMPRESSION_CCITT_T6]: "t6",
};
