/**
 * Adapts our array-to-array and array-to-bytes codecs to zarrita.
 *
 * zarrita's `transpose` keeps a chunk's shape and changes its strides, so a codec after it meets elements in
 * another order than the shape tells. While encoding the strides are true; while decoding they are C order's until
 * `transpose` is undone. Our codecs take elements in the order in which they are stored.
 *
 * @module
 */

import {
  bytesOf,
  type Chunk,
  type DataType,
  type DataTypes,
  elementCount,
  inversePermutation,
  isDataType,
  StorageError,
  transposeChunk,
  viewElements,
} from "@chunkwright/core";
import type { ArrayToArrayCodec, ArrayToBytesCodec } from "../codec.ts";
import { ownBytes, runAlone } from "../standalone.ts";
import { type CodecUse, codecsBefore, dataTypeOf } from "./codec-use.ts";
import type { ZarritaCodec } from "./zarrita-types.ts";

interface ZarritaChunk {
  readonly data: DataTypes[DataType];
  readonly shape: readonly number[];
  readonly stride: readonly number[];
}

/** Data types for which zarrita and core use the same typed arrays. */
const SHARED_TYPE = /^(?:u?int(?:8|16|32|64)|float(?:32|64))$/;

export function arrayCodec(codec: ArrayToArrayCodec | ArrayToBytesCodec, use: CodecUse): ZarritaCodec {
  const { name, configuration, meta } = use;
  const shape = meta.shape ?? [];
  const order = storedOrder(use);
  const decoded = { dataType: sharedType(name, dataTypeOf(meta)), shape: pick(shape, order) };
  const stored = (data: DataTypes[DataType]) => ({ data, shape, stride: stridesOf(shape, order) });
  const inMemory = (data: DataTypes[DataType]) => ({
    data,
    shape,
    stride: stridesOf(shape, identity(shape)),
  });
  const run = <Output>(direction: "decode" | "encode", transform: () => Output | Promise<Output>) =>
    runAlone(name, direction, transform);
  switch (codec.kind) {
    case "array-to-array": {
      const transform = codec.bind(configuration, decoded);
      const { encoded } = transform;
      return {
        kind: "array_to_array",
        async encode(chunk) {
          const input = inOrder(chunkAt(name, chunk), decoded.dataType, order);
          return stored((await run("encode", () => transform.encode(input))).data);
        },
        async decode(chunk) {
          const input = { ...inOrder(chunkAt(name, chunk), encoded.dataType, identity(shape)), ...encoded };
          return inMemory((await run("decode", () => transform.decode(input as Chunk))).data);
        },
        getEncodedMeta: (current) => ({ ...current, dataType: encoded.dataType }),
      };
    }
    case "array-to-bytes": {
      const transform = codec.bind(configuration, decoded);
      return {
        kind: "array_to_bytes",
        async encode(chunk) {
          const input = inOrder(chunkAt(name, chunk), decoded.dataType, order);
          return run("encode", () => transform.encode(input));
        },
        async decode(bytes) {
          const input = ownBytes(bytes as Uint8Array);
          return inMemory((await run("decode", () => transform.decode(input))).data);
        },
      };
    }
  }
}

/** The order in which axes are stored at this codec, as a result of the transposes before it. */
function storedOrder(use: CodecUse): readonly number[] {
  const axes = identity(use.meta.shape ?? []);
  return (codecsBefore(use) ?? [])
    .filter(({ name }) => name === "transpose")
    .reduce((current, { configuration }) => {
      const { order } = (configuration ?? {}) as { order?: readonly number[] | "C" | "F" };
      if (order === "F") return axes.toReversed();
      return Array.isArray(order) ? pick(current, order) : current;
    }, axes);
}

/** The chunk's elements contiguous in the given order of axes. */
function inOrder({ data, shape, stride }: ZarritaChunk, dataType: DataType, order: readonly number[]): Chunk {
  const count = elementCount(shape);
  // Axes in memory order, slowest first; axes of length 1 may have any stride.
  const memoryOrder = identity(shape).sort((a, b) => stride[b]! - stride[a]! || a - b);
  const strides = stridesOf(shape, memoryOrder);
  const differs = shape.some((length, axis) => length > 1 && stride[axis] !== strides[axis]);
  if (data.length < count || (differs && count > 0)) {
    throw new TypeError(`A chunk of [${shape}] elements with strides [${stride}] is not contiguous`);
  }
  const bytes = ownBytes(bytesOf(data));
  const chunk = {
    dataType,
    shape: pick(shape, memoryOrder),
    data: viewElements(dataType, bytes, count),
  } as Chunk;
  return transposeChunk(chunk, pick(inversePermutation(memoryOrder), order));
}

function pick(values: readonly number[], axes: readonly number[]): number[] {
  return axes.map((axis) => values[axis]!);
}

function stridesOf(shape: readonly number[], order: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  let step = 1;
  for (const axis of order.toReversed()) {
    strides[axis] = step;
    step *= shape[axis]!;
  }
  return strides;
}

function identity(shape: readonly number[]): number[] {
  return shape.map((_, axis) => axis);
}

/** Whether `arrayCodec` supports elements of that type. */
export function isSharedType(dataType: string | undefined): dataType is DataType {
  return isDataType(dataType) && SHARED_TYPE.test(dataType);
}

function sharedType(codec: string, dataType: string | undefined): DataType {
  if (isSharedType(dataType)) return dataType;
  throw new StorageError(
    "unsupported",
    `Cannot use codec ${codec} in zarrita: its elements are ${dataType}`,
    {
      format: codec,
      feature: `elements of type ${dataType}`,
    },
  );
}

function chunkAt(codec: string, value: unknown): ZarritaChunk {
  if (typeof value === "object" && value !== null && "data" in value) return value as ZarritaChunk;
  throw new TypeError(`Codec ${codec} takes elements, and was given ${typeof value}`);
}
