/**
 * Lossless WebP of RGB or RGBA pixels, through libwebp. RFC 9649 §3.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import { startLibrary } from "../library/start-library.ts";
import { type Picture, unwritablePicture } from "./image-codec.ts";

const TITLE = "WebP";
const RGBA = 4;
/** RFC 9649 §3.4: 14 bits each. */
const MAX_SIDE = 2 ** 14;

/** The members of libwebp's WebPConfig; `exact` keeps the colours of transparent pixels. */
const LOSSLESS = {
  lossless: 1,
  exact: 1,
  quality: 75,
  method: 4,
  target_size: 0,
  target_PSNR: 0,
  sns_strength: 50,
  filter_strength: 60,
  filter_sharpness: 0,
  filter_type: 1,
  partitions: 0,
  segments: 4,
  pass: 1,
  show_compressed: 0,
  preprocessing: 0,
  autofilter: 0,
  partition_limit: 0,
  alpha_compression: 1,
  alpha_filtering: 1,
  alpha_quality: 100,
  image_hint: 0,
  emulate_jpeg_size: 0,
  thread_level: 0,
  low_memory: 0,
  near_lossless: 100,
  use_delta_palette: 0,
  use_sharp_yuv: 0,
} as const;

let engine: ReturnType<typeof createEngine> | undefined;

export async function encodeWebp({ width, height, sampleCount, samples }: Picture): Promise<Bytes> {
  if (sampleCount !== RGBA && sampleCount !== 3)
    throw unwritablePicture(TITLE, `${sampleCount} samples a pixel`);
  if (width > MAX_SIDE || height > MAX_SIDE) throw unwritablePicture(TITLE, `${width} x ${height} pixels`);
  engine ??= createEngine();
  const { encode } = await engine;
  const encoded = encode(sampleCount === RGBA ? samples : withAlpha(samples), width, height, LOSSLESS);
  if (!encoded) throw unwritablePicture(TITLE, `${width} x ${height} pixels in its memory`);
  return new Uint8Array(encoded);
}

function withAlpha(rgb: Bytes): Bytes {
  const pixels = rgb.byteLength / 3;
  const rgba = new Uint8Array(RGBA * pixels).fill(255);
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    rgba[RGBA * pixel] = rgb[3 * pixel]!;
    rgba[RGBA * pixel + 1] = rgb[3 * pixel + 1]!;
    rgba[RGBA * pixel + 2] = rgb[3 * pixel + 2]!;
  }
  return rgba;
}

async function createEngine() {
  const { default: create } = await import("@chunkwright/wasm/libraries/webp-encode");
  return startLibrary("webp-encode", create);
}
