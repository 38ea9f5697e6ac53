/**
 * `tiff.lerc`: each tile or strip a LERC blob, lossy within a bound or lossless. LERC 2 by Esri; GDAL's "LERC in TIFF".
 * Decodes only, through Esri's library.
 *
 * @module
 */

import { type Bytes, type DataType, elementCount } from "@chunkwright/core";
import type { ArrayToBytesCodec } from "./codec.ts";
import { badPicture, imageCodec, type Picture, type PictureSpec } from "./image-codec.ts";

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

/** No options. Pixels that the blob's mask leaves out are 0, NaN where they are floats, as libtiff has them. */
export const lerc: ArrayToBytesCodec = imageCodec({
  name: "tiff.lerc",
  title: TITLE,
  dataTypes: Object.values(PIXEL_TYPES),
  decode: decodeLerc,
});

let engine: ReturnType<typeof loadEngine> | undefined;

async function decodeLerc(encoded: Bytes, { dataType, shape }: PictureSpec): Promise<Picture> {
  engine ??= loadEngine();
  const { decode, getBlobInfo } = await engine;
  const header = getBlobInfo(encoded);
  const { width: columns, height: rows, depthCount: depth, bandCount } = header;
  if (columns * rows * depth * bandCount !== elementCount(shape)) {
    throw badPicture(
      TITLE,
      `it is ${columns} x ${rows} pixels of ${depth * bandCount} samples, not [${shape}]`,
    );
  }
  const { width, height, pixelType, depthCount, pixels, mask } = decode(encoded, { returnInterleaved: true });
  const [band] = pixels;
  if (!band || pixels.length > 1) throw badPicture(TITLE, `it has ${pixels.length} bands`);
  if (PIXEL_TYPES[pixelType] !== dataType) {
    throw badPicture(TITLE, `its samples are ${PIXEL_TYPES[pixelType] ?? pixelType}, not ${dataType}`);
  }
  if (mask) {
    const absent = dataType.startsWith("float") ? Number.NaN : 0;
    for (const [pixel, isValid] of mask.entries()) {
      if (!isValid) band.fill(absent, pixel * depthCount, (pixel + 1) * depthCount);
    }
  }
  const samples = new Uint8Array(band.buffer, band.byteOffset, band.byteLength);
  return { width, height, sampleCount: depthCount, samples };
}

async function loadEngine() {
  const library = await import("lerc");
  await library.load();
  return library;
}
