/**
 * `tiff.jpegxr`: each tile or strip a JPEG XR file. ITU-T T.832. Decodes only, through Microsoft's jxrlib.
 *
 * @module
 */

import {
  type Bytes,
  byteSize,
  type DataType,
  elementCount,
  type Shape,
  StorageError,
} from "@chunkwright/core";
import type { ArrayToBytesCodec } from "./codec.ts";
import { badPicture, imageCodec, type Picture, type PictureSpec } from "./image-codec.ts";

const TITLE = "JPEG XR";

/** What the library calls the samples of each type. */
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
  checkContainer(encoded, shape);
  engine ??= createEngine();
  const { decode } = await engine;
  let picture: ReturnType<typeof decode>;
  try {
    picture = decode(encoded);
  } catch (cause) {
    // It may have stopped in the middle of anything.
    engine = undefined;
    throw cause;
  }
  const { width, height, pixelInfo, bytes } = picture;
  const { channels, bitDepth, hasAlpha, bgr } = pixelInfo;
  // Its alpha comes out as zeros.
  if (hasAlpha) throw unsupported("alpha");
  if (
    bitDepth !== BIT_DEPTHS[dataType] ||
    bytes.byteLength !== width * height * channels * byteSize(dataType)
  ) {
    throw badPicture(TITLE, `its samples are ${bitDepth}, not ${dataType}`);
  }
  if (bgr) throw unsupported("blue before red");
  return { width, height, sampleCount: channels, samples: bytes.slice() };
}

const TAGS = { width: 0xbc80, height: 0xbc81, imageOffset: 0xbcc0, imageByteCount: 0xbcc1 } as const;
const ENTRY_BYTES = 12;
const TYPE_SHORT = 3;

/**
 * Throws unless the file has the wanted size, as the library makes room for what the header claims, and all of its image,
 * as it makes up what is missing. T.832 Annex A:
 *   0  4  "II", 0xbc, 1
 *   4  4  offset of the one IFD, as TIFF has it
 */
function checkContainer(encoded: Bytes, shape: Shape): void {
  const view = new DataView(encoded.buffer, encoded.byteOffset, encoded.byteLength);
  if (encoded.byteLength < 8 || view.getUint32(0) >>> 8 !== 0x4949bc) {
    throw badPicture(TITLE, "it does not start with II and 0xbc");
  }
  const ifd = view.getUint32(4, true);
  const count = ifd + 2 <= encoded.byteLength ? view.getUint16(ifd, true) : 0;
  const end = ifd + 2 + count * ENTRY_BYTES;
  if (end > encoded.byteLength) throw badPicture(TITLE, "its IFD is cut off");
  const field = (tag: number): number => {
    for (let at = ifd + 2; at < end; at += ENTRY_BYTES) {
      if (view.getUint16(at, true) !== tag) continue;
      const isShort = view.getUint16(at + 2, true) === TYPE_SHORT;
      return isShort ? view.getUint16(at + 8, true) : view.getUint32(at + 8, true);
    }
    return 0;
  };
  const pixels = field(TAGS.width) * field(TAGS.height);
  if (pixels === 0 || elementCount(shape) % pixels !== 0) {
    throw badPicture(TITLE, `it is ${field(TAGS.width)} x ${field(TAGS.height)} pixels, not [${shape}]`);
  }
  const imageEnd = field(TAGS.imageOffset) + field(TAGS.imageByteCount);
  if (imageEnd > encoded.byteLength) {
    throw badPicture(TITLE, `its image ends at ${imageEnd}, behind its ${encoded.byteLength} bytes`);
  }
}

async function createEngine() {
  const { default: create } = await import("jpegxr");
  const silent = { print() {}, printErr() {} };
  return withoutProcessListeners(() => create(silent));
}

type Listener = (...parameters: unknown[]) => void;
interface Process {
  listeners(event: string): readonly Listener[];
  removeListener(event: string, listener: Listener): unknown;
}
const EVENTS = ["uncaughtException", "unhandledRejection"];

/** In Node the library has the whole process die of errors that are none of its own: its listeners are taken out again. */
async function withoutProcessListeners<T>(load: () => Promise<T>): Promise<T> {
  const { process } = globalThis as { readonly process?: Process };
  if (typeof process?.removeListener !== "function") return load();
  const before = EVENTS.map((event) => process.listeners(event));
  const loading = load();
  for (const [i, event] of EVENTS.entries()) {
    for (const listener of process.listeners(event)) {
      if (!before[i]!.includes(listener)) process.removeListener(event, listener);
    }
  }
  return loading;
}

function unsupported(feature: string): StorageError {
  return new StorageError("unsupported", `Cannot decode ${TITLE}: it has ${feature}`, {
    format: TITLE,
    feature,
  });
}
