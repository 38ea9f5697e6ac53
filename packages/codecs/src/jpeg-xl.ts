/**
 * `tiff.jpegxl`: each tile or strip a JPEG XL codestream or file of integer samples. ISO/IEC 18181-1. Decoded
 * through jxl-oxide; written without loss, as a codestream.
 *
 * @module
 */

import { type Bytes, byteSize } from "@chunkwright/core";
import { readWasmFile } from "#wasm-file";
import type { ArrayToBytesCodec } from "./codec.ts";
import { badPicture, imageCodec, type Picture, type PictureSpec } from "./image-codec.ts";
import { decodePng } from "./png.ts";

const TITLE = "JPEG XL";

/** No options. Samples are in the file's own colours. */
export const jpegXl: ArrayToBytesCodec = imageCodec({
  name: "tiff.jpegxl",
  title: TITLE,
  dataTypes: ["uint8", "uint16"],
  decode: decodeJpegXl,
  async encode(picture, { dataType }) {
    const { encodeJpegXl } = await import("./jpeg-xl-encode.ts");
    return encodeJpegXl(picture, dataType === "uint8" ? 8 : 16);
  },
});

let engine: ReturnType<typeof loadEngine> | undefined;

async function decodeJpegXl(encoded: Bytes, { dataType }: PictureSpec): Promise<Picture> {
  engine ??= loadEngine();
  const { JxlImage } = await engine;
  const image = new JxlImage();
  let png: Bytes;
  try {
    image.feedBytes(encoded);
    if (!image.tryInit() || !image.loaded) throw badPicture(TITLE, "it ends too early");
    // The one form in which it hands out samples of 16 bits.
    png = new Uint8Array(image.render().encodeToPng());
  } finally {
    image.free();
  }
  const { bitsPerSample, ...picture } = await decodePng(png);
  if (bitsPerSample !== 8 * byteSize(dataType)) {
    throw badPicture(TITLE, `its samples have ${bitsPerSample} bits, not those of ${dataType}`);
  }
  return picture;
}

async function loadEngine() {
  const library = await import("jxl-oxide-wasm");
  const bytes = await readWasmFile("jxl");
  await library.default(bytes && { module_or_path: bytes });
  return library;
}
