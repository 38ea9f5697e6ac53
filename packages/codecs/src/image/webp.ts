/**
 * `tiff.webp`: each tile or strip a WebP file of RGB or RGBA pixels, lossy or lossless; written without loss. RFC 9649.
 * Through libwebp.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import type { ArrayToBytesCodec } from "../codec.ts";
import { startLibrary } from "../library/start-library.ts";
import { badPicture, imageCodec, type Picture, type PictureSpec } from "./image-codec.ts";

const TITLE = "WebP";
const RGBA = 4;

/** No options. If the array has a fourth sample and the file no alpha, it is opaque. */
export const webp: ArrayToBytesCodec = imageCodec({
  name: "tiff.webp",
  title: TITLE,
  dataTypes: ["uint8"],
  decode: decodeWebp,
  async encode(picture) {
    const { encodeWebp } = await import("./webp-encode.ts");
    return encodeWebp(picture);
  },
});

let engine: ReturnType<typeof createEngine> | undefined;

async function decodeWebp(encoded: Bytes, { shape }: PictureSpec): Promise<Picture> {
  engine ??= createEngine();
  const { decode } = await engine;
  const picture = withImageData(() => decode(encoded));
  if (!picture) throw badPicture(TITLE, "libwebp gave up on it");
  const { width, height, data } = picture;
  const rgba = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return shape.at(-1) === RGBA
    ? { width, height, sampleCount: RGBA, samples: rgba }
    : { width, height, sampleCount: 3, samples: withoutAlpha(rgba) };
}

/** The library returns an `ImageData`, a class that Node does not have. */
function withImageData<T>(run: () => T): T {
  if ("ImageData" in globalThis) return run();
  Object.assign(globalThis, { ImageData: PlainImageData });
  try {
    return run();
  } finally {
    Reflect.deleteProperty(globalThis, "ImageData");
  }
}

class PlainImageData {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;

  constructor(data: Uint8ClampedArray, width: number, height: number) {
    this.data = data;
    this.width = width;
    this.height = height;
  }
}

function withoutAlpha(rgba: Bytes): Bytes {
  const pixels = rgba.byteLength / RGBA;
  const rgb = new Uint8Array(3 * pixels);
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    rgb[3 * pixel] = rgba[RGBA * pixel]!;
    rgb[3 * pixel + 1] = rgba[RGBA * pixel + 1]!;
    rgb[3 * pixel + 2] = rgba[RGBA * pixel + 2]!;
  }
  return rgb;
}

async function createEngine() {
  const { default: create } = await import("@chunkwright/wasm/libraries/webp-decode");
  return startLibrary("webp-decode", create);
}
