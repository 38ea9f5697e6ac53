/**
 * The JPEG XR file format: images in a container like TIFF's, with one IFD. ITU-T T.832 Annex A.
 *
 * @module
 */

import {
  type Bytes,
  concatBytes,
  type DataType,
  dataViewOf,
  elementCount,
  type Shape,
} from "@chunkwright/core";
import { badPicture } from "./image-codec.ts";

const TITLE = "JPEG XR";
/** T.832 Table A.4. */
const TAGS = {
  pixelFormat: 0xbc01,
  width: 0xbc80,
  height: 0xbc81,
  imageOffset: 0xbcc0,
  imageByteCount: 0xbcc1,
  alphaOffset: 0xbcc2,
  alphaByteCount: 0xbcc3,
} as const;
const HEADER_BYTES = 8;
const ENTRY_BYTES = 12;
const [TYPE_BYTE, TYPE_SHORT, TYPE_LONG] = [1, 3, 4] as const;

export interface JpegXrContainer {
  readonly width: number;
  readonly height: number;
  /** The alpha image, if it is separate, and whatever follows it. */
  readonly alpha: Bytes | undefined;
}

/**
 * Throws unless the file has the wanted size, as the library makes room for what the header claims, and all of its
 * images, as it makes up what is missing:
 *   0  4  "II", 0xbc, 1
 *   4  4  offset of the one IFD
 */
export function readContainer(encoded: Bytes, shape: Shape): JpegXrContainer {
  const view = dataViewOf(encoded);
  if (encoded.byteLength < HEADER_BYTES || view.getUint32(0) >>> 8 !== 0x4949bc) {
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
  const [width, height] = [field(TAGS.width), field(TAGS.height)];
  if (width * height === 0 || elementCount(shape) % (width * height) !== 0) {
    throw badPicture(TITLE, `it is ${width} x ${height} pixels, not [${shape}]`);
  }
  const alphaOffset = field(TAGS.alphaOffset);
  // jxrlib counts the bytes of alpha from the start of the file.
  const imageEnd = Math.max(
    field(TAGS.imageOffset) + field(TAGS.imageByteCount),
    alphaOffset,
    field(TAGS.alphaByteCount),
  );
  if (imageEnd > encoded.byteLength) {
    throw badPicture(TITLE, `its image ends at ${imageEnd}, behind its ${encoded.byteLength} bytes`);
  }
  for (const offset of [field(TAGS.imageOffset), ...(alphaOffset > 0 ? [alphaOffset] : [])]) {
    const size = imageSize(encoded.subarray(offset));
    if (size[0] === width && size[1] === height) continue;
    throw badPicture(TITLE, `its image at ${offset} is ${size.join(" x ")} pixels, not ${width} x ${height}`);
  }
  return { width, height, alpha: alphaOffset > 0 ? encoded.subarray(alphaOffset) : undefined };
}

/** "WMPHOTO" and a zero. */
const SIGNATURE = [0x57, 0x4d, 0x50, 0x48, 0x4f, 0x54, 0x4f, 0];
const SHORT_HEADER_FLAG = 0x80;

/**
 * Width and height as an image itself has them. T.832 §8.3:
 *   0  8  GDI_SIGNATURE
 *   8  4  flags; the first bit of byte 10: sizes have 16 bits instead of 32
 *  12     WIDTH_MINUS1, HEIGHT_MINUS1
 */
function imageSize(image: Bytes): readonly [width: number, height: number] {
  if (image.length < 20 || !SIGNATURE.every((byte, i) => image[i] === byte)) {
    throw badPicture(TITLE, "its image does not start with WMPHOTO");
  }
  const view = dataViewOf(image);
  return (image[10]! & SHORT_HEADER_FLAG) === 0
    ? [view.getUint32(12) + 1, view.getUint32(16) + 1]
    : [view.getUint16(12) + 1, view.getUint16(14) + 1];
}

/** The last bytes of the grey pixel formats, and those in front of them. T.832 Table A.6. */
const GREY: { readonly [dataType in DataType]?: number } = {
  uint8: 0x08,
  uint16: 0x0b,
  float16: 0x3e,
  float32: 0x11,
};
const FORMAT_START = [0x24, 0xc3, 0xdd, 0x6f, 3, 0x4e, 0xfe, 0x4b, 0xb1, 0x85, 0x3d, 0x77, 0x76, 0x8d, 0xc9];

/** A file of one grey image. */
export function greyFile(
  { width, height }: Pick<JpegXrContainer, "width" | "height">,
  image: Bytes,
  dataType: DataType,
): Bytes {
  const entries = 5;
  const formatOffset = HEADER_BYTES + 2 + entries * ENTRY_BYTES + 4;
  const imageOffset = formatOffset + FORMAT_START.length + 1;
  const front = new Uint8Array(imageOffset);
  const view = new DataView(front.buffer);
  view.setUint32(0, 0x4949bc01);
  view.setUint32(4, HEADER_BYTES, true);
  view.setUint16(HEADER_BYTES, entries, true);
  const fields = [
    [TAGS.pixelFormat, TYPE_BYTE, FORMAT_START.length + 1, formatOffset],
    [TAGS.width, TYPE_LONG, 1, width],
    [TAGS.height, TYPE_LONG, 1, height],
    [TAGS.imageOffset, TYPE_LONG, 1, imageOffset],
    [TAGS.imageByteCount, TYPE_LONG, 1, image.length],
  ] as const;
  for (const [i, [tag, type, count, value]] of fields.entries()) {
    const at = HEADER_BYTES + 2 + i * ENTRY_BYTES;
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, type, true);
    view.setUint32(at + 4, count, true);
    view.setUint32(at + 8, value, true);
  }
  front.set([...FORMAT_START, GREY[dataType] ?? 0], formatOffset);
  return concatBytes([front, image]);
}
