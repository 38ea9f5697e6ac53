/**
 * Encoding .xz files of one stream with one block. The .xz File Format 1.2.0.
 *
 * @module
 */

import { type Bytes, concatBytes } from "@chunkwright/core";
import { computeCrc32 } from "../checksum/crc32.ts";
import { encodeLzma2 } from "./lzma2-encode.ts";
import { checkOf, FOOTER_MAGIC, HEADER_MAGIC, littleEndian } from "./xz.ts";

/** Filter ID and size of its properties. §5.3.1. */
const LZMA2 = [0x21, 1];

/** `checkId` as in §2.1.1.2. An empty file has no block. */
export async function encodeXz(bytes: Bytes, checkId: number): Promise<Bytes> {
  const flags = [0, checkId];
  const parts: ArrayLike<number>[] = [HEADER_MAGIC, await withCrc(flags)];
  let records: number[] = [0, 0];
  if (bytes.length > 0) {
    const header = await withCrc([2, 0, ...LZMA2, dictionarySize(bytes.length), 0, 0, 0]);
    const compressed = encodeLzma2(bytes);
    const check = await checkOf(checkId, bytes);
    const unpadded = header.length + compressed.length + check.length;
    parts.push(header, compressed, padding(compressed.length), check);
    records = [0, 1, ...multibyte(unpadded), ...multibyte(bytes.length)];
  }
  const index = await withCrc([...records, ...padding(records.length)]);
  const footer = await withCrc([...littleEndian(index.length / 4 - 1), ...flags]);
  parts.push(index, footer.subarray(-4), footer.subarray(0, -4), FOOTER_MAGIC);
  return concatBytes(parts);
}

/** Fields and their CRC-32. */
async function withCrc(fields: readonly number[]): Promise<Bytes> {
  return Uint8Array.from([...fields, ...littleEndian(await computeCrc32(Uint8Array.from(fields)))]);
}

/** Zeroes up to a multiple of four bytes. */
function padding(length: number): readonly number[] {
  return new Array<number>((4 - (length % 4)) % 4).fill(0);
}

/** The smallest dictionary size that holds everything: 2 or 3 times a power of two, at least 4 KiB. §5.3.1. */
function dictionarySize(length: number): number {
  let code = 0;
  while (code < 40 && (2 + (code % 2)) * 2 ** (Math.floor(code / 2) + 11) < length) code += 1;
  return code;
}

/** A variable-length integer: seven bits per byte, lowest first. §1.2. */
function multibyte(value: number): readonly number[] {
  return value < 0x80 ? [value] : [0x80 + (value % 0x80), ...multibyte(Math.floor(value / 0x80))];
}
