/**
 * `tiff.jpegxr`: each tile or strip a JPEG XR file. ITU-T T.832. Decodes only, through Microsoft's jxrlib.
 *
 * @module
 */

import { type Bytes, byteSize, type DataType, StorageError } from "@chunkwright/core";
import type { ArrayToBytesCodec } from "../codec.ts";
import { startLibrary } from "../library/start-library.ts";
import { badPicture, imageCodec, type Picture, type PictureSpec } from "./image-codec.ts";
import { greyFile, readContainer } from "./jpeg-xr-container.ts";

const TITLE = "JPEG XR";

/** The library's names of sample types. */
const BIT_DEPTHS: { readonly [dataType: string]: string } = {
  uint8: "8",
  uint16: "16",
  float16: "16Float",
  float32: "32Float",
};

/** No options. */
export const jpegXr: ArrayToBytesCodec = imageCodec({
  name: "tiff.jpegxr",
  title: TITLE,
  dataTypes: Object.keys(BIT_DEPTHS) as DataType[],
  decode: decodeJpegXr,
});

let engine: ReturnType<typeof createEngine> | undefined;

async function decodeJpegXr(encoded: Bytes, { dataType, shape }: PictureSpec): Promise<Picture> {
  const container = readContainer(encoded, shape);
  const { pixelInfo, ...picture } = await decodeFile(encoded, dataType);
  if (pixelInfo.bgr) swapRedAndBlue(picture, byteSize(dataType));
  if (!pixelInfo.hasAlpha) return picture;
  // The library skips a separate alpha image, so it is decoded as a grey picture.
  if (!container.alpha) throw unsupported("alpha beside the colours");
  const alpha = await decodeFile(greyFile(container, container.alpha, dataType), dataType);
  setAlpha(picture, alpha.samples, byteSize(dataType));
  return picture;
}

async function decodeFile(encoded: Bytes, dataType: DataType) {
  engine ??= createEngine();
  const { decode } = await engine;
  let decoded: ReturnType<typeof decode>;
  try {
    decoded = decode(encoded);
  } catch (cause) {
    // The library's state is undefined after a failure.
    engine = undefined;
    throw cause;
  }
  const { width, height, pixelInfo, bytes } = decoded;
  const { channels, bitDepth } = pixelInfo;
  if (
    bitDepth !== BIT_DEPTHS[dataType] ||
    bytes.byteLength !== width * height * channels * byteSize(dataType)
  ) {
    throw badPicture(TITLE, `its samples are ${bitDepth}, not ${dataType}`);
  }
  return { width, height, sampleCount: channels, samples: bytes.slice(), pixelInfo };
}

/** In RGB order, whichever order the file has. */
function swapRedAndBlue({ samples, sampleCount }: Picture, sampleBytes: number): void {
  const pixelBytes = sampleCount * sampleBytes;
  for (let at = 0; at < samples.length; at += pixelBytes) {
    for (let i = at; i < at + sampleBytes; i += 1) {
      const other = i + 2 * sampleBytes;
      [samples[i], samples[other]] = [samples[other]!, samples[i]!];
    }
  }
}

/** Puts alpha into the last sample of each pixel. */
function setAlpha({ samples, sampleCount }: Picture, alpha: Bytes, sampleBytes: number): void {
  const pixelBytes = sampleCount * sampleBytes;
  if (alpha.length * sampleCount !== samples.length) throw badPicture(TITLE, "its alpha is of another size");
  for (let i = 0; i < alpha.length; i += 1) {
    const pixel = Math.floor(i / sampleBytes);
    samples[(pixel + 1) * pixelBytes - sampleBytes + (i % sampleBytes)] = alpha[i]!;
  }
}

async function createEngine() {
  const { default: create } = await import("@chunkwright/wasm/libraries/jpeg-xr-decode");
  return startLibrary("jpeg-xr-decode", create);
}

function unsupported(feature: string): StorageError {
  return new StorageError("unsupported", `Cannot decode ${TITLE}: it has ${feature}`, {
    format: TITLE,
    feature,
  });
}
