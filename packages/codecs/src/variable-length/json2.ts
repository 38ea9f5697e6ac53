/**
 * `numcodecs.json2`: elements of any kind as JSON text. numcodecs 0.16, "JSON".
 *
 * @module
 */

import { type Json, parseJson, printJson, StorageError } from "@chunkwright/core";
import { type ArrayToBytesCodec, UNSIZED } from "../codec.ts";
import { checkOptions, choiceOption } from "../configuration.ts";
import { checkObjects, chunkOfList, listOfChunk } from "./object-list.ts";

const NAME = "numcodecs.json2";
/** Options of Python's encoder and decoder that do not matter to a reader. */
const LAYOUT_OPTIONS = [
  "skipkeys",
  "ensure_ascii",
  "check_circular",
  "allow_nan",
  "indent",
  "separators",
  "sort_keys",
  "strict",
];

/** `{ encoding }`, UTF-8; Python's layout options are accepted and ignored. */
export const json2: ArrayToBytesCodec = {
  kind: "array-to-bytes",
  bind(configuration, decoded) {
    checkOptions(NAME, configuration, ["encoding", ...LAYOUT_OPTIONS]);
    choiceOption(NAME, configuration, "encoding", ["utf-8", "utf8", "ascii"], "utf-8");
    checkObjects(NAME, decoded);
    return {
      encoded: UNSIZED,
      decode: (encoded) => chunkOfList(NAME, parseJson(encoded, "a chunk"), decoded),
      encode: (chunk) => new TextEncoder().encode(printJson(finite(listOfChunk(chunk)))),
    };
  },
};

/** `value`; rejects NaN and infinities in it, which JSON text does not have. */
function finite<T extends Json | undefined>(value: T): T {
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new StorageError("invalid-data", `Cannot encode ${NAME}: JSON has no ${value}`, { format: NAME });
  }
  if (typeof value === "object" && value !== null) for (const item of Object.values(value)) finite(item);
  return value;
}
