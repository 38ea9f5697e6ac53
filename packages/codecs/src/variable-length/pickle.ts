/**
 * `numcodecs.pickle`: refused, because decoding a pickle runs the program in it.
 *
 * @module
 */

import { StorageError } from "@chunkwright/core";
import type { ArrayToBytesCodec } from "../codec.ts";

/** In the table so that the error can say why. */
export const pickle: ArrayToBytesCodec = {
  kind: "array-to-bytes",
  bind() {
    throw new StorageError(
      "unsupported",
      "Cannot use codec numcodecs.pickle: decoding a pickle runs the program in it; store the elements as vlen-utf8, vlen-bytes or json2",
      { format: "numcodecs.pickle", feature: "pickles" },
    );
  },
};
