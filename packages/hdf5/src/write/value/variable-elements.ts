/**
 * Elements of variable length: they lie in global heaps, to which a chunk refers. HDF5 File Format Specification 4.0
 * §III.E and §VIII.A.
 *
 * @module
 */

import {
  type Bytes,
  type CallOptions,
  type Chunk,
  type DataType,
  printJson,
  type Scalar,
} from "@chunkwright/core";
import { unsupportedHdf5 } from "../../hdf5-error.ts";
import type { Datatype } from "../../type/datatype.ts";
import type { Appender } from "../appender.ts";
import { encodeText } from "../print/field-writer.ts";
import { GlobalHeapWriter } from "./global-heap-writer.ts";

export interface VariableChunk {
  /** Path of the dataset, for errors. */
  readonly path: string;
  readonly chunk: Chunk;
  readonly datatype: Datatype;
}

/** Writes the elements into heaps, and answers the chunk, which refers to them and belongs behind. */
export async function storeObjects(
  file: Appender,
  { path, chunk, datatype }: VariableChunk,
  options?: CallOptions,
): Promise<Bytes> {
  const { dataType, data } = chunk;
  const objects = Array.from(data as ArrayLike<Scalar>, (element) => objectOf(dataType, element));
  const heap = new GlobalHeapWriter((byteLength) => file.take(byteLength, 8));
  heap.reserve(GlobalHeapWriter.byteLength(objects));
  const elementBytes = datatype.class === "vlen" ? datatype.base.byteLength : 1;
  const odd = objects.find(({ byteLength }) => byteLength % elementBytes !== 0);
  if (odd) {
    throw unsupportedHdf5(
      `Cannot write to ${path}: ${odd.byteLength} bytes are no elements of ${elementBytes} bytes each`,
      "bytes beside elements",
    );
  }
  const references = heap.store(objects, elementBytes);
  for (const { address, bytes } of heap.collections()) await file.write(address, bytes, options);
  return references;
}

/** An element as bytes. */
export function objectOf(dataType: DataType, element: Scalar): Bytes {
  if (element instanceof Uint8Array) return element.slice();
  return encodeText(dataType === "json" ? printJson(element) : String(element));
}
