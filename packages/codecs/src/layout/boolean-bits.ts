/**
 * `numcodecs.packbits`: booleans as bits, most significant first, after a byte with the number of padding bits.
 * numcodecs 0.16, "PackBits".
 *
 * @module
 */

import { elementCount, StorageError } from "@chunkwright/core";
import type { ArrayToArrayCodec } from "../codec.ts";
import { badConfiguration, checkOptions } from "../configuration.ts";

const NAME = "numcodecs.packbits";

/** No configuration; bool elements become uint8 ones along a single axis. */
export const booleanBits: ArrayToArrayCodec = {
  kind: "array-to-array",
  bind(configuration, { dataType, shape }) {
    checkOptions(NAME, configuration, []);
    if (dataType !== "bool") throw badConfiguration(NAME, `the elements are ${dataType}, not bool`);
    const count = elementCount(shape);
    const packedShape = [1 + Math.ceil(count / 8)];
    const padding = (8 - (count % 8)) % 8;
    return {
      encoded: { dataType: "uint8", shape: packedShape },
      decode({ data }) {
        if (data[0] !== padding) {
          throw new StorageError(
            "invalid-data",
            `Cannot decode PackBits: ${data[0]} bits of padding are stored, ${count} elements need ${padding}`,
            { format: NAME },
          );
        }
        const bits = new Uint8Array(count);
        for (let i = 0; i < count; i += 1) bits[i] = (Number(data[1 + (i >>> 3)]!) >>> (7 - (i & 7))) & 1;
        return { dataType, shape, data: bits };
      },
      encode({ data }) {
        const packed = new Uint8Array(packedShape[0]!);
        packed[0] = padding;
        for (let i = 0; i < count; i += 1) {
          const byte = 1 + (i >>> 3);
          packed[byte] = packed[byte]! | (Number(data[i]!) << (7 - (i & 7)));
        }
        return { dataType: "uint8", shape: packedShape, data: packed };
      },
    };
  },
};
