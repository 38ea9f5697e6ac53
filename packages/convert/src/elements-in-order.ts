/**
 * All elements of an array as one stream of bytes, independent of its chunks: the input of a digest.
 *
 * @module
 */

import {
  type ArrayInfo,
  type Bytes,
  bytesOf,
  type CallOptions,
  type Chunk,
  type ChunkSource,
  cacheChunks,
  elementCount,
  isFixed,
  nominalByteSize,
  type Region,
  readRegion,
  readRegionInto,
  type Scalar,
  setElements,
  type VariableDataType,
  viewElements,
} from "@chunkwright/core";
import { checkSize } from "./check-size.ts";
import { splitRegion } from "./split-region.ts";

/** Longest piece. The longer it is, the fewer chunks are decoded again for rows that the next piece needs. */
const PIECE_BYTES = 128 * 1024 * 1024;
/** Decoded chunks kept between pieces. */
const CACHE_BYTES = 32 * 1024 * 1024;

/**
 * The elements in C order: those of a fixed size little-endian (the order of every JavaScript host in use), without
 * padding; those of any length each as a 32-bit little-endian count of bytes, then the bytes (text and JSON as
 * UTF-8). Absent chunks are the fill value. Memory stays within a few pieces, however large the array: a piece is
 * overwritten when the next one is asked for. Rejects with "unsupported" for an array of more than a PiB.
 */
export async function* elementsInOrder(source: ChunkSource, options?: CallOptions): AsyncGenerator<Bytes> {
  checkSize(source.info);
  const cached = cacheChunks(source, CACHE_BYTES);
  const whole = { start: source.info.shape.map(() => 0), shape: source.info.shape };
  let memory = new Uint8Array(0);
  const { chunkShape, dataType } = source.info;
  for (const region of splitRegion(whole, chunkShape, PIECE_BYTES / nominalByteSize(dataType))) {
    // Chunks that no other piece needs are decoded in place, and fetched together where they lie close.
    const from = holdsWholeChunks(source.info, region) ? source : cached;
    if (!isFixed(dataType)) {
      const { data } = await readRegion(from, region, options);
      for (const element of data as readonly Scalar<VariableDataType>[]) yield lengthPrefixed(element);
      continue;
    }
    const byteLength = elementCount(region.shape) * nominalByteSize(dataType);
    if (memory.byteLength < byteLength) memory = new Uint8Array(byteLength);
    const chunk = {
      dataType,
      shape: region.shape,
      data: viewElements(dataType, memory.subarray(0, byteLength)),
    } as Chunk;
    setElements(chunk.dataType, chunk.data, source.info.fillValue);
    await readRegionInto(from, region, { chunk, start: region.shape.map(() => 0) }, options);
    yield bytesOf(chunk.data);
  }
}

function holdsWholeChunks({ shape, chunkShape }: ArrayInfo, { start, shape: extent }: Region): boolean {
  return start.every((first, axis) => {
    const [end, chunk] = [first + extent[axis]!, chunkShape[axis]!];
    return first % chunk === 0 && (end % chunk === 0 || end === shape[axis]);
  });
}

const TEXT_ENCODER = new TextEncoder();

function lengthPrefixed(element: Scalar<VariableDataType>): Bytes {
  const bytes = bytesOfElement(element);
  const prefixed = new Uint8Array(4 + bytes.length);
  new DataView(prefixed.buffer).setUint32(0, bytes.length, true);
  prefixed.set(bytes, 4);
  return prefixed;
}

/** What an element of no fixed size is made of; text and JSON as UTF-8. */
function bytesOfElement(element: Scalar<VariableDataType>): Uint8Array {
  if (element instanceof Uint8Array) return element;
  return TEXT_ENCODER.encode(typeof element === "string" ? element : JSON.stringify(element));
}
