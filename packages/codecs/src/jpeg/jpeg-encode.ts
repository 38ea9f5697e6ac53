/**
 * Baseline JPEG of grey and RGB samples, through libjpeg-turbo. ITU-T T.81; colours as JFIF has them, T.871.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import type { Picture } from "../image/image-codec.ts";
import { webAssemblyOr } from "../image/web-assembly-or.ts";

let engine: ReturnType<typeof createEngine> | undefined;

/** `quality` from 1 to 100 as libjpeg counts it; colours keep all their samples from 90 on. */
export async function encodeJpeg(
  { width, height, sampleCount, samples }: Picture,
  quality: number,
): Promise<Bytes> {
  engine ??= createEngine();
  const { JPEGEncoder } = await engine;
  const encoder = new JPEGEncoder();
  try {
    const frame = { width, height, bitsPerSample: 8, componentCount: sampleCount, isSigned: false };
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

const FULL_COLOUR_QUALITY = 90;
/** libjpeg-turbo's TJSAMP_444 and TJSAMP_420. */
const FULL = 0;
const SUBSAMPLED = 2;

function createEngine() {
  return webAssemblyOr(
    "libjpeg-turbo-encoder",
    () => import("@cornerstonejs/codec-libjpeg-turbo-8bit/wasmjs"),
    () => import("@cornerstonejs/codec-libjpeg-turbo-8bit"),
  );
}
