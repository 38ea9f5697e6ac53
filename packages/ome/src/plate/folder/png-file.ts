/**
 * A PNG file as an image: one chunk, which the codec `tiff.png` decodes. PNG (Third Edition), W3C 2025.
 *
 * @module
 */

import {
  type ArrayInfo,
  type ByteSource,
  type ChunkCoder,
  type ChunkLocation,
  decodeRead,
  type LocatedChunkSource,
  StorageError,
  transientRead,
} from "@chunkwright/core";
import { modelAxis } from "../../axis-names.ts";
import type { ImageFile } from "../../tiff/series/open-image-file.ts";
import { openStored, type ReadSeriesOptions } from "../../tiff/series/series-options.ts";

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Up to the end of IHDR. */
const HEADER_BYTES = 33;
const GREYSCALE = 0;
const CODECS = [{ name: "tiff.png" }];

/** Rejects with "not-found" if there is no such file, and with "unsupported" for colours and without a coder. */
export async function openPngFile(
  path: string,
  { store, coder }: Pick<ReadSeriesOptions, "store" | "coder">,
): Promise<ImageFile> {
  if (!coder) throw unsupported(path, "PNG files without a coder");
  const file = await openStored(path, { store });
  const info = await readHeader(file, path);
  const location = { key: path, offset: 0, length: file.size, shape: info.shape, codecs: CODECS };
  const source = wholeFile(file, info, location, coder, store);
  return {
    path,
    image: {
      name: "",
      axes: [modelAxis("y", undefined), modelAxis("x", undefined)],
      levels: [{ source, scale: [1, 1], translation: [0, 0] }],
      channels: [{}],
    },
  };
}

/**
 * The signature and IHDR. PNG §5.2, §11.2.1.
 *   0  8  signature
 *   8  4  length of the chunk, 13
 *  12  4  "IHDR"
 *  16  4  width, big-endian
 *  20  4  height
 *  24  1  bits per sample
 *  25  1  colour type
 */
async function readHeader(file: ByteSource, path: string): Promise<ArrayInfo> {
  const bytes = await file.read(0, Math.min(file.size, HEADER_BYTES));
  if (bytes.byteLength < HEADER_BYTES || SIGNATURE.some((byte, i) => bytes[i] !== byte)) {
    throw new StorageError("invalid-data", `Cannot read ${path}: it is no PNG file`, { format: "PNG" });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const [width, height, bits, colourType] = [
    view.getUint32(16),
    view.getUint32(20),
    view.getUint8(24),
    view.getUint8(25),
  ];
  if (colourType !== GREYSCALE || (bits !== 8 && bits !== 16)) {
    throw unsupported(path, `PNG of colour type ${colourType} and ${bits} bits`);
  }
  if (width === 0 || height === 0) {
    throw new StorageError("invalid-data", `Cannot read ${path}: it is ${width} x ${height}`, {
      format: "PNG",
    });
  }
  const shape = [height, width];
  const dataType = bits === 8 ? "uint8" : "uint16";
  return { dataType, shape, chunkShape: shape, fillValue: 0, codecs: CODECS, attributes: {} };
}

function wholeFile(
  file: ByteSource,
  info: ArrayInfo,
  location: ChunkLocation,
  coder: ChunkCoder,
  store: ReadSeriesOptions["store"],
): LocatedChunkSource {
  const { dataType, shape } = info;
  const read: LocatedChunkSource["readEncodedChunk"] = async (_, options) => ({
    bytes: await file.read(0, file.size, options),
    dataType,
    shape,
    codecs: CODECS,
  });
  return {
    kind: "array",
    info,
    readEncodedChunk: read,
    async readChunk(index, options) {
      const encoded = await read(index, transientRead(CODECS, options));
      return encoded && decodeRead(coder, encoded, file, options);
    },
    locateChunk: async () => location,
    planChunk: async () => ({ location, store, coder }),
  };
}

function unsupported(path: string, feature: string): StorageError {
  return new StorageError("unsupported", `Cannot read ${path}: ${feature}`, { format: "PNG", feature });
}
