/**
 * Baseline JPEG of grey and RGB samples, through libjpeg-turbo. ITU-T T.81; colours as JFIF has them, T.871.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import { type Picture, unwritablePicture } from "../image/image-codec.ts";
import { startLibrary } from "../library/start-library.ts";

let engine: ReturnType<typeof createEngine> | undefined;

/** `quality` from 1 to 100 as libjpeg counts it; colours keep all their samples from 90 on. */
export async function encodeJpeg(
  { width, height, sampleCount, samples }: Picture,
  quality: number,
): Promise<Bytes> {
  const bitsPerSample = 8 * Math.ceil(mostBytes(width, height, sampleCount) / samples.byteLength);
  if (bitsPerSample > MOST_BITS) throw unwritablePicture("JPEG", `a picture of ${width} x ${height} pixels`);
  engine ??= createEngine();
  const { JPEGEncoder } = await engine;
  const encoder = new JPEGEncoder();
  try {
    const frame = { width, height, bitsPerSample, componentCount: sampleCount, isSigned: false };
    encoder.getDecodedBuffer(frame).set(samples);
    encoder.setProgressive(false);
    encoder.setQuality(quality);
    encoder.setSubSampling(quality < FULL_COLOUR_QUALITY ? SUBSAMPLED : FULL);
    encoder.encode();
    return new Uint8Array(encoder.getEncodedBuffer());
  } finally {
    encoder.delete();
  }
}

/**
 * The library writes the stream into memory of the size that the samples would have with `bitsPerSample`, which it uses for
 * nothing else, and beyond it if that is too small: as it is for noise, and for small pictures, whose headers are longer.
 */
const MOST_BITS = 255;

/** As libjpeg-turbo's tjBufSize has it: samples in whole blocks of 8 x 8, or of 16 x 16 if colors are subsampled. */
function mostBytes(width: number, height: number, sampleCount: number): number {
  const padded = (side: number) => Math.ceil(width / side) * Math.ceil(height / side) * side ** 2;
  return sampleCount * Math.max(2 * padded(8), padded(16)) + 2048;
}

const FULL_COLOUR_QUALITY = 90;
/** libjpeg-turbo's TJSAMP_444 and TJSAMP_420. */
const FULL = 0;
const SUBSAMPLED = 2;

async function createEngine() {
  const { default: create } = await import("@chunkwright/wasm/libraries/libjpeg-turbo-encode");
  return startLibrary("libjpeg-turbo-encode", create);
}
