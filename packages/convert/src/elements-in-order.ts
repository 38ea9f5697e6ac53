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
  createChunk,
  elementCount,
  isFixed,
  nominalByteSize,
  printJson,
  type Region,
  type Scalar,
  sharedChunk,
  type VariableDataType,
} from "@chunkwright/core";
import { boxMemory } from "./box-memory.ts";
import { checkSize } from "./check-size.ts";
import { boxReader, holdsWholeChunks } from "./read-box.ts";
import { splitRegion } from "./split-region.ts";

/** Pieces are of one of these lengths, the first that holds rows of whole chunks, so that none is decoded twice. */
const PIECE_BYTES: readonly number[] = [16, 32, 64, 128].map((mebibytes) => mebibytes * 2 ** 20);
const LONGEST_PIECE_BYTES: number = 2 ** 27;
/** Decoded chunks kept between pieces. */
const CACHE_BYTES = 32 * 1024 * 1024;

/** Options of `elementsInOrder`. */
export interface ElementsOptions extends CallOptions {
  /** Gives pieces in shared memory, if the platform has it, which pool workers write to directly. */
  readonly shared?: boolean;
}

/**
 * The elements in C order: those of a fixed size little-endian (the order of every JavaScript host in use), without
 * padding; those of any length each as a 32-bit little-endian count of bytes, then the bytes (text and JSON as
 * UTF-8). Absent chunks are the fill value. Memory stays within a few pieces, however large the array: a piece is
 * overwritten when the next one is asked for, which is read meanwhile. Rejects with "unsupported" for an array of more
 * than a PiB.
 */
export async function* elementsInOrder(
  source: ChunkSource,
  { signal, shared = false }: ElementsOptions = {},
): AsyncGenerator<Bytes> {
  const { info } = source;
  checkSize(info);
  const mostElements = pieceElements(info);
  const reader = boxReader(source, CACHE_BYTES);
  const memory = boxMemory(info.dataType, mostElements, shared ? sharedChunk : createChunk);
  const read = async (region: Region): Promise<Chunk> => {
    const chunk = memory.take(region.shape);
    reader.fill(chunk, await reader.read(region, chunk, { signal }));
    return chunk;
  };
  let ahead: Promise<Chunk> | undefined;
  try {
    for (const region of splitRegion(wholeOf(info), info.chunkShape, mostElements)) {
      const current = ahead;
      ahead = read(region);
      // Its failure is told once it is awaited.
      ahead.catch(() => {});
      if (!current) continue;
      const chunk = await current;
      yield* bytesOfElements(chunk);
      memory.give(chunk);
    }
    if (ahead) yield* bytesOfElements(await ahead);
  } finally {
    await ahead?.catch(() => {});
  }
}

function pieceElements(info: ArrayInfo): number {
  const elementBytes = nominalByteSize(info.dataType);
  const isWhole = (byteLength: number): boolean => {
    const [first] = splitRegion(wholeOf(info), info.chunkShape, byteLength / elementBytes);
    return first === undefined || holdsWholeChunks(info, first);
  };
  const byteLength = PIECE_BYTES.find(isWhole) ?? LONGEST_PIECE_BYTES;
  return Math.ceil(Math.min(byteLength / elementBytes, elementCount(info.shape)));
}

function wholeOf({ shape }: ArrayInfo): Region {
  return { start: shape.map(() => 0), shape };
}

function* bytesOfElements({ dataType, data }: Chunk): Generator<Bytes> {
  if (isFixed(dataType)) yield bytesOf(data);
  else for (const element of data as readonly Scalar<VariableDataType>[]) yield lengthPrefixed(element);
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
  return TEXT_ENCODER.encode(typeof element === "string" ? element : printJson(element));
}
