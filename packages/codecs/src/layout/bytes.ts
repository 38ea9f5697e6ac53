/**
 * `bytes`: elements in C order with a stated byte order. Zarr v3 bytes codec, version 1.0.
 *
 * @module
 */

import { byteSize, bytesOf, type Chunk, elementCount, viewElements, wordSize } from "@chunkwright/core";
import { type ArrayToBytesCodec, exactly } from "../codec.ts";
import { checkOptions, choiceOption } from "../configuration.ts";
import { HOST_ENDIAN, swapBytes } from "./byte-order.ts";

/** `{ endian: "little" | "big" }`; optional for one-byte elements. */
export const bytes: ArrayToBytesCodec = {
  kind: "array-to-bytes",
  bind(configuration, { dataType, shape }) {
    checkOptions("bytes", configuration, ["endian"]);
    const word = wordSize(dataType);
    const endian = choiceOption(
      "bytes",
      configuration,
      "endian",
      ["little", "big"],
      word === 1 ? HOST_ENDIAN : undefined,
    );
    const swaps = word > 1 && endian !== HOST_ENDIAN;
    const count = elementCount(shape);
    return {
      encoded: exactly(count * byteSize(dataType), byteSize(dataType)),
      isSynchronous: true,
      decode(encoded) {
        const data = viewElements(dataType, encoded, count);
        if (swaps) swapBytes(bytesOf(data), word);
        return { dataType, shape, data } as Chunk;
      },
      encode({ data }) {
        const encoded = bytesOf(data);
        if (swaps) swapBytes(encoded, word);
        return encoded;
      },
    };
  },
};
