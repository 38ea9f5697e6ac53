/**
 * `numcodecs.json2`: elements of any kind as JSON text. numcodecs 0.16, "JSON".
 *
 * @module
 */

import type { Json } from "@chunkwright/core";
import { parseJson, StorageError } from "@chunkwright/core";
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
      encode: (chunk) => new TextEncoder().encode(JSON.stringify(listOfChunk(chunk), finite)),
    };
  },
};

/** Rejects NaN and infinities, which `JSON.stringify` would replace by null. */
function finite(_key: string, value: Json): Json {
  if (typeof value !== "number" || Number.isFinite(value)) return value;
  throw new StorageError("invalid-data", `Cannot encode ${NAME}: JSON has no ${value}`, { format: NAME });
}
