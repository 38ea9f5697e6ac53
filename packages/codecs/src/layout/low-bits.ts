/**
 * `low_bits`: clears or sign-extends the unused upper bits of bytes. Zarr extensions store integers and floats of fewer
 * than eight bits in a byte each and leave its upper bits undefined. Added by readers; no metadata document names it.
 *
 * @module
 */

import { byteSize, bytesOf, type Chunk, isFixed } from "@chunkwright/core";
import type { ArrayToArrayCodec } from "../codec.ts";
import { badConfiguration, checkOptions, integerOption } from "../configuration.ts";

const NAME = "low_bits";

/** `{ bits }`: the number of bits used. The others repeat the sign for `int8` and become zero for other types. */
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
