/**
 * `numcodecs.quantize`: floats rounded to a number of decimal digits, in binary. numcodecs 0.16, "Quantize".
 *
 * @module
 */

import type { ArrayToArrayCodec } from "../codec.ts";
import { badConfiguration, checkOptions, integerOption } from "../configuration.ts";
import { castElements } from "./cast.ts";
import { mapNumbers, roundHalfEven, roundingOf } from "./element-numbers.ts";
import { FLOAT_TYPES, typeOption } from "./numpy-type.ts";

const NAME = "numcodecs.quantize";
/** Decimal digits on either side of the point that float64 can represent. */
const MAX_DIGITS = 300;

/** `{ digits, dtype, astype }`: decimals kept, the type of the elements, and the one they are stored in. */
export const quantize: ArrayToArrayCodec = {
  kind: "array-to-array",
  bind(configuration, { dataType, shape }) {
    checkOptions(NAME, configuration, ["digits", "dtype", "astype"]);
    const digits = integerOption(NAME, configuration, "digits", { min: -MAX_DIGITS, max: MAX_DIGITS });
    const decoded = typeOption(NAME, configuration, "dtype", FLOAT_TYPES, dataType);
    if (decoded !== dataType) {
      throw badConfiguration(NAME, `dtype is ${decoded}, the elements are ${dataType}`);
    }
    const encoded = typeOption(NAME, configuration, "astype", FLOAT_TYPES, decoded);
    const round = roundingOf(decoded);
    const scale = round(2 ** Math.ceil(Math.log2(10 ** digits)));
    return {
      encoded: { dataType: encoded, shape },
      decode: (chunk) => castElements(chunk, decoded),
      encode: (chunk) =>
        mapNumbers(chunk, (value) => round(roundHalfEven(round(scale * value)) / scale), encoded),
    };
  },
};
