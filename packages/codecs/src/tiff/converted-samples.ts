/**
 * `tiff.converted_samples`: converts numbers that no data type holds to the next wider type. Decodes only.
 *
 * @module
 */

import { createChunk, elementCount } from "@chunkwright/core";
import { type ArrayToBytesCodec, exactly } from "../codec.ts";
import { badConfiguration, checkOptions, choiceOption } from "../configuration.ts";
import { refuseEncoding } from "../decode-only.ts";
import {
  convertSamples,
  SAMPLE_CONVERSIONS,
  type SampleConversion,
  STORED_SAMPLES,
} from "./sample-conversions.ts";

const NAME = "tiff.converted_samples";

/**
 * `{ from, endian }`: `float24` as float32, `complex_int8` and `complex_int16` as complex64, `complex_int32` as
 * complex128.
 */
export const convertedSamples: ArrayToBytesCodec = {
  kind: "array-to-bytes",
  bind(configuration, { dataType, shape }) {
    checkOptions(NAME, configuration, ["from", "endian"]);
    const from = choiceOption(NAME, configuration, "from", STORED_SAMPLES);
    const littleEndian = choiceOption(NAME, configuration, "endian", ["little", "big"]) === "little";
    const conversion: SampleConversion = SAMPLE_CONVERSIONS[from];
    if (dataType !== conversion.dataType) {
      throw badConfiguration(NAME, `${from} gives ${conversion.dataType}, not ${dataType}`);
    }
    const count = elementCount(shape) * conversion.perElement;
    return {
      encoded: exactly(count * conversion.byteLength, conversion.byteLength),
      decode: (encoded) => convertSamples(conversion, encoded, littleEndian, createChunk(dataType, shape)),
      encode: refuseEncoding(NAME),
    };
  },
};
