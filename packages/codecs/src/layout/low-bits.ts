/**
 * `low_bits`: bytes of which only the lowest bits count. Zarr extensions give integers and floats of fewer than eight
 * bits a byte each and leave its upper bits open; this codec settles them. No document names it.
 *
 * @module
 */

import { byteSize, bytesOf, type Chunk, isFixed } from "@chunkwright/core";
import type { ArrayToArrayCodec } from "../codec.ts";
import { badConfiguration, checkOptions, integerOption } from "../configuration.ts";

const NAME = "low_bits";

/** `{ bits }`: how many count. The others repeat the sign of `int8`, and are zero elsewhere. */
export const lowBits: ArrayToArrayCodec = {
  kind: "array-to-array",
  bind(configuration, encoded) {
    checkOptions(NAME, configuration, ["bits"]);
    const { dataType } = encoded;
    if (!isFixed(dataType) || byteSize(dataType) !== 1)
      throw badConfiguration(NAME, `the elements are ${dataType}`);
    const unused = 8 - integerOption(NAME, configuration, "bits", { min: 1, max: 8 });
    const settle = (chunk: Chunk): Chunk => {
      const bytes = bytesOf(chunk.data);
      for (let i = 0; i < bytes.length; i += 1) {
        const high = bytes[i]! << (24 + unused);
        bytes[i] = dataType === "int8" ? high >> (24 + unused) : high >>> (24 + unused);
      }
      return chunk;
    };
    return { encoded, decode: settle, encode: settle };
  },
};
