/**
 * `numcodecs.base64`: bytes as text. RFC 4648 §4; numcodecs 0.16, "Base64".
 *
 * @module
 */

import { type Bytes, StorageError } from "@chunkwright/core";
import { type BytesToBytesCodec, MAX_CHUNK_BYTES } from "../codec.ts";
import { checkOptions } from "../configuration.ts";

const NAME = "numcodecs.base64";

/** RFC 4648 §4, Table 1. */
const ALPHABET = new TextEncoder().encode("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
const PAD = "=".charCodeAt(0);
const INVALID = 64;
const VALUES = Uint8Array.from({ length: 256 }, (_, character) => {
  const value = ALPHABET.indexOf(character);
  return value === -1 ? INVALID : value;
});

/** No configuration. The text is padded and has no line breaks. */
export const base64: BytesToBytesCodec = {
  kind: "bytes-to-bytes",
  bind(configuration, { minByteLength, maxByteLength }) {
    checkOptions(NAME, configuration, []);
    return {
      encoded: {
        minByteLength: textLength(minByteLength),
        maxByteLength: Math.min(textLength(maxByteLength), MAX_CHUNK_BYTES),
        elementSize: 1,
      },
      decode: decodeBase64,
      encode: encodeBase64,
    };
  },
};

function textLength(byteLength: number): number {
  return 4 * Math.ceil(byteLength / 3);
}

function decodeBase64(text: Bytes): Bytes {
  const { length } = text;
  if (length % 4 !== 0) throw badData(`${length} characters are not whole groups of 4`);
  const padding = text[length - 1] !== PAD ? 0 : text[length - 2] !== PAD ? 1 : 2;
  const characters = length - padding;
  const bytes = new Uint8Array((length / 4) * 3 - padding);
  for (let from = 0, to = 0; from < characters; from += 4, to += 3) {
    let group = 0;
    for (let place = from; place < from + 4; place += 1) {
      const value = place < characters ? VALUES[text[place]!]! : 0;
      if (value === INVALID) throw badData(`its byte ${place} is ${text[place]}, no character of base64`);
      group = group * 64 + value;
    }
    // Writes beyond the end, for the padding, are ignored by typed arrays.
    bytes[to] = group >>> 16;
    bytes[to + 1] = group >>> 8;
    bytes[to + 2] = group;
  }
  return bytes;
}

function encodeBase64(bytes: Bytes): Bytes {
  const text = new Uint8Array(textLength(bytes.length));
  for (let from = 0, to = 0; from < bytes.length; from += 3, to += 4) {
    const group = bytes[from]! * 65536 + (bytes[from + 1] ?? 0) * 256 + (bytes[from + 2] ?? 0);
    text[to] = ALPHABET[group >>> 18]!;
    text[to + 1] = ALPHABET[(group >>> 12) % 64]!;
    text[to + 2] = from + 1 < bytes.length ? ALPHABET[(group >>> 6) % 64]! : PAD;
    text[to + 3] = from + 2 < bytes.length ? ALPHABET[group % 64]! : PAD;
  }
  return text;
}

function badData(fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot decode ${NAME}: ${fact}`, { format: NAME });
}
