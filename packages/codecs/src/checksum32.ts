/**
 * Checksums of 32 bits beside the bytes, little-endian, verified. numcodecs 0.16, "Checksum32".
 *
 * @module
 */

import { type Bytes, StorageError } from "@chunkwright/core";
import type { BytesToBytesCodec } from "./codec.ts";
import { checkOptions, choiceOption } from "./configuration.ts";

const CHECKSUM_BYTES = 4;

export interface Checksum32 {
  /** The codec's name. */
  readonly name: string;
  readonly section: string;
  /** Where the checksum stands unless option `location` tells; `undefined` if there is no such option, and it ends. */
  readonly location: "start" | "end" | undefined;
  /** The checksum as an unsigned number. */
  compute(bytes: Bytes): number | Promise<number>;
}

export function checksum32Codec({ name, section, location, compute }: Checksum32): BytesToBytesCodec {
  const badData = (fact: string): StorageError =>
    new StorageError("invalid-data", `Cannot verify ${name}: ${fact}`, { format: name, section });
  return {
    kind: "bytes-to-bytes",
    bind(configuration, { minByteLength, maxByteLength, elementSize }) {
      checkOptions(name, configuration, location ? ["location"] : []);
      const isFirst =
        choiceOption(name, configuration, "location", ["start", "end"], location ?? "end") === "start";
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
          const stored = viewOf(encoded).getUint32(isFirst ? 0 : length, true);
          const actual = await compute(content);
          if (actual !== stored) throw badData(`the checksum is ${hex(actual)}, ${hex(stored)} is stored`);
          return content;
        },
        async encode(decoded) {
          const encoded = new Uint8Array(decoded.byteLength + CHECKSUM_BYTES);
          encoded.set(decoded, isFirst ? CHECKSUM_BYTES : 0);
          viewOf(encoded).setUint32(isFirst ? 0 : decoded.byteLength, await compute(decoded), true);
          return encoded;
        },
      };
    },
  };
}

function viewOf({ buffer, byteOffset, byteLength }: Bytes): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

function hex(checksum: number): string {
  return `0x${checksum.toString(16).padStart(8, "0")}`;
}
