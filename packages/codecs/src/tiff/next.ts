/**
 * `tiff.next`: NeXT's 2-bit run-length compression. libtiff 4.7, tif_next.c; there is no specification.
 *
 * @module
 */

import { type Bytes, StorageError } from "@chunkwright/core";
import { type BytesToBytesCodec, compressed } from "../codec.ts";
import { checkOptions, integerOption } from "../configuration.ts";
import { refuseEncoding } from "../decode-only.ts";

const NAME = "tiff.next";
const SAMPLES_PER_BYTE = 4;

/**
 * `{ width }`: samples per row; four in a byte, the first in its highest bits, each row padded to a byte. Decodes only.
 */
export const next: BytesToBytesCodec = {
  kind: "bytes-to-bytes",
  bind(configuration, decoded) {
    checkOptions(NAME, configuration, ["width"]);
    const width = integerOption(NAME, configuration, "width", { min: 1, max: 2 ** 24 });
    const rowBytes = Math.ceil(width / SAMPLES_PER_BYTE);
    return {
      encoded: compressed(decoded),
      decode: (encoded) => decodeNext(encoded, width, Math.floor(decoded.maxByteLength / rowBytes)),
      encode: refuseEncoding(NAME),
    };
  },
};

/** First byte of rows that are not made of runs. */
const LITERAL_ROW = 0x00;
const LITERAL_SPAN = 0x40;
const WHITE_BYTE = 0xff;
/** The 6 low bits of a run are its length, the others its sample. */
const RUN_BITS = 6;

function decodeNext(bytes: Bytes, width: number, rowCount: number): Bytes {
  const rowBytes = Math.ceil(width / SAMPLES_PER_BYTE);
  if (rowCount > bytes.length) throw badData(`${bytes.length} bytes cannot hold ${rowCount} rows`);
  const output = new Uint8Array(rowCount * rowBytes).fill(WHITE_BYTE);
  let position = 0;
  const take = (length: number): Bytes => {
    position += length;
    if (position > bytes.length) throw badData("its bytes end before its rows do");
    return bytes.subarray(position - length, position);
  };
  for (let y = 0; y < rowCount; y += 1) {
    const row = output.subarray(y * rowBytes, (y + 1) * rowBytes);
    const [first = 0] = take(1);
    if (first === LITERAL_ROW) row.set(take(rowBytes));
    else if (first === LITERAL_SPAN) {
      const span = new DataView(new Uint8Array(take(4)).buffer);
      const [start, length] = [span.getUint16(0), span.getUint16(2)];
      if (start + length > rowBytes)
        throw badData(`a row of ${rowBytes} bytes has a span from ${start} of ${length}`);
      row.set(take(length), start);
    } else {
      let run = first;
      for (let x = 0; ; run = take(1)[0]!) {
        const sample = run >> RUN_BITS;
        const end = Math.min(width, x + (run & (2 ** RUN_BITS - 1)));
        for (; x < end; x += 1) {
          const shift = 6 - 2 * (x % SAMPLES_PER_BYTE);
          const at = Math.floor(x / SAMPLES_PER_BYTE);
          row[at] = (row[at]! & ~(3 << shift)) | (sample << shift);
        }
        if (x >= width) break;
      }
    }
  }
  return output;
}

function badData(fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot decode NeXT: ${fact}`, { format: "tiff" });
}
