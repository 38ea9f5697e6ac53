/**
 * `tiff.jpeg2000`: each tile or strip a JPEG 2000 codestream or JP2 file, HTJ2K included. ITU-T T.800, T.814.
 * Written lossless, as a codestream of Part 1. Through OpenJPEG, except for samples of more than 16 bits.
 *
 * @module
 */

import {
  type Bytes,
  byteSize,
  type DataType,
  elementCount,
  isStorageError,
  type Shape,
} from "@chunkwright/core";
import type { ArrayToBytesCodec } from "../codec.ts";
import { badPicture, imageCodec, type Picture, type PictureSpec } from "../image/image-codec.ts";
import { startLibrary } from "../library/start-library.ts";

/** Also in `jpeg2000-markers.ts`, which is loaded only when needed. */
const TITLE = "JPEG 2000";

/**
 * No options. Samples are components after undoing the codestream's own colour transform, if it has one. The array
 * decides whether they are signed: their bits are the same, and libvips declares signed ones unsigned in the
 * codestream.
 */
export const jpeg2000: ArrayToBytesCodec = imageCodec({
  name: "tiff.jpeg2000",
  title: TITLE,
  dataTypes: ["uint8", "int8", "uint16", "int16", "uint32", "int32"],
  decode: decodeJpeg2000,
  async encode(picture, { dataType }) {
    const { encodeJpeg2000 } = await import("./jpeg2000-encode.ts");
    return encodeJpeg2000(picture, dataType);
  },
});

type FrameInfo = ReturnType<
  InstanceType<Awaited<ReturnType<typeof createEngine>>["J2KDecoder"]>["getFrameInfo"]
>;

let engine: ReturnType<typeof createEngine> | undefined;
/** OpenJPEG's last error message. */
let complaint: string | undefined;

async function decodeJpeg2000(encoded: Bytes, { dataType, shape }: PictureSpec): Promise<Picture> {
  const { codestream, components } = findCodestream(encoded, shape);
  if (byteSize(dataType) === 4) return decodeWide(codestream, dataType);
  // The library's binding supports only grey and colours; it crashes on anything else.
  if (components === 1 || components === 3) return decodeGreyOrColors(encoded, dataType);
  const { splitComponents } = await import("./jpeg2000-components.ts");
  const pictures: Picture[] = [];
  for (const part of splitComponents(codestream)) pictures.push(await decodeGreyOrColors(part, dataType));
  return joinPictures(pictures, byteSize(dataType));
}

/** Samples that the library's binding would truncate to 16 bits. */
async function decodeWide(codestream: Bytes, dataType: DataType): Promise<Picture> {
  const { decodeCodestream } = await import("./jpeg2000-decode.ts");
  const { width, height, sampleCount, bits, samples } = decodeCodestream(codestream);
  if (bits <= 16) throw badPicture(TITLE, `its samples have ${bits} bits, not those of ${dataType}`);
  const integers = dataType === "int32" ? Int32Array.from(samples) : Uint32Array.from(samples);
  return { width, height, sampleCount, samples: new Uint8Array(integers.buffer) };
}

/** Joins pictures of one size by interleaving their samples. */
function joinPictures(pictures: readonly Picture[], sampleBytes: number): Picture {
  const [{ width, height }] = pictures as readonly [Picture, ...Picture[]];
  const sampleCount = pictures.reduce((sum, picture) => sum + picture.sampleCount, 0);
  const samples = new Uint8Array(width * height * sampleCount * sampleBytes);
  const pixelBytes = sampleCount * sampleBytes;
  let first = 0;
  for (const picture of pictures) {
    const ownBytes = picture.sampleCount * sampleBytes;
    for (let i = 0; i < picture.samples.length; i += 1) {
      samples[Math.floor(i / ownBytes) * pixelBytes + first + (i % ownBytes)] = picture.samples[i]!;
    }
    first += ownBytes;
  }
  return { width, height, sampleCount, samples };
}

