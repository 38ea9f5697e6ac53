/**
 * Codecs that add a little-endian 32-bit checksum and verify it. numcodecs 0.16, "Checksum32".
 *
 * @module
 */

import { type Bytes, dataViewOf, StorageError } from "@chunkwright/core";
import type { BytesSpec, BytesToBytesCodec, Transform } from "../codec.ts";
import { checkOptions, choiceOption } from "../configuration.ts";

const CHECKSUM_BYTES = 4;

export interface Checksum32 {
  /** The codec's name. */
  readonly name: string;
  readonly section: string;
  /** The checksum as an unsigned number. */
  compute(bytes: Bytes): number | Promise<number>;
}

export interface PlacedChecksum32 extends Checksum32 {
  /** Default of option `location`; `undefined` if there is no such option and the checksum is at the end. */
  readonly location: "start" | "end" | undefined;
}

/** A codec whose only option, if any, is the location of its checksum. */
export function checksum32Codec({ location, ...checksum }: PlacedChecksum32): BytesToBytesCodec {
  const { name } = checksum;
  return {
    kind: "bytes-to-bytes",
    bind(configuration, decoded) {
      checkOptions(name, configuration, location ? ["location"] : []);
      const place = choiceOption(name, configuration, "location", ["start", "end"], location ?? "end");
      return checksum32Transform(checksum, decoded, place);
    },
  };
}

/** Adds the checksum at `place` when encoding; verifies and removes it when decoding. */
export function checksum32Transform(
  { name, section, compute }: Checksum32,
  { minByteLength, maxByteLength, elementSize }: BytesSpec,
  place: "start" | "end",
): Transform<Bytes, Bytes, BytesSpec> {
  const isFirst = place === "start";
  const badData = (fact: string): StorageError =>
    new StorageError("invalid-data", `Cannot verify ${name}: ${fact}`, { format: name, section });
  return {
    encoded: {
      minByteLength: minByteLength + CHECKSUM_BYTES,
      maxByteLength: maxByteLength + CHECKSUM_BYTES,
      elementSize,
    },
    async decode(encoded) {
      const length = encoded.byteLength - CHECKSUM_BYTES;
      if (length < 0) throw badData(`there is no checksum in ${encoded.byteLength} bytes`);
      const start = isFirst ? CHECKSUM_BYTES : 0;
      const content = encoded.subarray(start, start + length);
      const stored = dataViewOf(encoded).getUint32(isFirst ? 0 : length, true);
      const actual = await compute(content);
      if (actual !== stored) throw badData(`the checksum is ${hex(actual)}, ${hex(stored)} is stored`);
      return content;
    },
    async encode(decoded) {
      const encoded = new Uint8Array(decoded.byteLength + CHECKSUM_BYTES);
      encoded.set(decoded, isFirst ? CHECKSUM_BYTES : 0);
      dataViewOf(encoded).setUint32(isFirst ? 0 : decoded.byteLength, await compute(decoded), true);
      return encoded;
    },
  };
}

function hex(checksum: number): string {
  return `0x${checksum.toString(16).padStart(8, "0")}`;
}
