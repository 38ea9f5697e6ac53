/**
 * `tiff.lerc`: each tile or strip a LERC blob, lossy within a bound or lossless. LERC 2 by Esri; GDAL's "LERC in TIFF".
 * Decodes only, through Esri's library.
 *
 * @module
 */

import {
  type Bytes,
  byteSize,
  type DataType,
  dataViewOf,
  elementCount,
  StorageError,
} from "@chunkwright/core";
import type { ArrayToBytesCodec } from "../codec.ts";
import { choiceOption } from "../configuration.ts";
import { swapBytes } from "../layout/byte-order.ts";
import { badPicture, imageCodec, type Picture, type PictureSpec } from "./image-codec.ts";

const NAME = "tiff.lerc";
const TITLE = "LERC";

const PIXEL_TYPES: { readonly [pixelType: string]: DataType } = {
  S8: "int8",
  U8: "uint8",
  S16: "int16",
  U16: "uint16",
  S32: "int32",
  U32: "uint32",
  F32: "float32",
  F64: "float64",
};

/**
 * `{ endian }`: byte order of the samples before encoding, as libtiff swaps words for files of the other byte order and
 * LERC stores what it is given. Pixels masked out in the blob become 0, or NaN for floats, as in libtiff.
 */
export const lerc: ArrayToBytesCodec = imageCodec({
  name: NAME,
  title: TITLE,
  dataTypes: Object.values(PIXEL_TYPES),
  options: ["endian"],
  decode: decodeLerc,
});

async function decodeLerc(encoded: Bytes, { dataType, shape, configuration }: PictureSpec): Promise<Picture> {
  const endian = choiceOption(NAME, configuration, "endian", ["little", "big"], "little");
  checkHeader(encoded, elementCount(shape));
  const { default: library } = await import("@chunkwright/wasm/libraries/lerc-decode");
  // The library would take bytes after the blob for another band.
  const { buffer } = encoded.byteLength === encoded.buffer.byteLength ? encoded : encoded.slice();
  const { width, height, pixelType, dimCount, pixels, mask } = withGetUInt32(() =>
    library.decode(buffer, { returnPixelInterleavedDims: true }),
  );
  const [band] = pixels;
  if (!band || pixels.length > 1) throw badPicture(TITLE, `it has ${pixels.length} bands`);
  if (PIXEL_TYPES[pixelType] !== dataType) {
    throw badPicture(TITLE, `its samples are ${PIXEL_TYPES[pixelType] ?? pixelType}, not ${dataType}`);
  }
  const samples = new Uint8Array(band.buffer, band.byteOffset, band.byteLength);
  if (endian === "big") swapBytes(samples, byteSize(dataType));
  if (mask) {
    const absent = dataType.startsWith("float") ? Number.NaN : 0;
    for (const [pixel, isValid] of mask.entries()) {
      if (!isValid) band.fill(absent, pixel * dimCount, (pixel + 1) * dimCount);
    }
  }
  return { width, height, sampleCount: dimCount, samples };
}

/** The library misspells the method by which it reads 32-bit samples. */
function withGetUInt32<T>(run: () => T): T {
  const { prototype } = DataView;
  Object.defineProperty(prototype, "getUInt32", { value: prototype.getUint32, configurable: true });
  try {
    return run();
  } finally {
    Reflect.deleteProperty(prototype, "getUInt32");
  }
}

const MAGIC = "Lerc2 ";

/**
 * The library makes room for what the header claims: that is compared first. Lerc2 header, version 2 to 5:
 *   0   6  "Lerc2 "
 *   6   4  version
 *  10   4  checksum, from version 3
 *       4  rows
 *       4  columns
 *       4  samples per pixel, from version 4
 */
function checkHeader(encoded: Bytes, count: number): void {
  const view = dataViewOf(encoded);
  const magic = String.fromCharCode(...encoded.subarray(0, MAGIC.length));
  if (magic !== MAGIC || encoded.byteLength < 40) throw badPicture(TITLE, "it does not begin with Lerc2");
  const version = view.getInt32(6, true);
  if (version < 2 || version > MAX_VERSION) throw unsupportedVersion(version);
  const at = version >= 3 ? 14 : 10;
  const [rows, columns] = [view.getUint32(at, true), view.getUint32(at + 4, true)];
  const samples = version >= 4 ? view.getUint32(at + 8, true) : 1;
  if (rows * columns * samples !== count) {
    throw badPicture(TITLE, `it is ${columns} x ${rows} pixels of ${samples} samples, not ${count} in all`);
  }
}

/** libtiff writes version 4; the library reads no later one. */
const MAX_VERSION = 4;

function unsupportedVersion(version: number): StorageError {
  return new StorageError("unsupported", `Cannot decode LERC: its version is ${version}`, {
    format: TITLE,
    feature: `version ${version}`,
  });
}