async function decodeGreyOrColors(encoded: Bytes, dataType: DataType): Promise<Picture> {
  engine ??= createEngine();
  const { J2KDecoder } = await engine;
  complaint = undefined;
  const decoder = new J2KDecoder();
  try {
    const input = decoder.getEncodedBuffer(encoded.byteLength);
    input.set(encoded);
    const signs = byteSize(dataType) === 1 ? findSigns(encoded) : [];
    for (const at of signs) input[at]! -= SIGNED;
    decoder.decode();
    const frame = decoder.getFrameInfo();
    const samples = new Uint8Array(decoder.getDecodedBuffer());
    if (signs.length > 0) shiftDown(samples, frame.bitsPerSample);
    return pictureOf(frame, samples, dataType);
  } catch (cause) {
    // After an exception in the library its memory is in an undefined state.
    if (!isStorageError(cause)) engine = undefined;
    throw cause;
  } finally {
    if (engine) decoder.delete();
  }
}

function pictureOf(frame: FrameInfo, samples: Bytes, dataType: DataType): Picture {
  if (complaint !== undefined || samples.byteLength === 0)
    throw badPicture(TITLE, complaint ?? "it is empty");
  const { width, height, componentCount, bitsPerSample } = frame;
  if (Math.ceil(bitsPerSample / 8) !== byteSize(dataType)) {
    throw badPicture(TITLE, `its samples have ${bitsPerSample} bits, not those of ${dataType}`);
  }
  return { width, height, sampleCount: componentCount, samples };
}

/** The flag of signed components in Ssiz. ITU-T T.800 Table A.11. */
const SIGNED = 0x80;

/** Positions of the Ssiz fields of signed components. */
function findSigns(encoded: Bytes): readonly number[] {
  const first = findStart(encoded) + HEADER_BYTES;
  const count = encoded[first - 1]!; // 1 or 3
  const depths = Array.from({ length: count }, (_, i) => first + 3 * i);
  return depths.filter((at) => (encoded[at] ?? 0) >= SIGNED);
}

/**
 * Undoes the DC level shift that only unsigned samples have (ITU-T T.800 §G.1.2). Signed codestreams are declared
 * unsigned for the library's binding, which would clamp negative bytes, and so come out shifted.
 */
function shiftDown(samples: Bytes, bitsPerSample: number): void {
  const level = 2 ** (bitsPerSample - 1);
  for (let i = 0; i < samples.length; i += 1) samples[i]! -= level;
}

/** SOC and SIZ, with which codestreams start wherever JP2 boxes put them. ITU-T T.800 §A.2. */
const START = [0xff, 0x4f, 0xff, 0x51];
const HEADER_BYTES = 42;
/** Second byte of the EOC marker. */
const EOC = 0xd9;

/**
 * Throws unless there is a codestream with an end, without which OpenJPEG makes up what is missing, of the wanted size.
 * SOC and SIZ, ITU-T T.800 §A.5.1:
 *    0  8  markers, Lsiz, Rsiz
 *    8  8  Xsiz and Ysiz, the reference grid's far corner
 *   16  8  XOsiz and YOsiz, its near corner
 *   24 16  the same of tiles
 *   40  2  Csiz, components
 *   42  3  Ssiz, XRsiz and YRsiz of each
 */
function findCodestream(encoded: Bytes, shape: Shape): { codestream: Bytes; components: number } {
  const start = findStart(encoded);
  const end = encoded.lastIndexOf(EOC);
  if (end < start || encoded[end - 1] !== 0xff) throw badPicture(TITLE, "its codestream has no end, EOC");
  const view = new DataView(encoded.buffer, encoded.byteOffset + start, HEADER_BYTES);
  const width = view.getUint32(8) - view.getUint32(16);
  const height = view.getUint32(12) - view.getUint32(20);
  const count = view.getUint16(40);
  if (width <= 0 || height <= 0 || width * height * count !== elementCount(shape)) {
    throw badPicture(TITLE, `it is ${width} x ${height} pixels of ${count} samples, not [${shape}]`);
  }
  return { codestream: encoded.subarray(start, end + 1), components: count };
}

function findStart(encoded: Bytes): number {
  const last = encoded.byteLength - HEADER_BYTES;
  let start = 0;
  while (start <= last && !START.every((byte, i) => encoded[start + i] === byte)) start += 1;
  if (start > last) throw badPicture(TITLE, "it has no codestream");
  return start;
}

async function createEngine() {
  const { default: create } = await import("@chunkwright/wasm/libraries/openjpeg-decode");
  return startLibrary("openjpeg-decode", create, (line) => {
    if (line.includes("[ERROR]")) complaint ??= line.replace("[ERROR]", "").trim();
  });
}
