/**
 * A plane of uncompressed pixels at a known place in a file, as an array of one chunk.
 *
 * @module
 */

import {
  type ArrayInfo,
  type ByteSource,
  byteSize,
  elementCount,
  type LocatedChunkSource,
  type Shape,
  viewElements,
} from "@chunkwright/core";

/** Where a plane begins. `key` is what the file is called where it is stored. */
export interface PlaneSite {
  readonly file: ByteSource;
  readonly key: string;
  readonly offset: number;
}

/** Little-endian elements. Reading rejects with "invalid-data" beyond the end of the file. */
export function rawPlane(
  { file, key, offset }: PlaneSite,
  dataType: "uint8" | "uint16",
  shape: Shape,
): LocatedChunkSource {
  const codecs = [{ name: "bytes", configuration: { endian: "little" } }];
  const info: ArrayInfo = { dataType, shape, chunkShape: shape, fillValue: 0, codecs, attributes: {} };
  const length = elementCount(shape) * byteSize(dataType);
  return {
    kind: "array",
    info,
    async readChunk(_, options) {
      const bytes = await file.read(offset, length, options);
      return dataType === "uint8"
        ? { dataType, shape, data: viewElements(dataType, bytes) }
        : { dataType, shape, data: viewElements(dataType, bytes) };
    },
    async readEncodedChunk(_, options) {
      return { bytes: await file.read(offset, length, options), dataType, shape, codecs };
    },
    locateChunk: async () => ({ key, offset, length, shape, codecs }),
  };
}
