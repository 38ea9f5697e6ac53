/**
 * `lz4.frame`: LZ4 frames, the format of the lz4 command. LZ4 Frame Format Description 1.6.4.
 *
 * @module
 */

import { type Bytes, dataViewOf, StorageError } from "@chunkwright/core";
import { xxh32 } from "../checksum/xxh32.ts";
import { type BytesToBytesCodec, compressed } from "../codec.ts";
import { checkOptions } from "../configuration.ts";
import { refuseEncoding } from "../decode-only.ts";
import { decodeLinkedBlock, MAX_LZ4_RATIO } from "./lz4-block.ts";

const NAME = "lz4.frame";

/** No configuration. Several frames are concatenated; skippable ones are skipped. Decodes only. */
export const lz4Frame: BytesToBytesCodec = {
  kind: "bytes-to-bytes",
  bind(configuration, decoded) {
    checkOptions(NAME, configuration, []);
    return {
      encoded: compressed(decoded),
      decode: (encoded) => decodeFrames(encoded, decoded.maxByteLength),
      encode: refuseEncoding(NAME),
    };
  },
};

const MAGIC = 0x184d2204;
/** The lowest of 16. */
const SKIPPABLE_MAGIC = 0x184d2a50;
/** FLG. "Frame Descriptor". */
const VERSION_SHIFT = 6;
const FLAG_INDEPENDENT = 0x20;
const FLAG_BLOCK_CHECKSUM = 0x10;
const FLAG_CONTENT_SIZE = 0x08;
const FLAG_CONTENT_CHECKSUM = 0x04;
const FLAG_DICTIONARY = 0x01;
/** The high bit of a block's size. */
const STORED = 0x80000000;

interface Cursor {
  readonly bytes: Bytes;
  readonly view: DataView;
  /** Position of the next byte. */
  position: number;
}

/** Whether the bytes begin with a frame that is not skippable. */
export function isLz4Frame(bytes: Bytes): boolean {
  return bytes.byteLength >= 4 && readUint32(cursorOf(bytes)) === MAGIC;
}

export function decodeFrames(bytes: Bytes, maxByteLength: number): Bytes {
  const cursor = cursorOf(bytes);
  const output = new Uint8Array(Math.min(maxByteLength, bytes.byteLength * MAX_LZ4_RATIO));
  let length = 0;
  do {
    const magic = readUint32(cursor);
    if (magic === MAGIC) length = decodeFrame(cursor, output, length);
    else if (magic - (magic % 16) === SKIPPABLE_MAGIC) take(cursor, readUint32(cursor));
    else throw badData(`no frame starts at byte ${cursor.position - 4}`);
  } while (cursor.position < bytes.byteLength);
  return output.subarray(0, length);
}

function cursorOf(bytes: Bytes): Cursor {
  return { bytes, view: dataViewOf(bytes), position: 0 };
}

/** One frame into `output` from `start` on; returns where it ended. */
function decodeFrame(cursor: Cursor, output: Bytes, start: number): number {
  const { flags, blockMaxSize, contentSize } = readDescriptor(cursor);
  let end = start;
  for (;;) {
    const size = readUint32(cursor);
    if (size === 0) break;
    const isStored = size >= STORED;
    const block = take(cursor, isStored ? size - STORED : size);
    if (flags & FLAG_BLOCK_CHECKSUM) verify("block", block, readUint32(cursor));
    const limit = Math.min(end + blockMaxSize, output.length);
    if (isStored) {
      if (end + block.length > limit) throw badData("a block holds more bytes than there is room for");
      output.set(block, end);
      end += block.length;
    } else {
      const from = flags & FLAG_INDEPENDENT ? end : start;
      end = from + decodeLinkedBlock(block, output.subarray(from), end - from, limit - from, badData);
    }
  }
  const content = output.subarray(start, end);
  if (flags & FLAG_CONTENT_CHECKSUM) verify("content", content, readUint32(cursor));
  if (contentSize !== undefined && contentSize !== content.length) {
    throw badData(`a frame holds ${content.length} bytes, its descriptor says ${contentSize}`);
  }
  return end;
}

/**
 * Frame descriptor.
 *   0  1  FLG
 *   1  1  BD: bits 4-6 the largest size of a block, 4 to 7 for 64 KiB, 256 KiB, 1 MiB and 4 MiB
 *   2  8  content size, if there
 *      1  header checksum: second byte of the XXH32 of what comes before
 */
function readDescriptor(cursor: Cursor): {
  flags: number;
  blockMaxSize: number;
  contentSize: number | undefined;
} {
  const start = cursor.position;
  const [flags = 0, sizes = 0] = take(cursor, 2);
  if (flags >>> VERSION_SHIFT !== 1) throw badData(`a frame has the version ${flags >>> VERSION_SHIFT}`);
  if (flags & FLAG_DICTIONARY) {
    throw new StorageError("unsupported", "Cannot decode LZ4: it needs a dictionary", {
      format: NAME,
      feature: "dictionaries",
    });
  }
  const sizeCode = (sizes >>> 4) & 7;
  if (sizeCode < 4) throw badData(`a frame has blocks of size ${sizeCode}`);
  const low = flags & FLAG_CONTENT_SIZE ? readUint32(cursor) : undefined;
  const contentSize = low === undefined ? undefined : readUint32(cursor) * 2 ** 32 + low;
  const expected = (xxh32(cursor.bytes.subarray(start, cursor.position)) >>> 8) & 0xff;
  const [checksum] = take(cursor, 1);
  if (checksum !== expected)
    throw badData(`the checksum of a descriptor is ${expected}, ${checksum} is stored`);
  return { flags, blockMaxSize: 2 ** (8 + 2 * sizeCode), contentSize };
}

function verify(what: string, bytes: Bytes, stored: number): void {
  const actual = xxh32(bytes);
  if (actual !== stored) throw badData(`the checksum of a ${what} is ${actual}, ${stored} is stored`);
}

function readUint32(cursor: Cursor): number {
  take(cursor, 4);
  return cursor.view.getUint32(cursor.position - 4, true);
}

function take(cursor: Cursor, length: number): Bytes {
  const { bytes, position } = cursor;
  if (position + length > bytes.byteLength) {
    throw badData(`${length} bytes at byte ${position} reach beyond the end, ${bytes.byteLength}`);
  }
  cursor.position = position + length;
  return bytes.subarray(position, position + length);
}

function badData(fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot decode LZ4: ${fact}`, { format: "lz4" });
}
