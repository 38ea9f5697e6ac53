/**
 * `tiff.sample_words`: elements as the words that predictors work on. libtiff treats a complex sample as one word, and
 * swaps its bytes as a whole in big-endian files; a 24-bit float is one word, too. Decodes only.
 *
 * @module
 */

import { bytesOf, type Chunk, createChunk, type DataType, viewElements } from "@chunkwright/core";
import type { ArrayToArrayCodec } from "../codec.ts";
import { badConfiguration, checkOptions, choiceOption } from "../configuration.ts";
import { refuseEncoding } from "../decode-only.ts";
import { HOST_ENDIAN } from "../layout/byte-order.ts";
import { convertSamples, SAMPLE_CONVERSIONS, type StoredSample } from "./sample-conversions.ts";

const NAME = "tiff.sample_words";

/** The data type of each kind of word; raw bits are in host byte order. */
const WORDS: { readonly [K in StoredSample | "complex64"]: DataType } = {
  float24: "r24",
  complex_int8: "uint16",
  complex_int16: "uint32",
  complex_int32: "uint64",
  complex64: "uint64",
};

/** `{ from }`: the stored type, as for `tiff.converted_samples`, or `complex64`. */
export const sampleWords: ArrayToArrayCodec = {
  kind: "array-to-array",
  bind(configuration, { dataType, shape }) {
    checkOptions(NAME, configuration, ["from"]);
    const from = choiceOption(NAME, configuration, "from", Object.keys(WORDS) as (keyof typeof WORDS)[]);
    const wanted = from === "complex64" ? from : SAMPLE_CONVERSIONS[from].dataType;
    if (dataType !== wanted) throw badConfiguration(NAME, `${from} gives ${wanted}, not ${dataType}`);
    return {
      encoded: { dataType: WORDS[from], shape },
      decode({ data }): Chunk {
        const words = bytesOf(data);
        if (from === "complex64") return { dataType: from, shape, data: viewElements(from, words) };
        const chunk = createChunk(dataType, shape);
        return convertSamples(SAMPLE_CONVERSIONS[from], words, HOST_ENDIAN === "little", chunk);
      },
      encode: refuseEncoding(NAME),
    };
  },
};
