/**
 * `n5.object`: N5's data type "object", whose blocks each hold one serialized value. n5-java 3.2,
 * `writeSerializedBlock`.
 *
 * @module
 */

import { elementCount } from "@chunkwright/core";
import { type ArrayToBytesCodec, UNSIZED } from "../codec.ts";
import { badConfiguration, checkOptions } from "../configuration.ts";
import { checkType } from "./vlen.ts";

const NAME = "n5.object";

/** No configuration; a chunk has one element of type `bytes`, stored unchanged. */
export const n5Object: ArrayToBytesCodec = {
  kind: "array-to-bytes",
  bind(configuration, { dataType, shape }) {
    checkOptions(NAME, configuration, []);
    checkType(NAME, dataType, "bytes");
    const count = elementCount(shape);
    if (count !== 1) throw badConfiguration(NAME, `a chunk has ${count} elements, not one`);
    return {
      encoded: UNSIZED,
      decode: (encoded) => ({ dataType: "bytes", shape, data: [encoded] }),
      encode(chunk) {
        if (chunk.dataType !== "bytes") throw new TypeError(`The elements are ${chunk.dataType}, not bytes`);
        return chunk.data[0]!;
      },
    };
  },
};
