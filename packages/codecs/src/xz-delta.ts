/**
 * .xz streams whose blocks went through the Delta filter, which XZ Embedded lacks and libtiff always writes: the same
 * compressed data without it, and the filter undone behind. The .xz File Format 1.2.0.
 *
 * @module
 */

import { type Bytes, StorageError } from "@chunkwright/core";
import { computeCrc32 } from "./crc32.ts";
import { crc64 } from "./crc64.ts";

/** §5.3.3 and §5.3.1. */
const DELTA = 0x03;
const LZMA2 = 0x21;

/** Stream Header Magic Bytes and Footer Magic Bytes, §2.1.1.1 and §2.1.2.4; both parts are as long. */
const HEADER_MAGIC = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00];
const FOOTER_MAGIC = [0x59, 0x5a];
const STREAM_PART_BYTES = 12;
const NO_CHECK = [0, 0];
/** Bytes of the Check field by the Check ID, §2.1.1.2. */
const CHECK_BYTES = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64];
const CHECK_NONE = 0;
const CHECK_CRC32 = 1;
const CHECK_CRC64 = 4;

interface Block {
  readonly distances: readonly number[];
  /** Properties of LZMA2: the size of its dictionary. */
  readonly dictionary: number;
  readonly compressed: Bytes;
  readonly check: Bytes;
  readonly byteLength: number;
}

export interface DeltaStream {
  /** The stream without the filter, and without checks, which are of what the filter makes. */
  readonly plain: Bytes;
  /** Elements of `decoded`, the content of `plain`, in place. Rejects with "invalid-data" if a check fails. */
  undo(decoded: Bytes): Promise<void>;
}

/** `undefined` if the first block has no Delta filter; streams with it are read if they are one, without padding. */
export async function splitDelta(bytes: Bytes): Promise<DeltaStream | undefined> {
  if (!HEADER_MAGIC.every((byte, n) => bytes[n] === byte) || !startsWithDelta(bytes)) return undefined;
  const checkId = bytes[7]! & 0x0f;
  if (![CHECK_NONE, CHECK_CRC32, CHECK_CRC64].includes(checkId)) {
    throw new StorageError("unsupported", `Cannot decode xz: its check is ${checkId} behind a Delta filter`, {
      format: "xz",
      feature: `check ${checkId}`,
    });
  }
  const blocks = readBlocks(bytes, CHECK_BYTES[checkId]!);
  return {
    plain: await joinBlocks(blocks),
    async undo(decoded) {
      let start = 0;
      for (const { distances, byteLength, check } of blocks) {
        const content = decoded.subarray(start, start + byteLength);
        if (content.byteLength < byteLength) throw badData("it ends within a block");
        for (const distance of distances) undoDelta(content, distance);
        await verify(checkId, check, content);
        start += byteLength;
      }
    },
  };
}

function startsWithDelta(bytes: Bytes): boolean {
  const fields = new Fields(bytes, STREAM_PART_BYTES);
  return fields.remaining > 0 && fields.u8() !== 0 && readFilters(fields)[0]?.id === DELTA;
}

interface Filter {
  readonly id: number;
  readonly properties: Bytes;
}

/** Block Flags to List of Filter Flags of a Block Header, §3.1.2 to §3.1.5. */
function readFilters(fields: Fields): readonly Filter[] {
  const flags = fields.u8();
  if (flags & 0x40) fields.vli();
  if (flags & 0x80) fields.vli();
  return Array.from({ length: (flags & 3) + 1 }, () => {
    const id = fields.vli();
    return { id, properties: fields.take(fields.vli()) };
  });
}

/** The blocks as the Index, §4, tells them: only it knows how long each is. */
function readBlocks(bytes: Bytes, checkBytes: number): readonly Block[] {
  const footer = bytes.byteLength - STREAM_PART_BYTES;
  if (!FOOTER_MAGIC.every((byte, n) => bytes[bytes.byteLength - 2 + n] === byte)) {
    throw badData("it does not end with a Stream Footer");
  }
  const backwardSize = 4 * (new DataView(bytes.buffer, bytes.byteOffset + footer).getUint32(4, true) + 1);
  if (backwardSize > footer - STREAM_PART_BYTES)
    throw badData(`its Index of ${backwardSize} bytes is longer`);
  const index = new Fields(bytes.subarray(0, footer), footer - backwardSize);
  if (index.u8() !== 0) throw badData("its Index has no Index Indicator");
  const count = index.vli();
  if (count > index.remaining / 2) throw badData(`its Index cannot have ${count} records`);
  let start = STREAM_PART_BYTES;
  return Array.from({ length: count }, () => {
    const unpaddedSize = index.vli();
    const byteLength = index.vli();
    const block = new Fields(bytes.subarray(0, footer - backwardSize), start).take(padded(unpaddedSize));
    start += block.byteLength;
    return { ...readBlock(block, unpaddedSize - checkBytes), byteLength };
  });
}

