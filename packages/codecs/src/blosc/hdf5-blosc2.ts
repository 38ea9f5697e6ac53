/**
 * `hdf5.blosc2`: each chunk is a Blosc 2 contiguous frame, for arrays of several axes with a `b2nd` metalayer; HDF5
 * filter 32026. c-blosc2 2.21, README_CFRAME_FORMAT.rst and README_B2ND_METALAYER.rst.
 *
 * @module
 */

import {
  type Bytes,
  dataViewOf,
  elementCount,
  indexAt,
  linearIndex,
  type Shape,
  StorageError,
} from "@chunkwright/core";
import { type BytesToBytesCodec, compressed } from "../codec.ts";
import { checkOptions, integerOption } from "../configuration.ts";
import { refuseEncoding } from "../decode-only.ts";
import { decodeBlosc2Chunk, specialBytes } from "./blosc2-chunk.ts";

const NAME = "hdf5.blosc2";

/** `{ typesize }`: bytes of an element. Decodes only. */
export const hdf5Blosc2: BytesToBytesCodec = {
  kind: "bytes-to-bytes",
  bind(configuration, decoded) {
    checkOptions(NAME, configuration, ["typesize"]);
    integerOption(NAME, configuration, "typesize", { min: 1, max: 2 ** 31, default: decoded.elementSize });
    return {
      encoded: compressed(decoded),
      decode: (encoded) => decodeFrame(encoded, decoded.maxByteLength),
      encode: refuseEncoding(NAME),
    };
  },
};

interface Frame {
  readonly headerBytes: number;
  readonly decodedBytes: number;
  /** Compressed bytes of all chunks; their index follows them. */
  readonly encodedBytes: number;
  readonly typesize: number;
  /** Decoded bytes of every chunk but the last. */
  readonly chunkBytes: number;
  readonly blocks: BlockGrid | undefined;
}

const MAGIC = "b2frame\0";
const MIN_HEADER_BYTES = 87;
const OFFSET_BYTES = 8;
/** In the highest byte of a chunk's offset: the chunk is a special value and not stored. */
const SPECIAL_CHUNK = 0x80;

async function decodeFrame(bytes: Bytes, maxByteLength: number): Promise<Bytes> {
  const frame = parseFrame(bytes);
  const { blocks, typesize } = frame;
  if (!blocks) return decodeChunks(bytes, frame, maxByteLength);
  // Blocks at the edges are padded to whole blocks.
  const chunkBytes = elementCount(blocks.chunkShape) * typesize;
  const paddedBytes = elementCount(paddedShape(blocks)) * typesize;
  if (chunkBytes > maxByteLength || paddedBytes > MAX_PADDING * (chunkBytes + 1024)) {
    throw badFrame(`it holds [${blocks.chunkShape}] elements in blocks of [${blocks.blockShape}]`);
  }
  return unblocked(await decodeChunks(bytes, frame, paddedBytes), blocks, typesize);
}

/** Limit on the padding of a chunk that is smaller than one of its blocks. */
const MAX_PADDING = 256;

/** The chunks of a frame, one after the other. */
async function decodeChunks(bytes: Bytes, frame: Frame, maxByteLength: number): Promise<Bytes> {
  const { decodedBytes, headerBytes, encodedBytes, typesize } = frame;
  if (decodedBytes > maxByteLength) {
    throw badFrame(`it holds ${decodedBytes} bytes, ${maxByteLength} are wanted at most`);
  }
  if (decodedBytes === 0) return new Uint8Array(0);
  const chunkBytes = Math.min(frame.chunkBytes || decodedBytes, decodedBytes);
  const count = Math.ceil(decodedBytes / chunkBytes);
  const index = await decodeBlosc2Chunk(bytes.subarray(headerBytes + encodedBytes), count * OFFSET_BYTES);
  if (index.byteLength < count * OFFSET_BYTES) throw badFrame(`its index knows less than ${count} chunks`);
  const offsets = dataViewOf(index);
  const output = new Uint8Array(decodedBytes);
  for (let n = 0; n < count; n += 1) {
    const start = n * chunkBytes;
    const byteLength = Math.min(chunkBytes, decodedBytes - start);
    const special = offsets.getUint8(n * OFFSET_BYTES + OFFSET_BYTES - 1);
    const offset = headerBytes + Number(offsets.getBigUint64(n * OFFSET_BYTES, true));
    const chunk =
      special >= SPECIAL_CHUNK
        ? specialBytes(special % 8, typesize, byteLength)
        : await decodeBlosc2Chunk(bytes.subarray(offset), byteLength);
    if (chunk.byteLength !== byteLength) {
      throw badFrame(`chunk ${n} holds ${chunk.byteLength} bytes, not ${byteLength}`);
    }
    output.set(chunk, start);
  }
  return output;
}

