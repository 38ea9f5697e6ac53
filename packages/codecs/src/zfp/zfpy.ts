/**
 * `numcodecs.zfpy`: a ZFP stream with header, as written by zfpy. numcodecs 0.16, "ZFPY".
 *
 * @module
 */

import {
  type Bytes,
  byteSize,
  type Chunk,
  elementCount,
  StorageError,
  viewElements,
} from "@chunkwright/core";
import type { ArrayToBytesCodec } from "../codec.ts";
import { checkOptions } from "../configuration.ts";
import { refuseEncoding } from "../decode-only.ts";
import { decodeZfp } from "./zfp.ts";
import { parseZfpHeader } from "./zfp-header.ts";

const NAME = "numcodecs.zfpy";

/** `{ mode, tolerance, rate, precision }`, which only matter to encoders. Decodes only. */
export const zfpy: ArrayToBytesCodec = {
  kind: "array-to-bytes",
  bind(configuration, { dataType, shape }) {
    checkOptions(NAME, configuration, ["mode", "tolerance", "rate", "precision"]);
    const count = elementCount(shape);
    const byteLength = count * byteSize(dataType);
    return {
      encoded: { minByteLength: 0, maxByteLength: 2 * byteLength + 65536, elementSize: 1 },
      async decode(encoded: Bytes) {
        const header = parseZfpHeader(encoded);
        if (header.dataType !== dataType || elementCount(header.shape) !== count) {
          throw new StorageError(
            "invalid-data",
            `Cannot decode ZFP: it holds ${header.dataType} [${header.shape}], not ${dataType} [${shape}]`,
            { format: "zfp" },
          );
        }
        const elements = await decodeZfp(encoded, header, header.bitLength);
        return { dataType, shape, data: viewElements(dataType, elements, count) } as Chunk;
      },
      encode: refuseEncoding(NAME),
    };
  },
};
