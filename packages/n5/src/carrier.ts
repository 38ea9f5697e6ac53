/**
 * Elements of types that N5 lacks, carried by numbers that it has: each by one, or by several along one more axis, the
 * fastest. An attribute says what they are; other readers see the numbers.
 *
 * @module
 */

import {
  type ArrayInfo,
  byteSize,
  bytesOf,
  type Chunk,
  type ChunkIndex,
  type ChunkSink,
  checkedSink,
  type DataType,
  isFixed,
  type Shape,
  viewElements,
  zeroOf,
} from "@chunkwright/core";
import { isN5DataType } from "./dataset-document.ts";
import type { N5Array } from "./n5-node.ts";

interface Carrier {
  readonly dataType: DataType;
  /** Numbers per element; with 1 there is no further axis. */
  readonly words: number;
}

const CARRIERS: { readonly [dataType: string]: Carrier } = {
  bool: { dataType: "uint8", words: 1 },
  float16: { dataType: "uint16", words: 1 },
  complex64: { dataType: "float32", words: 2 },
  complex128: { dataType: "float64", words: 2 },
};

/**
 * What carries elements of `dataType`; `undefined` if N5 has them itself, or they have no fixed size. Raw bits are
 * bytes.
 */
function carrierOf(dataType: DataType): Carrier | undefined {
  if (isN5DataType(dataType) || !isFixed(dataType)) return undefined;
  return CARRIERS[dataType] ?? { dataType: "uint8", words: byteSize(dataType) };
}

/** The array of numbers that carries the array `info`; `info` itself where N5 has its elements. */
export function storedInfo(info: ArrayInfo): ArrayInfo {
  const carrier = carrierOf(info.dataType);
  if (!carrier) return info;
  return {
    ...info,
    dataType: carrier.dataType,
    shape: storedShape(info.shape, carrier),
    chunkShape: storedShape(info.chunkShape, carrier),
    fillValue: zeroOf(carrier.dataType),
    ...(info.dimensionNames && {
      dimensionNames: carrier.words > 1 ? [...info.dimensionNames, null] : info.dimensionNames,
    }),
  };
}

/** The array of `dataType` that `stored` carries; `undefined` if it cannot. */
export function seenInfo(stored: ArrayInfo, dataType: DataType): ArrayInfo | undefined {
  const carrier = carrierOf(dataType);
  if (!carrier || carrier.dataType !== stored.dataType) return undefined;
  const { shape, chunkShape, dimensionNames } = stored;
  const axes = carrier.words > 1 ? 1 : 0;
  const fits = axes === 0 || (shape.at(-1) === carrier.words && chunkShape.at(-1) === carrier.words);
  if (!fits) return undefined;
  return {
    ...stored,
    dataType,
    shape: shape.slice(0, shape.length - axes),
    chunkShape: chunkShape.slice(0, chunkShape.length - axes),
    fillValue: zeroOf(dataType),
    ...(dimensionNames && { dimensionNames: dimensionNames.slice(0, dimensionNames.length - axes) }),
  };
}

/** Where a chunk of the array `info` lies among those of the array that carries it. */
export function storedIndex({ dataType }: Pick<ArrayInfo, "dataType">, index: ChunkIndex): ChunkIndex {
  return (carrierOf(dataType)?.words ?? 1) > 1 ? [...index, 0] : index;
}

/** The array `info`, carried by `stored`. */
export function seenArray(stored: N5Array, info: ArrayInfo): N5Array {
  const { dataType } = info;
  const rank = info.shape.length;
  const { planChunk: _, ...rest } = stored;
  return {
    ...rest,
    info,
    async readChunk(index, options) {
      const chunk = await stored.readChunk(storedIndex(info, index), options);
      return chunk && asType(chunk, dataType, chunk.shape.slice(0, rank));
    },
    async readEncodedChunk(index, options) {
      const encoded = await stored.readEncodedChunk(storedIndex(info, index), options);
      return encoded && { ...encoded, dataType, shape: encoded.shape.slice(0, rank) };
    },
    async locateChunk(index, options) {
      const location = await stored.locateChunk(storedIndex(info, index), options);
      return location && { ...location, shape: location.shape.slice(0, rank) };
    },
  };
}

/** A sink for the array `info`, carried by the array that `stored` takes. */
export function seenSink(stored: ChunkSink, info: ArrayInfo): ChunkSink {
  const carrier = carrierOf(info.dataType);
  if (!carrier) return stored;
  const sink: ChunkSink = {
    info,
    writeChunk: (index, chunk, options) =>
      stored.writeChunk(
        storedIndex(info, index),
        asType(chunk, carrier.dataType, storedShape(chunk.shape, carrier)),
        options,
      ),
    writeEncodedChunk: (index, encoded, options) =>
      stored.writeEncodedChunk(
        storedIndex(info, index),
        { ...encoded, dataType: carrier.dataType, shape: storedShape(encoded.shape, carrier) },
        options,
      ),
    close: () => stored.close(),
  };
  return checkedSink(sink, "the array");
}

function storedShape(shape: Shape, { words }: Carrier): Shape {
  return words > 1 ? [...shape, words] : shape;
}

/** The same bytes as elements of another type. */
function asType({ data }: Chunk, dataType: DataType, shape: Shape): Chunk {
  if (Array.isArray(data)) throw new TypeError(`Elements of any length are no ${dataType}`);
  return { dataType, shape, data: viewElements(dataType, bytesOf(data)) } as Chunk;
}
