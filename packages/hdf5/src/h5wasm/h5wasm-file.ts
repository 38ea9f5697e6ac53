/**
 * Datasets of numbers as h5wasm reads them.
 *
 * @module
 */

import { inThreadCoder } from "@chunkwright/codecs/lazy";
import {
  type ArrayInfo,
  byteSize,
  type Chunk,
  type ChunkIndex,
  type ChunkSource,
  checkChunkIndex,
  chunkRegion,
  elementCount,
  isDataType,
  isNumeric,
  type NumericDataType,
  resizeChunk,
  viewElements,
  zeroOf,
} from "@chunkwright/core";
import { slabShape } from "../chunk/chunk-storage.ts";
import { unsupportedHdf5 } from "../hdf5-error.ts";
import { bytesCodec } from "../type/element-type.ts";

/** What is used of h5wasm, whose default export it is: of "h5wasm/node" for local files, of "h5wasm" for its own. */
export interface H5wasmLibrary {
  readonly ready: Promise<{ activate_throwing_error_handler(): unknown }>;
  readonly File: new (path: string, mode: "r") => { get(path: string): unknown; close(): unknown };
}

/** What of an h5wasm file is used. */
export interface H5wasmFile {
  /** The dataset at `path`; `undefined` if there is none, or not of numbers that arrays have. */
  open(path: string): ChunkSource | undefined;
  close(): void;
}

/** Opens the file that h5wasm knows by `path`. Rejects with "unsupported" for what it cannot open either. */
export async function openH5wasm(library: H5wasmLibrary, path: string): Promise<H5wasmFile> {
  const { activate_throwing_error_handler: throwErrors } = await library.ready;
  throwErrors();
  const file = refusing(path, () => new library.File(path, "r"));
  return {
    open(name) {
      const dataset = refusing(name, () => file.get(name));
      return isDataset(dataset) ? datasetSource(dataset, name) : undefined;
    },
    close: () => void file.close(),
  };
}

/** What is used of h5wasm's datasets. */
interface H5wasmDataset {
  readonly metadata: {
    /** H5T_class_t: 0 integers, 1 floats. */
    readonly type: number;
    readonly size: number;
    readonly signed: boolean;
    readonly shape: readonly number[] | null;
    readonly chunks: readonly number[] | null;
  };
  slice(ranges: [from: number, to: number][]): unknown;
}

function isDataset(entity: unknown): entity is H5wasmDataset {
  return typeof entity === "object" && entity !== null && "metadata" in entity && "slice" in entity;
}

function datasetSource(dataset: H5wasmDataset, path: string): ChunkSource | undefined {
  const { shape, chunks } = dataset.metadata;
  const dataType = dataTypeOf(dataset);
  if (!shape || !dataType) return undefined;
  const info: ArrayInfo = {
    dataType,
    shape,
    chunkShape: chunks ?? slabShape(shape, byteSize(dataType)),
    fillValue: zeroOf(dataType),
    codecs: [bytesCodec(dataType, "little")],
    attributes: {},
  };

  async function readChunk(index: ChunkIndex): Promise<Chunk> {
    checkChunkIndex(info, index);
    const region = chunkRegion(info, index);
    const ranges = region.start.map((start, axis): [number, number] => [start, start + region.shape[axis]!]);
    const data = refusing(path, () => dataset.slice(ranges));
    const count = elementCount(region.shape);
    if (!ArrayBuffer.isView(data) || data.byteLength !== count * byteSize(info.dataType))
      throw refused(path, "it gives no numbers");
    const bytes = new Uint8Array(data.byteLength);
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    const elements = viewElements(info.dataType, bytes, count);
    return resizeChunk(
      { dataType: info.dataType, shape: region.shape, data: elements } as Chunk,
      info.chunkShape,
    );
  }

  return {
    kind: "array",
    info,
    readChunk,
    readEncodedChunk: async (index, options) =>
      inThreadCoder.encode(await readChunk(index), info.codecs, options),
  };
}

const INTEGER = 0;
const FLOAT = 1;

function dataTypeOf({ metadata }: H5wasmDataset): NumericDataType | undefined {
  const { type, size, signed } = metadata;
  // It has no half floats.
  if (type !== INTEGER && !(type === FLOAT && size > 2)) return undefined;
  const dataType = `${type === FLOAT ? "float" : signed ? "int" : "uint"}${8 * size}`;
  return isDataType(dataType) && isNumeric(dataType) ? dataType : undefined;
}

/** libhdf5 throws whatever it likes: that it cannot read something either. */
function refusing<T>(path: string, ask: () => T): T {
  try {
    return ask();
  } catch (cause) {
    // A stack of errors, the outermost first.
    const [first = ""] = (cause instanceof Error ? cause.message : String(cause)).split("\n");
    throw refused(path, first);
  }
}

function refused(path: string, fact: string): Error {
  return unsupportedHdf5(`Cannot read ${path} through h5wasm: ${fact}`, "what libhdf5 does not read");
}
