/**
 * `n5.strings`: N5's data type "string", UTF-8 strings that each end in a NUL. n5-java 3.2, StringDataBlock.
 *
 * @module
 */

import { elementCount, StorageError } from "@chunkwright/core";
import { type ArrayToBytesCodec, UNSIZED } from "../codec.ts";
import { checkOptions } from "../configuration.ts";
import { checkType } from "./vlen.ts";

const NAME = "n5.strings";
const END = "\0";

/** No configuration; elements are strings without NULs. */
export const n5Strings: ArrayToBytesCodec = {
  kind: "array-to-bytes",
  bind(configuration, { dataType, shape }) {
    checkOptions(NAME, configuration, []);
    checkType(NAME, dataType, "string");
    const count = elementCount(shape);
    return {
      encoded: UNSIZED,
      decode(encoded) {
        const data = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(encoded).split(END);
        if (data.pop() !== "") throw badData("decode", "its last text has no end");
        if (data.length !== count) {
          throw badData("decode", `${data.length} texts are stored, ${count} were expected`);
        }
        return { dataType: "string", shape, data };
      },
      encode(chunk) {
        if (chunk.dataType !== "string")
          throw new TypeError(`The elements are ${chunk.dataType}, not strings`);
        for (const text of chunk.data) {
          if (text.includes(END) || /\p{Surrogate}/u.test(text)) {
            throw badData("encode", `${JSON.stringify(text)} holds a NUL or an unpaired surrogate`);
          }
        }
        return new TextEncoder().encode(chunk.data.map((text) => text + END).join(""));
      },
    };
  },
};

function badData(direction: "decode" | "encode", fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot ${direction} ${NAME}: ${fact}`, { format: NAME });
}
