/**
 * `hdf5.zfp`: a ZFP stream whose header is among the filter's parameters; HDF5 filter 32013. H5Z-ZFP 1.1.
 *
 * @module
 */

import { byteSize, type JsonObject } from "@chunkwright/core";
import { type BytesToBytesCodec, compressed } from "../codec.ts";
import { badConfiguration, badOption, checkOptions, choiceOption } from "../configuration.ts";
import { refuseEncoding } from "../decode-only.ts";
import { swapBytes } from "../layout/byte-order.ts";
import { decodeZfp, zfpByteLength } from "./zfp.ts";
import { parseZfpHeader, type ZfpHeader } from "./zfp-header.ts";

const NAME = "hdf5.zfp";

/**
 * `{ header, endian }`: the stream's header, `0x` and hexadecimal digits, and the byte order of the elements, "little"
 * by default. Decodes only.
 */
export const hdf5Zfp: BytesToBytesCodec = {
  kind: "bytes-to-bytes",
  bind(configuration, decoded) {
    checkOptions(NAME, configuration, ["header", "endian"]);
    const header = headerOf(configuration);
    const byteLength = zfpByteLength(header);
    const isBig = choiceOption(NAME, configuration, "endian", ["little", "big"], "little") === "big";
    return {
      encoded: compressed(decoded),
      async decode(encoded, take) {
        if (byteLength > decoded.maxByteLength) {
          throw badConfiguration(
            NAME,
            `its array of ${byteLength} bytes is more than ${decoded.maxByteLength} bytes`,
          );
        }
        if (!isBig) return decodeZfp(encoded, header, 0, take);
        const elements = await decodeZfp(encoded, header, 0);
        swapBytes(elements, byteSize(header.dataType));
        return elements;
      },
      encode: refuseEncoding(NAME),
    };
  },
};

function headerOf({ header }: JsonObject): ZfpHeader {
  if (typeof header !== "string" || !/^0x([0-9a-f]{2})+$/i.test(header)) {
    throw badOption(NAME, "header", header, "0x and hexadecimal digits");
  }
  const digits = header.slice(2).match(/../g) ?? [];
  return parseZfpHeader(Uint8Array.from(digits, (pair) => Number.parseInt(pair, 16)));
}
