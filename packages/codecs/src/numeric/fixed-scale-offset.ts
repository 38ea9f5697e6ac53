/**
 * `numcodecs.fixedscaleoffset`: `(element - offset) * scale`, rounded to integers. numcodecs 0.16, "FixedScaleOffset".
 *
 * @module
 */

import type { ArrayToArrayCodec } from "../codec.ts";
import { badConfiguration, checkOptions, numberOption } from "../configuration.ts";
import { mapNumbers, roundHalfEven, roundingOf } from "./element-numbers.ts";
import { REAL_TYPES, typeOption } from "./numpy-type.ts";

const NAME = "numcodecs.fixedscaleoffset";

/** `{ offset, scale, dtype, astype }`: the type of the elements, and the one they are stored in. */
export const fixedScaleOffset: ArrayToArrayCodec = {
  kind: "array-to-array",
  bind(configuration, { dataType, shape }) {
    checkOptions(NAME, configuration, ["offset", "scale", "dtype", "astype"]);
    const offset = numberOption(NAME, configuration, "offset");
    const scale = numberOption(NAME, configuration, "scale");
    if (scale === 0) throw badConfiguration(NAME, "scale is 0");
    const decoded = typeOption(NAME, configuration, "dtype", REAL_TYPES, dataType);
    if (decoded !== dataType) {
      throw badConfiguration(NAME, `dtype is ${decoded}, the elements are ${dataType}`);
    }
    const encoded = typeOption(NAME, configuration, "astype", REAL_TYPES, decoded);
    const inner = roundingOf(encoded);
    const outer = roundingOf(decoded);
    return {
      encoded: { dataType: encoded, shape },
      decode: (chunk) =>
        mapNumbers(chunk, (value) => inner(inner(value / inner(scale)) + inner(offset)), decoded),
      encode: (chunk) =>
        mapNumbers(
          chunk,
          (value) => roundHalfEven(outer(outer(value - outer(offset)) * outer(scale))),
          encoded,
        ),
    };
  },
};
