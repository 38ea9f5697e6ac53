/**
 * Decoding .xz files: streams of blocks, each with its filters and a check. The .xz File Format 1.2.0.
 *
 * @module
 */

import { type Bytes, dataViewOf, StorageError } from "@chunkwright/core";
import { computeCrc32 } from "../checksum/crc32.ts";
import { crc64 } from "../checksum/crc64.ts";
import { decodeFilters, FILTER_DELTA, FILTER_LZMA2, type LzmaFilters, refuseFilter } from "./lzma-filters.ts";

/** Stream Header Magic Bytes and Footer Magic Bytes, §2.1.1.1 and §2.1.2.4; both parts are as long. */
export const HEADER_MAGIC: readonly number[] = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00];
export const FOOTER_MAGIC: readonly number[] = [0x59, 0x5a];
const STREAM_PART_BYTES = 12;
const CRC32_BYTES = 4;
/** The size of Stream Padding is a multiple of this. §2.2. */
const WORD_BYTES = 4;

/** Bytes of the Check field by the Check ID, §2.1.1.2. */
const CHECK_BYTES = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64];
const CHECK_NONE = 0;
const CHECK_CRC32 = 1;
export const CHECK_CRC64 = 4;
const CHECK_SHA256 = 10;

interface Block {
  readonly filters: LzmaFilters;
  readonly compressed: Bytes;
  readonly checkId: number;
  readonly check: Bytes;
  /** Bytes of the decoded content. */
  readonly byteLength: number;
}

/** Whether the bytes begin with a stream. */
export function isXz(bytes: Bytes): boolean {
  return HEADER_MAGIC.every((byte, n) => bytes[n] === byte);
}

/** The contents of all streams, at most `maxByteLength` bytes. */
export async function decodeXz(bytes: Bytes, maxByteLength: number): Promise<Bytes> {
  const blocks = await readStreams(bytes);
  const byteLength = blocks.reduce((sum, block) => sum + block.byteLength, 0);
  if (byteLength > maxByteLength) throw badData(`it says that it holds ${byteLength} bytes`);
  const [first] = blocks;
  if (first && blocks.length === 1) return decodeBlock(first);
  const content = new Uint8Array(byteLength);
  let start = 0;
  for (const block of blocks) {
    content.set(await decodeBlock(block), start);
    start += block.byteLength;
  }
  return content;
}

async function decodeBlock({ filters, compressed, checkId, check, byteLength }: Block): Promise<Bytes> {
  const content = await decodeFilters(compressed, filters, byteLength);
  if (content.byteLength < byteLength) {
    throw badData(`a block ends after ${content.byteLength} of ${byteLength} bytes`);
  }
  const expected = await checkOf(checkId, content);
  if (!expected.every((byte, n) => check[n] === byte)) throw badData("its check fails");
  return content;
}

/** The blocks of all streams, located from the end: only the Index states their sizes. */
async function readStreams(bytes: Bytes): Promise<readonly Block[]> {
  const streams: (readonly Block[])[] = [];
  for (let end = await lastFooterEnd(bytes); end > 0; ) {
    const word = bytes.subarray(Math.max(end - WORD_BYTES, 0), end);
    if (word.every((byte) => byte === 0)) {
      end -= word.byteLength;
      continue;
    }
    const { start, blocks } = await readStream(bytes.subarray(0, end));
    streams.unshift(blocks);
    end = start;
  }
  if (streams.length === 0) throw badData("it holds no stream");
  return streams.flat();
}

/** The end of the last Stream Footer, or of all bytes. A TIFF strip may have bytes after it, which liblzma ignores. */
async function lastFooterEnd(bytes: Bytes): Promise<number> {
  const lastByte = FOOTER_MAGIC[1]!;
  for (let end = bytes.byteLength; end >= STREAM_PART_BYTES; end = bytes.lastIndexOf(lastByte, end - 2) + 1) {
    const footer = bytes.subarray(end - STREAM_PART_BYTES, end);
    if (hasFooterMagic(footer) && (await hasCrc32(footer.subarray(CRC32_BYTES, 10), footer))) return end;
  }
  return bytes.byteLength;
}

function hasFooterMagic(footer: Bytes): boolean {
  return FOOTER_MAGIC.every((byte, n) => footer[STREAM_PART_BYTES - 2 + n] === byte);
}

