/**
 * `tiff.packbits`: byte-oriented run-length compression. TIFF 6.0 §9.
 *
 * @module
 */

import { type Bytes, StorageError } from "@chunkwright/core";
import { type BytesToBytesCodec, compressed } from "../codec.ts";
import { checkOptions } from "../configuration.ts";

export const packbits: BytesToBytesCodec = {
  kind: "bytes-to-bytes",
  bind(configuration, decoded) {
    checkOptions("tiff.packbits", configuration, []);
    return {
      encoded: compressed(decoded),
      decode: (encoded) => decodePackbits(encoded, decoded.maxByteLength),
      encode: encodePackbits,
    };
  },
};

/** A header byte that is skipped. */
const NO_OPERATION = 128;
const MAX_RUN = 128;
/** Two bytes decode to at most 128. */
const MAX_RATIO = MAX_RUN / 2;

/** Decodes up to `maxByteLength` bytes; stops there or at the end of the input. */
function decodePackbits(bytes: Bytes, maxByteLength: number): Bytes {
  const output = new Uint8Array(Math.min(maxByteLength, Math.ceil(bytes.length * MAX_RATIO)));
  let position = 0;
  let input = 0;
  while (input < bytes.length && position < output.length) {
    const header = bytes[input++]!;
    if (header === NO_OPERATION) continue;
    if (header > NO_OPERATION) {
      if (input >= bytes.length) throw badData(`a run at byte ${input - 1} has no value`);
      const end = position + 257 - header;
      output.fill(bytes[input++]!, position, end);
      position = Math.min(end, output.length);
    } else {
      const length = Math.min(header + 1, output.length - position);
      if (input + length > bytes.length) {
        throw badData(`${length} literal bytes at byte ${input} reach beyond the end, ${bytes.length}`);
      }
      output.set(bytes.subarray(input, input + length), position);
      input += header + 1;
      position += length;
    }
  }
  return position === output.length ? output : output.subarray(0, position);
}

/**
 * Encodes runs of three and more as runs. Rows are not encoded separately, as the specification requires: no reader
 * cares.
 */
function encodePackbits(bytes: Bytes): Bytes {
  const output = new Uint8Array(bytes.length + Math.ceil(bytes.length / MAX_RUN));
  let position = 0;
  let literal = 0;
  const putLiterals = (end: number): void => {
    while (literal < end) {
      const length = Math.min(end - literal, MAX_RUN);
      output[position++] = length - 1;
      output.set(bytes.subarray(literal, literal + length), position);
      position += length;
      literal += length;
    }
  };
  for (let start = 0; start < bytes.length; ) {
    let end = start + 1;
    while (end < bytes.length && end - start < MAX_RUN && bytes[end] === bytes[start]) end += 1;
    if (end - start >= 3) {
      putLiterals(start);
      output[position++] = 257 - (end - start);
      output[position++] = bytes[start]!;
      literal = end;
    }
    start = end;
  }
  putLiterals(bytes.length);
  return output.slice(0, position);
}

function badData(fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot decode PackBits: ${fact}`, {
    format: "tiff",
    section: "TIFF 6.0 §9",
  });
}
