/**
 * `hdf5.lzf`: one LZF stream, HDF5 filter 32000. LibLZF 3.6, lzf_d.c; h5py, lzf_filter.c.
 *
 * @module
 */

import { type Bytes, StorageError } from "@chunkwright/core";
import { type BytesToBytesCodec, compressed } from "../codec.ts";
import { checkOptions } from "../configuration.ts";
import { encodeLzf } from "./lzf-encode.ts";

const NAME = "hdf5.lzf";

/** No configuration. */
export const hdf5Lzf: BytesToBytesCodec = {
  kind: "bytes-to-bytes",
  bind(configuration, decoded) {
    checkOptions(NAME, configuration, []);
    return {
      encoded: compressed(decoded),
      decode: (encoded) => decodeLzf(encoded, decoded.maxByteLength),
      encode: encodeLzf,
    };
  },
};

/** A control byte below this is the number of literals less one. */
const FIRST_MATCH = 32;
/** The length in the three high bits that another byte extends. */
const LONG_MATCH = 7;
/** Match lengths are stored less this. */
const MATCH_BIAS = 2;
/** Three bytes decode to at most 264. */
const MAX_RATIO = 88;

/** The decoded stream, at most `maxByteLength` bytes. */
export function decodeLzf(bytes: Bytes, maxByteLength: number): Bytes {
  const output = new Uint8Array(Math.min(maxByteLength, bytes.length * MAX_RATIO));
  let position = 0;
  let input = 0;
  const next = (): number => {
    if (input >= bytes.length) throw badData("its bytes end within a match");
    return bytes[input++]!;
  };
  while (input < bytes.length) {
    const control = next();
    if (control < FIRST_MATCH) {
      const end = input + control + 1;
      if (end > bytes.length) throw badData("its bytes end within literals");
      if (position + control + 1 > output.length) throw tooLong();
      output.set(bytes.subarray(input, end), position);
      position += control + 1;
      input = end;
      continue;
    }
    const short = control >>> 5;
    const length = MATCH_BIAS + short + (short === LONG_MATCH ? next() : 0);
    const from = position - 1 - (control & 31) * 256 - next();
    if (from < 0) throw badData(`a match at byte ${position} starts ${-from} bytes before the first`);
    if (position + length > output.length) throw tooLong();
    for (let i = 0; i < length; i += 1) output[position + i] = output[from + i]!;
    position += length;
  }
  return output.subarray(0, position);

  function tooLong(): StorageError {
    return badData(`it holds more than ${output.length} bytes`);
  }
}

function badData(fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot decode LZF: ${fact}`, { format: "lzf" });
}