/** The last stream of `bytes`, which end with it. §2.1. */
async function readStream(
  bytes: Bytes,
): Promise<{ readonly start: number; readonly blocks: readonly Block[] }> {
  const footerStart = bytes.byteLength - STREAM_PART_BYTES;
  if (footerStart < STREAM_PART_BYTES) throw badData(`${bytes.byteLength} bytes are too few for a stream`);
  const footer = bytes.subarray(footerStart);
  if (!hasFooterMagic(footer)) throw badData("it does not end with a Stream Footer");
  await verify("its Stream Footer", footer.subarray(CRC32_BYTES, 10), footer);
  const indexBytes = WORD_BYTES * (dataViewOf(footer).getUint32(4, true) + 1);
  const indexStart = footerStart - indexBytes;
  if (indexStart < STREAM_PART_BYTES) throw badData(`its Index of ${indexBytes} bytes is longer`);
  const index = bytes.subarray(indexStart, footerStart);
  const fields = index.subarray(0, indexBytes - CRC32_BYTES);
  await verify("its Index", fields, index.subarray(fields.byteLength));
  const records = readIndex(new Fields(fields));
  const blocksBytes = records.reduce((sum, { unpaddedSize }) => sum + padded(unpaddedSize), 0);
  const start = indexStart - blocksBytes - STREAM_PART_BYTES;
  if (start < 0) throw badData(`its blocks of ${blocksBytes} bytes are longer`);
  const header = bytes.subarray(start, start + STREAM_PART_BYTES);
  const flags = header.subarray(HEADER_MAGIC.length, 8);
  if (!isXz(header) || !flags.every((byte, n) => byte === footer[8 + n])) {
    throw badData("it does not begin with its Stream Header");
  }
  await verify("its Stream Header", flags, header.subarray(8));
  const blocks: Block[] = [];
  let blockStart = start + STREAM_PART_BYTES;
  for (const { unpaddedSize, byteLength } of records) {
    const block = bytes.subarray(blockStart, blockStart + padded(unpaddedSize));
    blocks.push({ ...(await readBlock(block, unpaddedSize, flags[1]! & 0x0f)), byteLength });
    blockStart += block.byteLength;
  }
  return { start, blocks };
}

/** §4. */
function readIndex(index: Fields) {
  if (index.u8() !== 0) throw badData("its Index has no Index Indicator");
  const count = index.vli();
  if (count > index.remaining / 2) throw badData(`its Index cannot have ${count} records`);
  return Array.from({ length: count }, () => ({ unpaddedSize: index.vli(), byteLength: index.vli() }));
}

/** A Block, §3: header, compressed data, padding, check. */
async function readBlock(
  block: Bytes,
  unpaddedSize: number,
  checkId: number,
): Promise<Omit<Block, "byteLength">> {
  const dataEnd = unpaddedSize - CHECK_BYTES[checkId]!;
  const headerBytes = WORD_BYTES * ((block[0] ?? 0) + 1);
  if (headerBytes > dataEnd) throw badData(`a block of ${unpaddedSize} bytes is too short`);
  const fields = block.subarray(0, headerBytes - CRC32_BYTES);
  await verify("a Block Header", fields, block.subarray(fields.byteLength));
  return {
    filters: readFilters(new Fields(fields.subarray(1))),
    compressed: block.subarray(headerBytes, dataEnd),
    checkId,
    check: block.subarray(padded(dataEnd)),
  };
}

/** Block Flags to List of Filter Flags of a Block Header, §3.1.2 to §3.1.5. */
function readFilters(fields: Fields): LzmaFilters {
  const flags = fields.u8();
  if (flags & 0x40) fields.vli();
  if (flags & 0x80) fields.vli();
  const deltas: number[] = [];
  for (let behind = flags & 3; behind >= 0; behind -= 1) {
    const id = fields.vli();
    const properties = fields.take(fields.vli());
    if (id !== (behind > 0 ? FILTER_DELTA : FILTER_LZMA2)) refuseFilter(id);
    if (behind > 0) deltas.push((properties[0] ?? 0) + 1);
  }
  return { deltas };
}

/** The Check field of `content`. §3.4. */
export async function checkOf(checkId: number, content: Bytes): Promise<readonly number[]> {
  switch (checkId) {
    case CHECK_NONE:
      return [];
    case CHECK_CRC32:
      return littleEndian(await computeCrc32(content));
    case CHECK_CRC64:
      return crc64(content).flatMap(littleEndian);
    case CHECK_SHA256:
      return [...new Uint8Array(await crypto.subtle.digest("SHA-256", content))];
    default:
      throw new StorageError("unsupported", `Cannot decode xz: its check is ${checkId}`, {
        format: "xz",
        feature: `check ${checkId}`,
      });
  }
}

/** Throws "invalid-data" unless `stored` begins with the CRC32 of `fields`. */
async function verify(what: string, fields: Bytes, stored: Bytes): Promise<void> {
  if (!(await hasCrc32(fields, stored))) throw badData(`the CRC32 of ${what} fails`);
}

async function hasCrc32(fields: Bytes, stored: Bytes): Promise<boolean> {
  return littleEndian(await computeCrc32(fields)).every((byte, n) => stored[n] === byte);
}

export function littleEndian(word: number): number[] {
  return [word & 0xff, (word >>> 8) & 0xff, (word >>> 16) & 0xff, word >>> 24];
}

function padded(size: number): number {
  return WORD_BYTES * Math.ceil(size / WORD_BYTES);
}

/** A bounds-checked cursor. */
class Fields {
  readonly #bytes: Bytes;
  #position = 0;

  constructor(bytes: Bytes) {
    this.#bytes = bytes;
  }

  get remaining(): number {
    return this.#bytes.byteLength - this.#position;
  }

  u8(): number {
    return this.take(1)[0]!;
  }

  take(length: number): Bytes {
    if (length > this.remaining)
      throw badData(`${length} bytes are not in the ${this.remaining} that remain`);
    this.#position += length;
    return this.#bytes.subarray(this.#position - length, this.#position);
  }

  /** A variable-length integer, §1.2: seven bits a byte, the lowest first. */
  vli(): number {
    let value = 0;
    for (let scale = 1; scale < 2 ** 49; scale *= 0x80) {
      const byte = this.u8();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    throw badData("an integer is beyond 2^49");
  }
}

function badData(fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot decode xz: ${fact}`, { format: "xz" });
}
