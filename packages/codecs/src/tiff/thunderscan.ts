/**
 * `tiff.thunderscan`: ThunderScan's compression of 4-bit samples as runs and differences. libtiff 4.7, tif_thunder.c;
 * there is no specification.
 *
 * @module
 */

import { type Bytes, StorageError } from "@chunkwright/core";
import { type BytesToBytesCodec, compressed } from "../codec.ts";
import { checkOptions, integerOption } from "../configuration.ts";
import { refuseEncoding } from "../decode-only.ts";

const NAME = "tiff.thunderscan";

/** `{ width }`: samples per row; two in a byte, the first in its high half, each row padded to a byte. Decodes only. */
export const thunderscan: BytesToBytesCodec = {
  kind: "bytes-to-bytes",
  bind(configuration, decoded) {
    checkOptions(NAME, configuration, ["width"]);
    const width = integerOption(NAME, configuration, "width", { min: 1, max: 2 ** 24 });
    return {
      encoded: compressed(decoded),
      decode: (encoded) =>
        decodeThunderscan(encoded, width, Math.floor(decoded.maxByteLength / Math.ceil(width / 2))),
      encode: refuseEncoding(NAME),
    };
  },
};

/** The two high bits of a byte. */
const RUN = 0;
const TWO_BIT_DELTAS = 1;
const THREE_BIT_DELTAS = 2;

/** The 6 low bits of a run are its length. */
const MAX_RUN = 63;
/** A difference code for no sample. */
const SKIP = 16;
const TWO_BITS = [0, 1, SKIP, -1];
const THREE_BITS = [0, 1, 2, 3, SKIP, -3, -2, -1];

/** Samples are differences to the previous one, starting from 0 in each row; surplus samples at its end are dropped. */
function decodeThunderscan(bytes: Bytes, width: number, rowCount: number): Bytes {
  const rowBytes = Math.ceil(width / 2);
  if (rowCount * width > bytes.length * MAX_RUN) {
    throw badData(`${bytes.length} bytes cannot hold ${rowCount} rows of ${width}`);
  }
  const output = new Uint8Array(rowCount * rowBytes);
  let input = 0;
  for (let y = 0; y < rowCount; y += 1) {
    let x = 0;
    let last = 0;
    const put = (sample: number): void => {
      last = sample & 15;
      if (x === width) return;
      const at = y * rowBytes + (x >>> 1);
      output[at] = output[at]! | (x % 2 === 0 ? last << 4 : last);
      x += 1;
    };
    const putDelta = (delta: number): void => {
      if (delta !== SKIP) put(last + delta);
    };
    while (x < width) {
      if (input >= bytes.length) throw badData(`row ${y} ends after ${x} of ${width} samples`);
      const byte = bytes[input++]!;
      switch (byte >>> 6) {
        case RUN: {
          const length = byte & 63;
          if (x + length > width) throw badData(`a run of ${length} in row ${y} is longer than the row`);
          for (let i = 0; i < length; i += 1) put(last);
          break;
        }
        case TWO_BIT_DELTAS:
          for (const shift of [4, 2, 0]) putDelta(TWO_BITS[(byte >>> shift) & 3]!);
          break;
        case THREE_BIT_DELTAS:
          for (const shift of [3, 0]) putDelta(THREE_BITS[(byte >>> shift) & 7]!);
          break;
        default:
          put(byte & 15);
      }
    }
  }
  return output;
}

function badData(fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot decode ThunderScan: ${fact}`, { format: "tiff" });
}
