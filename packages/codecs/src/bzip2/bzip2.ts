/**
 * `numcodecs.bz2`: bzip2 streams. Tsai, "BZIP2: Format Specification" (2016), after bzip2 1.0.8.
 *
 * @module
 */

import type { Bytes, StorageError } from "@chunkwright/core";
import { type BytesToBytesCodec, compressed } from "../codec.ts";
import { checkOptions, integerOption } from "../configuration.ts";
import { type BitReader, bitReader } from "../entropy/bit-reader.ts";
import { badBzip2, readBzip2Block } from "./bzip2-block.ts";
import { bzip2Crc, combineBzip2Crc } from "./bzip2-crc.ts";
import { encodeBzip2 } from "./bzip2-encode.ts";

const NAME = "numcodecs.bz2";

/** `{ level }`, 1 to 9. Several streams are concatenated; bytes after the last are ignored. */
export const bzip2: BytesToBytesCodec = {
  kind: "bytes-to-bytes",
  bind(configuration, decoded) {
    checkOptions(NAME, configuration, ["level"]);
    const level = integerOption(NAME, configuration, "level", { min: 1, max: 9, default: 1 });
    return {
      encoded: compressed(decoded),
      decode: (encoded) => decodeBzip2(encoded, decoded.maxByteLength),
      encode: (bytes) => encodeBzip2(bytes, level),
    };
  },
};

/** "BZh" and a digit: the block size in units of 100,000 bytes. §2.2.1. */
const STREAM_HEADER_BYTES = 4;
const BLOCK_UNIT = 100_000;
/** §2.2.2 and §2.2.4, in halves: the BCD digits of pi and of its square root. */
const BLOCK_MAGIC = [0x314159, 0x265359] as const;
const FOOTER_MAGIC = [0x177245, 0x385090] as const;

/** The contents of all streams, at most `maxByteLength` bytes. */
export function decodeBzip2(bytes: Bytes, maxByteLength: number): Bytes {
  const output = growingOutput(maxByteLength);
  let start = 0;
  do {
    const blockSize = blockSizeOf(bytes, start);
    if (blockSize === undefined) throw badBzip2("its bytes start no stream");
    start = readStream(bitReader(bytes, start + STREAM_HEADER_BYTES, tooShort), blockSize, output);
  } while (blockSizeOf(bytes, start) !== undefined);
  return output.bytes();
}

function blockSizeOf(bytes: Bytes, start: number): number | undefined {
  const [b, z, h, digit = 0] = bytes.subarray(start, start + STREAM_HEADER_BYTES);
  const isHeader = b === 0x42 && z === 0x5a && h === 0x68 && digit >= 0x31 && digit <= 0x39;
  return isHeader ? (digit - 0x30) * BLOCK_UNIT : undefined;
}

/** Decodes the blocks of one stream into `output`; returns where the next stream starts. §2.2. */
function readStream(reader: BitReader, blockSize: number, output: Output): number {
  let streamCrc = 0;
  for (;;) {
    const magic = [reader.read(24), reader.read(24)] as const;
    const crc = (reader.read(16) * 65536 + reader.read(16)) >>> 0;
    if (magic[0] === FOOTER_MAGIC[0] && magic[1] === FOOTER_MAGIC[1]) {
      if (crc !== streamCrc) throw badBzip2("the checksum of the stream differs from what was decoded");
      return reader.align();
    }
    if (magic[0] !== BLOCK_MAGIC[0] || magic[1] !== BLOCK_MAGIC[1]) throw badBzip2("a block has no magic");
    const actual = output.append(readBzip2Block(reader, blockSize));
    if (actual !== crc) throw badBzip2("the checksum of a block differs from what was decoded");
    streamCrc = combineBzip2Crc(streamCrc, crc);
  }
}

interface Output {
  /** Undoes the run-length encoding of a block's bytes and returns the CRC of the result. */
  append(block: Uint8Array): number;
  bytes(): Bytes;
}

/** This many equal bytes are followed by the count of further ones. §2.1.1. */
const RUN = 4;

function growingOutput(maxByteLength: number): Output {
  let buffer = new Uint8Array(Math.min(maxByteLength, 65536));
  let position = 0;
  const reserve = (count: number): void => {
    if (position + count > maxByteLength) throw badBzip2(`it holds more than ${maxByteLength} bytes`);
    if (position + count <= buffer.length) return;
    const larger = new Uint8Array(Math.min(maxByteLength, Math.max(2 * buffer.length, position + count)));
    larger.set(buffer.subarray(0, position));
    buffer = larger;
  };
  return {
    append(block) {
      const start = position;
      let run = 0;
      for (let i = 0; i < block.length; i += 1) {
        const byte = block[i]!;
        if (run === RUN) {
          reserve(byte);
          buffer.fill(buffer[position - 1]!, position, position + byte);
          position += byte;
          run = 0;
          continue;
        }
        reserve(1);
        run = run > 0 && byte === buffer[position - 1] ? run + 1 : 1;
        buffer[position++] = byte;
      }
      return bzip2Crc(buffer.subarray(start, position));
    },
    bytes: () => (position === buffer.length ? buffer : buffer.slice(0, position)),
  };
}

function tooShort(): StorageError {
  return badBzip2("its bytes end too early");
}
