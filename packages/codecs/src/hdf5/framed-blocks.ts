/**
 * Length-prefixed blocks: the chunk format of the HDF5 filters LZ4 and bitshuffle. HDF Group, "HDF5 LZ4 filter format"
 * (2012), which bitshuffle follows.
 *
 *    0  8  bytes, decoded, big-endian like all numbers
 *    8  4  bytes of a block, decoded
 *   12     blocks: 4 bytes of length, and as many bytes
 *
 * @module
 */

import { type Bytes, dataViewOf, StorageError } from "@chunkwright/core";
import type { EncodedBlock } from "../kernel/kernel-blocks.ts";

const HEADER_BYTES = 12;
const LENGTH_BYTES = 4;

export interface Framing {
  /** Bytes, decoded. */
  readonly total: number;
  /** Bytes of a block, decoded; all but the last have as many. */
  readonly blockBytes: number;
}

/** The header of `bytes`. Throws "invalid-data" if it promises more than `maxByteLength` bytes. */
export function parseFraming(format: string, bytes: Bytes, maxByteLength: number): Framing {
  if (bytes.byteLength < HEADER_BYTES)
    throw badFraming(format, `${bytes.byteLength} bytes are too few for a header`);
  const view = dataViewOf(bytes);
  const total = view.getUint32(0) * 2 ** 32 + view.getUint32(4);
  const blockBytes = view.getUint32(8);
  if (total > maxByteLength) {
    throw badFraming(format, `it holds ${total} bytes, ${maxByteLength} are wanted at most`);
  }
  if (blockBytes === 0 && total > 0) throw badFraming(format, "its blocks are of 0 bytes");
  if (Math.floor(total / blockBytes) * LENGTH_BYTES > bytes.byteLength) {
    throw badFraming(format, `${bytes.byteLength} bytes cannot hold ${total} in blocks of ${blockBytes}`);
  }
  return { total, blockBytes };
}

/** Lengths of the blocks that `byteLength` bytes are divided into. */
export function blockLengths(byteLength: number, blockBytes: number): readonly number[] {
  return Array.from({ length: byteLength === 0 ? 0 : Math.ceil(byteLength / blockBytes) }, (_, n) =>
    Math.min(blockBytes, byteLength - n * blockBytes),
  );
}

/** The blocks that decode to `lengths`. `mayBeStored`: a block as long as its decoded bytes is stored uncompressed. */
export function findBlocks(
  format: string,
  bytes: Bytes,
  lengths: readonly number[],
  mayBeStored: boolean,
): readonly EncodedBlock[] {
  const view = dataViewOf(bytes);
  let next = HEADER_BYTES;
  return lengths.map((decodedByteLength, n) => {
    if (next + LENGTH_BYTES > bytes.byteLength) throw badFraming(format, `it ends before block ${n}`);
    const byteLength = view.getUint32(next);
    const offset = next + LENGTH_BYTES;
    next = offset + byteLength;
    if (next > bytes.byteLength) throw badFraming(format, `block ${n} of ${byteLength} bytes is cut off`);
    const isEncoded = !(mayBeStored && byteLength === decodedByteLength);
    return { isEncoded, offset, byteLength, decodedByteLength };
  });
}

/** The offset after the last of `blocks`. */
export function endOfBlocks(blocks: readonly EncodedBlock[]): number {
  const last = blocks.at(-1);
  return last ? last.offset + last.byteLength : HEADER_BYTES;
}

/** The header, `blocks`, and `rest` after them. */
export function frameBlocks({ total, blockBytes }: Framing, blocks: readonly Bytes[], rest?: Bytes): Bytes {
  const blocksEnd = blocks.reduce((sum, block) => sum + LENGTH_BYTES + block.byteLength, HEADER_BYTES);
  const framed = new Uint8Array(blocksEnd + (rest?.byteLength ?? 0));
  const view = new DataView(framed.buffer);
  view.setUint32(0, Math.floor(total / 2 ** 32));
  view.setUint32(4, total);
  view.setUint32(8, blockBytes);
  let position = HEADER_BYTES;
  for (const block of blocks) {
    view.setUint32(position, block.byteLength);
    framed.set(block, position + LENGTH_BYTES);
    position += LENGTH_BYTES + block.byteLength;
  }
  if (rest) framed.set(rest, blocksEnd);
  return framed;
}

export function badFraming(format: string, fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot decode ${format}: ${fact}`, { format });
}
