/**
 * `vlen-utf8` and `vlen-bytes`: elements of variable length, each preceded by its length. Zarr extensions, vlen-utf8
 * and vlen-bytes codecs; numcodecs 0.16, "VLenUTF8" and "VLenBytes".
 *
 * @module
 */

import { type Bytes, type Chunk, elementCount, StorageError, type VariableDataType } from "@chunkwright/core";
import { type ArrayToBytesCodec, UNSIZED } from "../codec.ts";
import { badConfiguration, checkOptions } from "../configuration.ts";

/** No configuration; elements are well-formed strings. */
export const vlenUtf8: ArrayToBytesCodec = {
  kind: "array-to-bytes",
  bind(configuration, { dataType, shape }) {
    checkOptions("vlen-utf8", configuration, []);
    checkType("vlen-utf8", dataType, "string");
    return {
      encoded: UNSIZED,
      decode(encoded) {
        const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
        const data = splitItems("vlen-utf8", encoded, elementCount(shape)).map((item) =>
          decoder.decode(item),
        );
        return { dataType: "string", shape, data };
      },
      encode: (chunk) => joinItems(stringsOf(chunk).map(encodeText)),
    };
  },
};

/** No configuration. Elements decode to views of the encoded bytes. */
export const vlenBytes: ArrayToBytesCodec = {
  kind: "array-to-bytes",
  bind(configuration, { dataType, shape }) {
    checkOptions("vlen-bytes", configuration, []);
    checkType("vlen-bytes", dataType, "bytes");
    return {
      encoded: UNSIZED,
      decode: (encoded) => ({
        dataType: "bytes",
        shape,
        data: splitItems("vlen-bytes", encoded, elementCount(shape)),
      }),
      encode(chunk) {
        if (chunk.dataType !== "bytes") throw new TypeError(`The elements are ${chunk.dataType}, not bytes`);
        return joinItems(chunk.data);
      },
    };
  },
};

/** Throws unless elements are of the type that the codec takes. */
export function checkType(codec: string, dataType: string, wanted: VariableDataType): void {
  if (dataType !== wanted) throw badConfiguration(codec, `the elements are ${dataType}, not ${wanted}`);
}

const LENGTH_BYTES = 4;

/**
 * The `count` items of a chunk, as views of it. numcodecs 0.16, "VLenBytes".
 *   0  4  number of items
 *   4     each item: its length in 4 bytes, then that many bytes
 */
export function splitItems(codec: string, bytes: Bytes, count: number): Bytes[] {
  const { buffer, byteOffset, byteLength } = bytes;
  const view = new DataView(buffer, byteOffset, byteLength);
  let position = 0;
  const next = (): number => {
    if (position + LENGTH_BYTES > byteLength) throw badData(codec, `its ${byteLength} bytes end too early`);
    position += LENGTH_BYTES;
    return view.getUint32(position - LENGTH_BYTES, true);
  };
  const stored = next();
  if (stored !== count) throw badData(codec, `${stored} items are stored, ${count} were expected`);
  const items: Bytes[] = [];
  while (items.length < count) {
    const length = next();
    if (length > byteLength - position) {
      throw badData(
        codec,
        `item ${items.length} has ${length} bytes, ${byteLength - position} remain of ${byteLength}`,
      );
    }
    items.push(bytes.subarray(position, position + length));
    position += length;
  }
  return items;
}

/** The inverse of `splitItems`. */
export function joinItems(items: readonly Bytes[]): Bytes {
  const byteLength = items.reduce((sum, item) => sum + LENGTH_BYTES + item.byteLength, LENGTH_BYTES);
  const bytes = new Uint8Array(byteLength);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, items.length, true);
  let position = LENGTH_BYTES;
  for (const item of items) {
    view.setUint32(position, item.byteLength, true);
    bytes.set(item, position + LENGTH_BYTES);
    position += LENGTH_BYTES + item.byteLength;
  }
  return bytes;
}

function stringsOf(chunk: Chunk): readonly string[] {
  if (chunk.dataType === "string") return chunk.data;
  throw new TypeError(`The elements are ${chunk.dataType}, not strings`);
}

/** Throws for unpaired surrogates, which UTF-8 cannot encode. */
function encodeText(text: string): Bytes {
  if (/\p{Surrogate}/u.test(text)) {
    throw new StorageError(
      "invalid-data",
      `Cannot encode vlen-utf8: ${JSON.stringify(text)} has an unpaired surrogate`,
      {
        format: "vlen-utf8",
      },
    );
  }
  return new TextEncoder().encode(text);
}

function badData(codec: string, fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot decode ${codec}: ${fact}`, { format: codec });
}
