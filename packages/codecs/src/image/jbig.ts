/**
 * `tiff.jbig`: each strip a bi-level image entity of one resolution. ITU-T T.82 §6.2, T.85. Decodes only; black is 1,
 * as TIFF has it.
 *
 * @module
 */

import { type Bytes, StorageError } from "@chunkwright/core";
import type { ArrayToBytesCodec } from "../codec.ts";
import { nextMarker } from "../jpeg/jpeg-bits.ts";
import { reverseBits } from "../tiff/fill-order.ts";
import { badPicture, imageCodec, type Picture, type PictureSpec } from "./image-codec.ts";
import { JbigLines, type JbigTemplate } from "./jbig-lines.ts";

const TITLE = "JBIG";

/** No options. */
export const jbig: ArrayToBytesCodec = imageCodec({
  name: "tiff.jbig",
  title: TITLE,
  dataTypes: ["uint8"],
  decode: async (encoded, spec) => decodeJbig(encoded, spec),
});

/** Markers after 0xff. T.82 Table 11. */
const [SDNORM, SDRST, NEWLEN, ATMOVE, COMMENT] = [2, 3, 5, 6, 7] as const;

function decodeJbig(encoded: Bytes, { shape }: PictureSpec): Picture {
  // libtiff reverses the bits of all bytes unless FillOrder is 2: the number of planes shows which.
  const bytes = encoded[2] === 0x80 ? reverseBits(encoded) : encoded;
  const { width, height, rowsPerStripe, template, isTypical, dataStart } = readHeader(bytes);
  const [rows, columns] = shape.slice(-2);
  if (width !== columns || (height !== undefined && height !== rows)) {
    throw badPicture(TITLE, `it is ${width} x ${height ?? "any"} pixels, not [${shape}]`);
  }
  const lines = new JbigLines(width, rows!, template, isTypical);
  let at = dataStart;
  for (let line = 0; line < rows!; line += rowsPerStripe) {
    const moves = new Map<number, readonly [x: number, y: number]>();
    for (let size = segmentSize(bytes, at); size > 0; size = segmentSize(bytes, at)) {
      const view = new DataView(bytes.buffer, bytes.byteOffset + at, size);
      if (bytes[at + 1] === ATMOVE) moves.set(view.getUint32(2), [view.getInt8(6), view.getUint8(7)]);
      if (bytes[at + 1] === NEWLEN && view.getUint32(2) < rows!) {
        throw badPicture(TITLE, `it ends with line ${view.getUint32(2)} of ${rows}`);
      }
      at += size;
    }
    const end = lines.decodeStripe(bytes, at, Math.min(line + rowsPerStripe, rows!), moves);
    at = nextMarker(bytes, end);
    const marker = bytes[at + 1];
    if (marker !== SDNORM && marker !== SDRST) throw badPicture(TITLE, `no stripe ends at byte ${at}`);
    if (marker === SDRST) lines.reset();
    at += 2;
  }
  return { width, height: rows!, sampleCount: 1, samples: lines.pixels };
}

/** Bytes of the marker segment at `at`; 0 if a stripe starts there. T.82 §6.2.6. */
function segmentSize(bytes: Bytes, at: number): number {
  if (bytes[at] !== 0xff) return 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at);
  const room = view.byteLength;
  const sizes: { readonly [marker: number]: number } = {
    [NEWLEN]: 6,
    [ATMOVE]: 8,
    [COMMENT]: room >= 6 ? 6 + view.getUint32(2) : Number.POSITIVE_INFINITY,
  };
  const size = sizes[bytes[at + 1] ?? 0] ?? 0;
  if (size > room) throw badPicture(TITLE, `the segment at byte ${at} is cut off`);
  return size;
}

const HEADER_BYTES = 20;
/** Options. T.82 Table 10. */
const [TWO_LINES, VARIABLE_LENGTH, TYPICAL, HAS_TABLE, IS_PRIVATE, IS_LAST] = [64, 32, 8, 4, 2, 1] as const;
const TABLE_BYTES = 1728;

/**
 * Bi-level image header. T.82 §6.2.2.
 *    0  1  DL, the first resolution layer
 *    1  1  D, the last one
 *    2  1  P, planes
 *    4  4  XD, pixels in a line
 *    8  4  YD, lines
 *   12  4  L0, lines in a stripe
 *   16  2  MX and MY, how far the adaptive pixel may be
 *   18  1  order
 *   19  1  options
 */
function readHeader(bytes: Bytes) {
  if (bytes.length < HEADER_BYTES) throw badPicture(TITLE, `its header has ${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  const [layers, planes, options] = [view.getUint8(1), view.getUint8(2), view.getUint8(19)];
  const rowsPerStripe = view.getUint32(12);
  if (view.getUint8(0) !== 0 || layers !== 0) throw unsupported(`${layers} layers above the first`);
  if (planes !== 1) throw unsupported(`${planes} planes`);
  if (rowsPerStripe === 0) throw badPicture(TITLE, "its stripes have no lines");
  const hasTable = (options & (HAS_TABLE | IS_PRIVATE | IS_LAST)) === (HAS_TABLE | IS_PRIVATE);
  const template: JbigTemplate = (options & TWO_LINES) === 0 ? "three-line" : "two-line";
  return {
    width: view.getUint32(4),
    height: (options & VARIABLE_LENGTH) === 0 ? view.getUint32(8) : undefined,
    rowsPerStripe,
    template,
    isTypical: (options & TYPICAL) !== 0,
    dataStart: HEADER_BYTES + (hasTable ? TABLE_BYTES : 0),
  };
}

function unsupported(feature: string): StorageError {
  return new StorageError("unsupported", `Cannot decode ${TITLE}: it has ${feature}`, {
    format: TITLE,
    feature,
  });
}
