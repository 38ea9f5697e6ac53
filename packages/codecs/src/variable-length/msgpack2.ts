/**
 * `numcodecs.msgpack2`: elements of any kind as MessagePack. numcodecs 0.16, "MsgPack". Decodes only.
 *
 * @module
 */

import { type ArrayToBytesCodec, UNSIZED } from "../codec.ts";
import { booleanOption, checkOptions } from "../configuration.ts";
import { refuseEncoding } from "../decode-only.ts";
import { decodeMessagePack } from "./message-pack.ts";
import { checkObjects, chunkOfList } from "./object-list.ts";

const NAME = "numcodecs.msgpack2";

/** `{ raw, use_single_float, use_bin_type }`, which only matter to writers. */
export const msgpack2: ArrayToBytesCodec = {
  kind: "array-to-bytes",
  bind(configuration, decoded) {
    checkOptions(NAME, configuration, ["raw", "use_single_float", "use_bin_type"]);
    for (const option of ["raw", "use_single_float", "use_bin_type"]) {
      booleanOption(NAME, configuration, option, false);
    }
    checkObjects(NAME, decoded);
    return {
      encoded: UNSIZED,
      decode: (encoded) => chunkOfList(NAME, decodeMessagePack(encoded), decoded),
      encode: refuseEncoding(NAME),
    };
  },
};