/**
 * MessagePack, but always laid out the same; numbers big-endian:
 *    2  8  "b2frame" and a NUL
 *   11  4  header size
 *   30  8  uncompressed size
 *   39  8  compressed size
 *   48  4  type size
 *   53  4  block size
 *   58  4  chunk size
 *          metalayers
 */
function parseFrame(bytes: Bytes): Frame {
  const isFrame =
    bytes.byteLength >= MIN_HEADER_BYTES && String.fromCharCode(...bytes.subarray(2, 10)) === MAGIC;
  if (!isFrame) throw badFrame(`${bytes.byteLength} bytes are not a frame`);
  const view = dataViewOf(bytes);
  const headerBytes = view.getUint32(11);
  const encodedBytes = Number(view.getBigUint64(39));
  if (headerBytes < MIN_HEADER_BYTES || headerBytes + encodedBytes > bytes.byteLength) {
    throw badFrame(`${bytes.byteLength} bytes are left of ${headerBytes} and ${encodedBytes}`);
  }
  return {
    headerBytes,
    encodedBytes,
    decodedBytes: Number(view.getBigUint64(30)),
    typesize: view.getUint32(48),
    chunkBytes: view.getUint32(58),
    blocks: parseBlockGrid(bytes.subarray(0, headerBytes)),
  };
}

interface BlockGrid {
  readonly chunkShape: Shape;
  readonly blockShape: Shape;
}

/** The name of the metalayer, a fixstr, and the type of its offset. */
const B2ND_KEY = [0xa4, 0x62, 0x32, 0x6e, 0x64, 0xd2];
const MAX_AXES = 16;

/**
 * The `b2nd` metalayer: version, number of axes, then arrays of the shape (9 bytes each), the shape of chunks and the
 * shape of blocks (5 bytes each). `undefined` for a frame without one.
 */
function parseBlockGrid(header: Bytes): BlockGrid | undefined {
  const key = header.findIndex((_, at) => B2ND_KEY.every((byte, n) => header[at + n] === byte));
  if (key === -1) return undefined;
  const view = dataViewOf(header);
  const place = key + B2ND_KEY.length;
  // The offset names a bin32: its type, its length in 4 bytes, the content.
  const content = place + 4 <= header.byteLength ? view.getUint32(place) + 5 : header.byteLength;
  const axes = header[content + 2] ?? 0;
  const shapes = content + 4 + 9 * axes;
  const end = shapes + 2 * (1 + 5 * axes);
  if (axes === 0 || axes > MAX_AXES || end > header.byteLength) throw badFrame(`it has ${axes} axes`);
  const readShape = (start: number): Shape =>
    Array.from({ length: axes }, (_, axis) => view.getUint32(start + 2 + 5 * axis));
  const chunkShape = readShape(shapes);
  const blockShape = readShape(shapes + 1 + 5 * axes);
  if (blockShape.includes(0)) throw badFrame(`its blocks have the shape [${blockShape}]`);
  return { chunkShape, blockShape };
}

function paddedShape({ chunkShape, blockShape }: BlockGrid): Shape {
  return chunkShape.map((length, axis) => Math.ceil(length / blockShape[axis]!) * blockShape[axis]!);
}

/** Reorders elements from blocks, each in C order, to C order of the whole chunk. */
function unblocked(bytes: Bytes, { chunkShape, blockShape }: BlockGrid, typesize: number): Bytes {
  const counts = chunkShape.map((length, axis) => Math.ceil(length / blockShape[axis]!));
  const blockBytes = elementCount(blockShape) * typesize;
  const blocks = elementCount(counts);
  if (bytes.byteLength < blocks * blockBytes) {
    throw badFrame(`${bytes.byteLength} bytes cannot hold ${blocks} blocks of [${blockShape}]`);
  }
  const output = new Uint8Array(elementCount(chunkShape) * typesize);
  const last = chunkShape.length - 1;
  const rows = elementCount(blockShape.slice(0, last));
  const rowBytes = blockShape[last]! * typesize;
  for (let block = 0; block < blocks; block += 1) {
    const start = indexAt(counts, block).map((place, axis) => place * blockShape[axis]!);
    const copied = Math.min(blockShape[last]!, chunkShape[last]! - start[last]!) * typesize;
    for (let row = 0; row < rows; row += 1) {
      const place = indexAt(blockShape.slice(0, last), row).map((index, axis) => start[axis]! + index);
      if (place.some((index, axis) => index >= chunkShape[axis]!)) continue;
      const element = linearIndex(chunkShape, [...place, start[last]!]);
      const from = block * blockBytes + row * rowBytes;
      output.set(bytes.subarray(from, from + copied), element * typesize);
    }
  }
  return output;
}

function badFrame(fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot decode a Blosc 2 frame: ${fact}`, { format: "blosc2" });
}
