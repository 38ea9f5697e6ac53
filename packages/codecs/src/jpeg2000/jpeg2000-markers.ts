/**
 * The markers and marker segments of JPEG 2000 codestreams. ITU-T T.800 Annex A.
 *
 * @module
 */

import { type Bytes, concatBytes, dataViewOf, StorageError } from "@chunkwright/core";
import { badPicture } from "../image/image-codec.ts";
import type { Rectangle } from "./jpeg2000-rectangle.ts";

/** The name of the format in errors. */
export const TITLE = "JPEG 2000";

/** T.800 Table A.2. */
export const SOC = 0xff4f;
export const SIZ = 0xff51;
export const COD = 0xff52;
export const QCD = 0xff5c;
export const SOT = 0xff90;
export const SOD = 0xff93;
export const EOC = 0xffd9;
export const CAP = 0xff50;
export const COC = 0xff53;
export const QCC = 0xff5d;
export const RGN = 0xff5e;
const [POC, PPM, PPT] = [0xff5f, 0xff60, 0xff61] as const;

/** A marker segment. */
export interface Segment {
  readonly marker: number;
  /** After the length. */
  readonly content: Bytes;
}

/** Marker segments from `start` up to marker `last`, whose position is `end`. */
export function readSegments(
  view: DataView,
  start: number,
  last: number,
): { segments: Segment[]; end: number } {
  const segments: Segment[] = [];
  for (let at = start; ; ) {
    const found = at + 4 <= view.byteLength ? view.getUint16(at) : 0;
    if (found === last) return { segments, end: at };
    const length = found === 0 ? 0 : view.getUint16(at + 2);
    if (length < 2 || at + 2 + length > view.byteLength) {
      throw badPicture(TITLE, `the segment at byte ${at} has ${length} bytes`);
    }
    if ([POC, PPM, PPT].includes(found as typeof POC))
      throw unsupportedJpeg2000("packets out of their progression");
    const content = new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset + at + 4, length - 2);
    segments.push({ marker: found, content });
    at += 2 + length;
  }
}

/** The contents of SIZ. */
export interface Size {
  readonly image: Rectangle;
  /** Ssiz of each component: its bits less one, and above them whether it has a sign. */
  readonly depths: readonly number[];
  /** The first tile. */
  readonly tile: Rectangle;
  readonly components: number;
}

/** The image and tile size. Throws "unsupported" for subsampled components. T.800 §A.5.1. */
export function readSize(segments: readonly Segment[]): Size {
  const content = segments.find((segment) => segment.marker === SIZ)?.content;
  if (!content || content.length < 36) throw badPicture(TITLE, "it has no size");
  const view = dataViewOf(content);
  const word = (i: number) => view.getUint32(2 + 4 * i);
  const components = view.getUint16(34);
  if (content.length < 36 + 3 * components) throw badPicture(TITLE, "its size is cut off");
  for (let i = 0; i < components; i += 1) {
    if (view.getUint16(36 + 3 * i + 1) !== 0x0101)
      throw unsupportedJpeg2000("subsampled components beyond three");
  }
  const image = { x0: word(2), y0: word(3), x1: word(0), y1: word(1) };
  const tile = { x0: word(6), y0: word(7), x1: word(6) + word(4), y1: word(7) + word(5) };
  if (word(4) === 0 || word(5) === 0) throw badPicture(TITLE, "its tiles have no size");
  const depths = Array.from({ length: components }, (_, i) => content[36 + 3 * i]!);
  return { image, depths, tile, components };
}

/** Splits the segment of one component (COC, QCC, RGN) into the component's index and the rest. T.800 §A.6.2. */
export function componentOf(
  content: Bytes,
  { components }: Pick<Size, "components">,
): readonly [index: number, rest: Bytes] {
  const [high = 0, low = 0] = content;
  return components < 257 ? [high, content.subarray(1)] : [256 * high + low, content.subarray(2)];
}

/** The two bytes of a marker. */
export function marker(number: number): Bytes {
  return Uint8Array.of(number >> 8, number & 255);
}

/** The bytes of a marker segment. */
export function segment(number: number, content: ArrayLike<number>): Bytes {
  const length = content.length + 2;
  return concatBytes([marker(number), [length >> 8, length & 255], content]);
}

/** "unsupported": legal, but not implemented here. */
export function unsupportedJpeg2000(feature: string): StorageError {
  return new StorageError("unsupported", `Cannot decode ${TITLE}: it has ${feature}`, {
    format: TITLE,
    feature,
  });
}
