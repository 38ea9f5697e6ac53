/**
 * `tiff.jpegxl`: each tile or strip a JPEG XL codestream or file of integer samples. ISO/IEC 18181-1. Decoded by
 * jxl-oxide; written lossless, as a codestream.
 *
 * @module
 */

import {
  type Bytes,
  byteSize,
  bytesOf,
  concatBytes,
  type DataType,
  elementCount,
  viewElements,
} from "@chunkwright/core";
import { readWasmFile } from "#wasm-file";
import type { ArrayToBytesCodec } from "../codec.ts";
import { badPicture, imageCodec, type Picture, type PictureSpec } from "../image/image-codec.ts";
import { decodePng } from "../image/png.ts";
import { jpegXlBitDepth } from "./jpeg-xl-bit-depth.ts";

const TITLE = "JPEG XL";

/** No options. Samples are in the file's own colour space. */
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

async function decodeJpegXl(encoded: Bytes, { dataType, shape }: PictureSpec): Promise<Picture> {
  engine ??= loadEngine();
  const { JxlImage } = await engine;
  const image = new JxlImage();
  const frames: Picture[] = [];
  try {
    image.feedBytes(encoded);
    if (!image.tryInit() || !image.loaded) throw badPicture(TITLE, "it ends too early");
    const count = Math.max(1, image.numLoadedKeyframes);
    if (count > elementCount(shape)) throw badPicture(TITLE, `it has ${count} frames for [${shape}]`);
    for (let i = 0; i < count; i += 1) {
      // The only form in which the library returns 16-bit samples.
      const png = new Uint8Array(image.render(i).encodeToPng());
      const { bitsPerSample, ...picture } = await decodePng(png);
      if (bitsPerSample !== 8 * byteSize(dataType)) {
        throw badPicture(TITLE, `its samples have ${bitsPerSample} bits, not those of ${dataType}`);
      }
      frames.push(picture);
    }
  } finally {
    image.free();
  }
  const [first] = frames as [Picture, ...Picture[]];
  const picture = frames.length === 1 ? first : joinRows(frames, first);
  return { ...picture, samples: unstretched(picture.samples, dataType, jpegXlBitDepth(encoded)) };
}

/** Restores samples of `depth` bits, which the decoder has scaled to whole bytes. */
function unstretched(samples: Bytes, dataType: DataType, depth: number | undefined): Bytes {
  const bits = 8 * byteSize(dataType);
  if (depth === undefined || depth >= bits) return samples;
  const factor = (2 ** depth - 1) / (2 ** bits - 1);
  const elements = viewElements(dataType === "uint8" ? "uint8" : "uint16", samples);
  return bytesOf(elements.map((sample) => Math.round(sample * factor)));
}

/**
 * Pixels with more samples than colours and alpha, as written by imagecodecs: a frame is a row, its rows are pixels.
 */
function joinRows(frames: readonly Picture[], { width, height, sampleCount }: Picture): Picture {
  if (sampleCount > 1) throw badPicture(TITLE, `it has ${frames.length} frames of ${sampleCount} samples`);
  const samples = concatBytes(frames.map((frame) => frame.samples));
  return { width: height, height: frames.length, sampleCount: width, samples };
}

async function loadEngine() {
  const library = await import("jxl-oxide-wasm");
  const bytes = await readWasmFile("jxl");
  await library.default(bytes && { module_or_path: bytes });
  return library;
}
