/**
 * `tiff.jpegxl`: each tile or strip a JPEG XL codestream or file. ISO/IEC 18181-1. Samples that are stored as they are
 * come from our own decoder, integers of up to 16 bits that are not from jxl-oxide. Written lossless, as a codestream.
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
  isStorageError,
  type Shape,
  viewElements,
} from "@chunkwright/core";
import type { ArrayToBytesCodec } from "../codec.ts";
import {
  badPicture,
  imageCodec,
  type Picture,
  type PictureSpec,
  unwritablePicture,
} from "../image/image-codec.ts";
import { decodePng } from "../image/png.ts";
import { compiledWasm } from "../kernel/wasm-module.ts";
import { findJpegXlCodestream } from "./jpeg-xl-container.ts";
import { TITLE } from "./jpeg-xl-error.ts";
import { ALPHA, channelCount, type JpegXlHeader, readJpegXlHeader } from "./jpeg-xl-header.ts";
import { JpegXlReader } from "./jpeg-xl-reader.ts";

/** No options. Samples are in the file's own colour space. */
export const jpegXl: ArrayToBytesCodec = imageCodec({
  name: "tiff.jpegxl",
  title: TITLE,
  dataTypes: ["uint8", "uint16", "uint32", "float16", "float32"],
  decode: decodeJpegXl,
  async encode(picture, { dataType }) {
    if (dataType !== "uint8" && dataType !== "uint16") throw unwritablePicture(TITLE, `${dataType} samples`);
    const { encodeJpegXl } = await import("./jpeg-xl-encode.ts");
    return encodeJpegXl(picture, dataType === "uint8" ? 8 : 16);
  },
});

async function decodeJpegXl(encoded: Bytes, spec: PictureSpec): Promise<Picture> {
  const codestream = findJpegXlCodestream(encoded);
  const reader = new JpegXlReader(codestream);
  const header = readJpegXlHeader(reader);
  try {
    return await decodeStored(codestream, reader, header, spec);
  } catch (error) {
    const isForLibrary = isStorageError(error, "unsupported") && libraryReturnsAll(header, spec.dataType);
    if (!isForLibrary) throw error;
    return decodeByLibrary(encoded, header, spec);
  }
}

/** Whether the library returns all samples, and no others. */
function libraryReturnsAll({ depth, extraChannels }: JpegXlHeader, dataType: DataType): boolean {
  const isPlain =
    extraChannels.length === 0 || (extraChannels.length === 1 && extraChannels[0]!.type === ALPHA);
  return (
    isPlain && depth.exponentBits === 0 && depth.bits <= 16 && (dataType === "uint8" || dataType === "uint16")
  );
}

async function decodeStored(
  codestream: Bytes,
  reader: JpegXlReader,
  header: JpegXlHeader,
  { dataType, shape }: PictureSpec,
): Promise<Picture> {
  const { decodeModular } = await import("./modular/decode-modular.ts");
  const { elementsOfChannels, isTurned } = await import("./modular/samples-of-channels.ts");
  const frames = decodeModular(codestream, reader, header, elementCount(shape));
  const sampleCount = frames[0]!.length;
  const { width, height } = isTurned(header) ? { width: header.height, height: header.width } : header;
  const isPlanar = isPlanarShape(shape, sampleCount, height, width);
  const pictures = frames.map((channels): Picture => {
    const samples = bytesOf(elementsOfChannels(channels, header, dataType, isPlanar));
    return isPlanar
      ? { width: height, height: sampleCount, sampleCount: width, samples }
      : { width, height, sampleCount, samples };
  });
  return joinFrames(pictures);
}

/** Whether the array has planes, as imagecodecs makes of extra channels that are not alpha. */
function isPlanarShape(shape: Shape, samples: number, height: number, width: number): boolean {
  const [first, second, third] = shape.slice(-3);
  const isInterleaved = first === height && second === width && third === samples;
  return samples > 1 && !isInterleaved && first === samples && second === height && third === width;
}

let engine: ReturnType<typeof loadEngine> | undefined;

async function decodeByLibrary(
  encoded: Bytes,
  header: JpegXlHeader,
  { dataType, shape }: PictureSpec,
): Promise<Picture> {
  const { width, height, depth } = header;
  // The library takes memory for what the header claims.
  if (width * height * channelCount(header) > elementCount(shape)) {
    throw badPicture(
      TITLE,
      `it has ${width} x ${height} pixels of ${channelCount(header)} samples for [${shape}]`,
    );
  }
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
  const picture = joinFrames(frames);
  return { ...picture, samples: unstretched(picture.samples, dataType, depth.bits) };
}

/** Restores samples of `depth` bits, which the decoder has scaled to whole bytes. */
function unstretched(samples: Bytes, dataType: DataType, depth: number): Bytes {
  const bits = 8 * byteSize(dataType);
  if (depth >= bits) return samples;
  const factor = (2 ** depth - 1) / (2 ** bits - 1);
  const elements = viewElements(dataType === "uint8" ? "uint8" : "uint16", samples);
  return bytesOf(elements.map((sample) => Math.round(sample * factor)));
}

/**
 * Several frames are pixels with more samples than colours and alpha, as written by imagecodecs: each is a row, its rows
 * are pixels.
 */
function joinFrames(frames: readonly Picture[]): Picture {
  const [first] = frames as readonly [Picture, ...Picture[]];
  if (frames.length === 1) return first;
  const { width, height, sampleCount } = first;
  if (sampleCount > 1) throw badPicture(TITLE, `it has ${frames.length} frames of ${sampleCount} samples`);
  const samples = concatBytes(frames.map((frame) => frame.samples));
  return { width: height, height: frames.length, sampleCount: width, samples };
}

async function loadEngine() {
  const library = await import("@chunkwright/wasm/libraries/jpeg-xl-decode");
  await library.default({ module_or_path: await compiledWasm("jpeg-xl-decode") });
  return library;
}