/** Of a Block, §3: its compressed data ends at `dataEnd`, and its check follows behind padding. */
function readBlock(block: Bytes, dataEnd: number): Omit<Block, "byteLength"> {
  const fields = new Fields(block, 0);
  const headerBytes = 4 * (fields.u8() + 1);
  const filters = readFilters(fields);
  const lzma2 = filters.at(-1);
  const deltas = filters.slice(0, -1);
  if (lzma2?.id !== LZMA2 || deltas.some(({ id }) => id !== DELTA)) {
    const ids = filters.map(({ id }) => id).join(", ");
    throw new StorageError("unsupported", `Cannot decode xz: its filters are ${ids}, not Delta and LZMA2`, {
      format: "xz",
      feature: `filters ${ids}`,
    });
  }
  if (headerBytes > dataEnd) throw badData(`a block of ${block.byteLength} bytes is too short`);
  return {
    distances: deltas.map(({ properties }) => (properties[0] ?? 0) + 1),
    dictionary: lzma2.properties[0] ?? 0,
    compressed: block.subarray(headerBytes, dataEnd),
    check: block.subarray(padded(dataEnd)),
  };
}

async function joinBlocks(blocks: readonly Block[]): Promise<Bytes> {
  const parts: Bytes[] = [Uint8Array.from([...HEADER_MAGIC, ...NO_CHECK, ...(await crc32Bytes(NO_CHECK))])];
  const index = [0, ...vliBytes(blocks.length)];
  for (const { dictionary, compressed, byteLength } of blocks) {
    const header = [2, 0, LZMA2, 1, dictionary, 0, 0, 0];
    const unpaddedSize = header.length + 4 + compressed.byteLength;
    parts.push(Uint8Array.from([...header, ...(await crc32Bytes(header))]), compressed);
    parts.push(new Uint8Array(padded(unpaddedSize) - unpaddedSize));
    index.push(...vliBytes(unpaddedSize), ...vliBytes(byteLength));
  }
  while (index.length % 4 > 0) index.push(0);
  const footer = [...littleEndian(index.length / 4), ...NO_CHECK];
  parts.push(Uint8Array.from([...index, ...(await crc32Bytes(index))]));
  parts.push(Uint8Array.from([...(await crc32Bytes(footer)), ...footer, ...FOOTER_MAGIC]));
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** §5.3.3: each byte is the difference to the one `distance` before. */
function undoDelta(content: Bytes, distance: number): void {
  for (let n = distance; n < content.length; n += 1) content[n] = content[n]! + content[n - distance]!;
}

async function verify(checkId: number, check: Bytes, content: Bytes): Promise<void> {
  if (checkId === CHECK_NONE) return;
  const expected =
    checkId === CHECK_CRC32
      ? littleEndian(await computeCrc32(content))
      : crc64(content).flatMap(littleEndian);
  if (!expected.every((byte, n) => check[n] === byte)) throw badData("its check fails");
}

async function crc32Bytes(bytes: readonly number[]): Promise<readonly number[]> {
  return littleEndian(await computeCrc32(Uint8Array.from(bytes)));
}

function littleEndian(word: number): number[] {
  return [word & 0xff, (word >>> 8) & 0xff, (word >>> 16) & 0xff, word >>> 24];
}

function padded(size: number): number {
  return 4 * Math.ceil(size / 4);
}

/** Variable-length integers, §1.2: seven bits a byte, the lowest first. */
function vliBytes(value: number): readonly number[] {
  return value < 0x80 ? [value] : [0x80 + (value % 0x80), ...vliBytes(Math.floor(value / 0x80))];
}

/** A cursor that stays within its bytes. */
class Fields {
  readonly #bytes: Bytes;
  #position: number;

  constructor(bytes: Bytes, position: number) {
    this.#bytes = bytes;
    this.#position = position;
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
