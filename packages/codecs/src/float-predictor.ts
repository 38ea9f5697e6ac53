/**
 * `tiff.float_predictor`: the bytes of each row's floats in planes, most significant first, then byte differences:
 * Predictor 3. Adobe Photoshop TIFF Technical Note 3; planes in that order whatever the file's byte order, as libtiff
 * and tifffile have them.
 *
 * @module
 */

import { type Bytes, byteSize, bytesOf, type Chunk, viewElements } from "@chunkwright/core";
import { HOST_ENDIAN } from "./byte-order.ts";
import { type ArrayToBytesCodec, exactly } from "./codec.ts";
import { badConfiguration, checkOptions } from "./configuration.ts";
import { rowsOf } from "./rows.ts";

const NAME = "tiff.float_predictor";

/** `{ axis }`, see `rowsOf`. */
export const floatPredictor: ArrayToBytesCodec = {
  kind: "array-to-bytes",
  bind(configuration, { dataType, shape }) {
    checkOptions(NAME, configuration, ["axis"]);
    if (!dataType.startsWith("float")) {
      throw badConfiguration(NAME, `it has no meaning for ${dataType} elements`);
    }
    const size = byteSize(dataType);
    const { count, length, stride } = rowsOf(NAME, configuration, shape);
    const rowBytes = length * size;
    return {
      encoded: exactly(count * rowBytes, size),
      decode(encoded) {
        const decoded = new Uint8Array(count * rowBytes);
        for (let start = 0; start < decoded.length; start += rowBytes) {
          const row = encoded.subarray(start, start + rowBytes);
          for (let i = stride; i < rowBytes; i += 1) row[i] = row[i]! + row[i - stride]!;
          forEachPlane(size, (place, plane) => {
            for (let i = 0; i < length; i += 1) decoded[start + i * size + place] = row[plane * length + i]!;
          });
        }
        return { dataType, shape, data: viewElements(dataType, decoded) } as Chunk;
      },
      encode({ data }): Bytes {
        const decoded = bytesOf(data);
        const encoded = new Uint8Array(count * rowBytes);
        for (let start = 0; start < encoded.length; start += rowBytes) {
          const row = encoded.subarray(start, start + rowBytes);
          forEachPlane(size, (place, plane) => {
            for (let i = 0; i < length; i += 1) row[plane * length + i] = decoded[start + i * size + place]!;
          });
          for (let i = rowBytes - 1; i >= stride; i -= 1) row[i] = row[i]! - row[i - stride]!;
        }
        return encoded;
      },
    };
  },
};

/** `place` is the byte's position in an element in memory, `plane` counts from the most significant. */
function forEachPlane(size: number, visit: (place: number, plane: number) => void): void {
  for (let plane = 0; plane < size; plane += 1) {
    visit(HOST_ENDIAN === "little" ? size - 1 - plane : plane, plane);
  }
}
