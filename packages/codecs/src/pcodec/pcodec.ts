/**
 * `numcodecs.pcodec`: numbers coded as bins and offsets, optionally as multiples of a base or as differences. Pco
 * Format Spec, "Standalone Format"; numcodecs 0.16, "PCodec".
 *
 * @module
 */

import {
  type Bytes,
  byteSize,
  type Chunk,
  type DataType,
  elementCount,
  type NumericDataType,
  StorageError,
  viewElements,
} from "@chunkwright/core";
import { type ArrayToBytesCodec, compressed, exactly } from "../codec.ts";
import { checkOptions } from "../configuration.ts";
import { refuseEncoding } from "../decode-only.ts";
import { copyBytes, kernelDecode } from "../kernel/kernel-decode.ts";

const NAME = "numcodecs.pcodec";

/** "number type 1-byte representations"; those of 8 bits are pcodec 1.1's. */
const TYPE_NUMBERS: { readonly [K in NumericDataType]?: number } = {
  uint32: 1,
  uint64: 2,
  int32: 3,
  int64: 4,
  float32: 5,
  float64: 6,
  uint16: 7,
  int16: 8,
  float16: 9,
  uint8: 10,
  int8: 11,
};

const OPTIONS = [
  "level",
  "mode_spec",
  "delta_spec",
  "paging_spec",
  "delta_encoding_order",
  "equal_pages_up_to",
];

/** Scratch memory of the kernel per number, for indices and adjustments. */
const SCRATCH_BYTES = 8;

/**
 * `{ level, mode_spec, delta_spec, paging_spec, delta_encoding_order, equal_pages_up_to }`, which only matter to
 * encoders. Decodes only.
 */
export const pcodec: ArrayToBytesCodec = {
  kind: "array-to-bytes",
  bind(configuration, { dataType, shape }) {
    checkOptions(NAME, configuration, OPTIONS);
    const type = typeNumber(dataType);
    const count = elementCount(shape);
    const byteLength = count * byteSize(dataType);
    const room = byteLength + count * SCRATCH_BYTES;
    return {
      encoded: compressed(exactly(byteLength, 1)),
      async decode(encoded: Bytes) {
        const elements = await kernelDecode("pcodec-decode", "pcodec", encoded, room, copyBytes, type, count);
        if (elements.byteLength !== byteLength) {
          throw new StorageError(
            "invalid-data",
            `Cannot decode pcodec: it holds ${elements.byteLength / byteSize(dataType)} numbers, ${count} were expected`,
            { format: "pcodec" },
          );
        }
        return { dataType, shape, data: viewElements(dataType, elements, count) } as Chunk;
      },
      encode: refuseEncoding(NAME),
    };
  },
};

function typeNumber(dataType: DataType): number {
  const type = Object.entries(TYPE_NUMBERS).find(([name]) => name === dataType)?.[1];
  if (type !== undefined) return type;
  throw new StorageError("invalid-data", `Cannot use ${NAME}: it has no ${dataType}`, { format: "pcodec" });
}
