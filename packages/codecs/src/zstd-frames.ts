/**
 * Where the frames of a zstd stream lie, found without decoding them. RFC 8878 §3.1.
 *
 * @module
 */

import { type Bytes, StorageError } from "@chunkwright/core";

export interface ZstdFrame {
  /** The whole frame, header to checksum. */
  readonly frame: Bytes;
  readonly contentSize: number | undefined;
  /** What raw and RLE blocks alone decode to. */
  readonly minContentSize: number;
}

const FRAME_MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;
const MAX_BLOCK = 128 * 1024;
const DICTIONARY_ID_BYTES = [0, 1, 2, 4] as const;

/** The data frames; skippable ones are skipped. Throws "invalid-data" unless frames fill `bytes` to the end. */
export function* zstdFrames(bytes: Bytes): Generator<ZstdFrame> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let start = 0;
  do {
    need(bytes, start, 4);
    const magic = view.getUint32(start, true);
    if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC) {
      need(bytes, start, 8);
      const end = start + 8 + view.getUint32(start + 4, true);
      need(bytes, end, 0);
      start = end;
      continue;
    }
    if (magic !== FRAME_MAGIC) {
      throw badData(`there is no frame at byte ${start}, but 0x${magic.toString(16).padStart(8, "0")}`);
    }
    const { headerEnd, contentSize, hasChecksum } = frameHeader(bytes, view, start);
    const { end, minContentSize } = blocks(bytes, view, headerEnd);
    const frameEnd = end + (hasChecksum ? 4 : 0);
    need(bytes, frameEnd, 0);
    yield { frame: bytes.subarray(start, frameEnd), contentSize, minContentSize };
    start = frameEnd;
  } while (start < bytes.byteLength);
}

/**
 * Frame header. RFC 8878 §3.1.1.1.
 *   0  4    magic number
 *   4  1    descriptor: 7-6 content size flag, 5 single segment, 3 reserved, 2 checksum, 1-0 dictionary id flag
 *   5  0-1  window descriptor, unless single segment
 *      0-4  dictionary id
 *      0-8  frame content size
 */
function frameHeader(bytes: Bytes, view: DataView, start: number) {
  need(bytes, start, 5);
  const descriptor = view.getUint8(start + 4);
  const singleSegment = (descriptor & 0x20) !== 0;
  const sizeFlag = descriptor >>> 6;
  if ((descriptor & 0x08) !== 0) throw badData(`the frame at byte ${start} sets a reserved bit`);
  const dictionaryBytes = DICTIONARY_ID_BYTES[descriptor & 3] ?? 0;
  const sizeBytes = sizeFlag === 0 ? Number(singleSegment) : 1 << sizeFlag;
  const dictionary = start + 5 + (singleSegment ? 0 : 1);
  const size = dictionary + dictionaryBytes;
  need(bytes, size, sizeBytes);
  for (let i = dictionary; i < size; i += 1) {
    if (bytes[i] !== 0) {
      throw new StorageError("unsupported", "Cannot decode zstd: the frame needs a dictionary", {
        format: "zstd",
        feature: "dictionary",
      });
    }
  }
  return {
    headerEnd: size + sizeBytes,
    contentSize: sizeBytes === 0 ? undefined : readContentSize(view, size, sizeBytes),
    hasChecksum: (descriptor & 0x04) !== 0,
  };
}

function readContentSize(view: DataView, offset: number, byteLength: number): number {
  switch (byteLength) {
    case 1:
      return view.getUint8(offset);
    case 2:
      return view.getUint16(offset, true) + 256;
    case 4:
      return view.getUint32(offset, true);
    default:
      return Number(view.getBigUint64(offset, true));
  }
}

/** Block headers: bit 0 last, bits 1-2 type, bits 3-23 size. RFC 8878 §3.1.1.2. */
function blocks(bytes: Bytes, view: DataView, start: number) {
  let end = start;
  let minContentSize = 0;
  for (;;) {
    need(bytes, end, 3);
    const header = view.getUint16(end, true) | (view.getUint8(end + 2) << 16);
    const type = (header >>> 1) & 3;
    const size = header >>> 3;
    if (type === 3 || size > MAX_BLOCK)
      throw badData(`the block at byte ${end} is of type ${type}, ${size} bytes`);
    if (type < 2) minContentSize += size;
    end += 3 + (type === 1 ? 1 : size);
    need(bytes, end, 0);
    if ((header & 1) === 1) return { end, minContentSize };
  }
}

function need({ byteLength }: Bytes, offset: number, length: number): void {
  if (offset + length > byteLength) {
    throw badData(`${byteLength} bytes end before byte ${offset + length} of the frame`);
  }
}

function badData(fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot decode zstd: ${fact}`, {
    format: "zstd",
    section: "RFC 8878 §3.1.1",
  });
}
