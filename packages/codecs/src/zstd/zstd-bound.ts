/**
 * What the headers of zstd frames and blocks tell: an upper bound on the decoded size, and where a frame ends.
 *
 * @module
 */

import { type Bytes, dataViewOf } from "@chunkwright/core";

const FRAME_MAGIC = 0xfd2fb528;
/** Any of 16 numbers from here on starts a skippable frame. RFC 8878 §3.1.2. */
const SKIPPABLE_MAGIC = 0x184d2a50;
const MAX_BLOCK_BYTES = 128 * 1024;
const BLOCK_RLE = 1;
const CHECKSUM_FLAG = 0x04;
/** Bytes of the Dictionary_ID and the Frame_Content_Size by their flags. RFC 8878 §3.1.1.1.1. */
const DICTIONARY_ID_BYTES = [0, 1, 2, 4];
const CONTENT_SIZE_BYTES = [0, 2, 4, 8];

/**
 * The sum over all frames of the size in the header, or, without one, of 128 KiB per block. If the data are truncated
 * or invalid, the sum up to there: decoding fails anyway.
 */
export function zstdDecodedBound(bytes: Bytes): number {
  const view = dataViewOf(bytes);
  let sum = 0;
  for (let position = 0; position + 8 <= bytes.byteLength; ) {
    const magic = view.getUint32(position, true);
    if (magic - SKIPPABLE_MAGIC >= 0 && magic - SKIPPABLE_MAGIC < 16) {
      position += 8 + view.getUint32(position + 4, true);
    } else if (magic === FRAME_MAGIC) {
      const frame = scanFrame(view, position + 4);
      sum += frame.bound;
      position = frame.end;
    } else {
      break;
    }
  }
  return sum;
}

/** All up to the end of the first frame; all there is of a frame that is cut off, and of what does not begin with one. */
export function firstZstdFrame(bytes: Bytes): Bytes {
  const view = dataViewOf(bytes);
  if (bytes.byteLength < 8 || view.getUint32(0, true) !== FRAME_MAGIC) return bytes;
  return bytes.subarray(0, scanFrame(view, 4).end);
}

/**
 * Frame header and blocks, from the header's descriptor on. RFC 8878 §3.1.1.
 *   0  1    descriptor: bits 7-6 content size flag, 5 single segment, 2 checksum, 1-0 dictionary ID flag
 *   1  0-1  window descriptor, unless single segment
 *      0-4  dictionary ID
 *      0-8  content size
 *           blocks, each with a header of 3 bytes: bit 0 last, bits 2-1 type, then the size
 *      0-4  checksum
 */
function scanFrame(view: DataView, start: number): { bound: number; end: number } {
  const descriptor = view.getUint8(start);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const sizeFlag = descriptor >>> 6;
  const sizeBytes = sizeFlag === 0 && isSingleSegment ? 1 : CONTENT_SIZE_BYTES[sizeFlag]!;
  const sizeStart = start + 1 + (isSingleSegment ? 0 : 1) + DICTIONARY_ID_BYTES[descriptor & 3]!;
  let position = sizeStart + sizeBytes;
  let blocks = 0;
  for (let isLast = false; !isLast && position + 3 <= view.byteLength; blocks += 1) {
    const header = view.getUint16(position, true) + 65536 * view.getUint8(position + 2);
    isLast = (header & 1) !== 0;
    position += 3 + (((header >>> 1) & 3) === BLOCK_RLE ? 1 : header >>> 3);
  }
  const bound = contentSize(view, sizeStart, sizeBytes) ?? Number.POSITIVE_INFINITY;
  return {
    bound: Math.min(bound, blocks * MAX_BLOCK_BYTES),
    end: position + ((descriptor & CHECKSUM_FLAG) === 0 ? 0 : 4),
  };
}

function contentSize(view: DataView, offset: number, byteLength: number): number | undefined {
  if (offset + byteLength > view.byteLength) return undefined;
  switch (byteLength) {
    case 1:
      return view.getUint8(offset);
    case 2:
      return view.getUint16(offset, true) + 256;
    case 4:
      return view.getUint32(offset, true);
    case 8:
      return Number(view.getBigUint64(offset, true));
    default:
      return undefined;
  }
}
