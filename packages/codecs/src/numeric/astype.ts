/**
 * `numcodecs.astype`: elements stored in another type. numcodecs 0.16, "AsType".
 *
 * @module
 */

import { StorageError } from "@chunkwright/core";
import type { ArrayToArrayCodec } from "../codec.ts";
import { badConfiguration, badOption, checkOptions } from "../configuration.ts";
import { canCast, castElements } from "./cast.ts";
import { REAL_TYPES, typeOption } from "./numpy-type.ts";

const NAME = "numcodecs.astype";

/** `{ encode_dtype, decode_dtype }`: the type as stored, and that of the array. */
export const astype: ArrayToArrayCodec = {
  kind: "array-to-array",
  bind(configuration, { dataType, shape }) {
    checkOptions(NAME, configuration, ["encode_dtype", "decode_dtype"]);
    const decoded = typeOption(NAME, configuration, "decode_dtype", REAL_TYPES, dataType);
    if (decoded !== dataType) {
      throw badConfiguration(NAME, `decode_dtype is ${decoded}, the elements are ${dataType}`);
    }
    if (configuration.encode_dtype === undefined) {
      throw badOption(NAME, "encode_dtype", undefined, "a type");
    }
    const encoded = typeOption(NAME, configuration, "encode_dtype", REAL_TYPES, dataType);
    if (!canCast(encoded, decoded) || !canCast(decoded, encoded)) {
      throw new StorageError("unsupported", `Cannot use codec ${NAME}: between ${decoded} and ${encoded}`, {
        format: NAME,
        feature: `${decoded} as ${encoded}`,
      });
    }
    return {
      encoded: { dataType: encoded, shape },
      decode: (chunk) => castElements(chunk, decoded),
      encode: (chunk) => castElements(chunk, encoded),
    };
  },
};
