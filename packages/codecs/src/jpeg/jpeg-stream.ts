/**
 * Combining a TIFF's abbreviated JPEG stream and its tables into one stream that states its colours. ITU-T T.81 Annex
 * B; Adobe TIFF Technical Note 2, "JPEGTables".
 *
 * @module
 */

import { type Bytes, concatBytes } from "@chunkwright/core";
import { badJpeg } from "./jpeg-error.ts";
import { APP0, APP14, EOI, isFrame, MARKER, SOF0, SOF1, SOF3, SOI, SOS } from "./jpeg-markers.ts";

/** Baseline and extended sequential frames. */
const SEQUENTIAL: readonly number[] = [SOF0, SOF1];

const PHOTOMETRIC_YCBCR = 6;
/** "JFIF" and a zero. */
const JFIF = [0x4a, 0x46, 0x49, 0x46, 0];
/** "Adobe", its version 100, no flags, then the transform. Adobe Technical Note 5116, §18. */
const ADOBE_SEGMENT = [MARKER, APP14, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0] as const;

export interface JpegStream {
  readonly bytes: Bytes;
  /** Low byte of the marker that starts the frame. T.81 Table B.1. */
  readonly frame: number;
  /** Bits per sample. */
  readonly precision: number;
  readonly components: number;
  readonly colors: JpegColors;
  /** Whether EOI had to be added: then only a strict decoder notices missing pixels. */
  readonly isOpenEnded: boolean;
}

/** How the samples are stored: untransformed, as YCbCr, or as YCCK (YCbCr of inverted CMY, and K). */
export type JpegColors = "plain" | "ycbcr" | "ycck";

/**
 * The stream with `tables` and a marker for its colours, those of PhotometricInterpretation `photometric`, inserted,
 * and the markers removed that decoders would guess colours by. A missing EOI is added; but throws for progressive
 * frames and arithmetic coding without EOI, where missing data would not be noticed and become grey.
 */
export function jpegStream(bytes: Bytes, tables: Bytes | undefined, photometric: number): JpegStream {
  const body = segments(bytes);
  const { frame, precision, components } = body;
  const lastByte = lastEnd(bytes);
  const isOpenEnded = lastByte < body.scanStart;
  const canTell = SEQUENTIAL.includes(frame) || frame === SOF3;
  if (!body.hasScan || (isOpenEnded && !canTell)) throw badJpeg("it has no end, EOI");
  const header = tables ? segments(tables).kept : [];
  const colors = colorsOf(body, photometric);
  const isThree = components === 3;
  const marker = isThree ? [Uint8Array.of(...ADOBE_SEGMENT, colors === "ycbcr" ? 1 : 0)] : [];
  const scans = bytes.subarray(body.scanStart, isOpenEnded ? bytes.byteLength : lastByte + 1);
  const ending = isOpenEnded ? [Uint8Array.of(MARKER, EOI)] : [];
  const front = [Uint8Array.of(MARKER, SOI), ...marker, ...header, ...body.kept];
  const stream = concatBytes([...front, scans, ...ending]);
  if (SEQUENTIAL.includes(frame)) setWholeSpectrum(stream, lengthOf(front));
  return { bytes: stream, frame, precision, components, colors, isOpenEnded };
}

function lengthOf(parts: readonly Bytes[]): number {
  return parts.reduce((sum, part) => sum + part.byteLength, 0);
}

/** The last byte of the last EOI, -1 if there is none. Other bytes of the strip may follow it. */
function lastEnd(bytes: Bytes): number {
  let end = bytes.lastIndexOf(EOI);
  while (end > 0 && bytes[end - 1] !== MARKER) end = bytes.lastIndexOf(EOI, end - 1);
  return end > 0 ? end : -1;
}

const ADOBE_YCCK = 2;

/** A JFIF stream of three components is YCbCr (ITU-T T.871 §6.1); four components are YCCK only if a marker says so. */
function colorsOf({ components, frame, isJfif, adobeTransform }: Segments, photometric: number): JpegColors {
  if (frame === SOF3) return "plain";
  if (components === 3 && (photometric === PHOTOMETRIC_YCBCR || isJfif)) return "ycbcr";
  return components === 4 && adobeTransform === ADOBE_YCCK ? "ycck" : "plain";
}

/**
 * Corrects the header at `start` of a sequential scan to hold all coefficients, where HP's old-style files state only
 * the first. T.81 §B.2.3, Ss and Se.
 */
function setWholeSpectrum(stream: Bytes, start: number): void {
  const components = stream[start + 4] ?? 0;
  stream.set([0, 63], start + 5 + 2 * components);
}

interface Segments {
  readonly kept: readonly Bytes[];
  readonly precision: number;
  readonly components: number;
  readonly frame: number;
  readonly isJfif: boolean;
  /** The transform flag of an Adobe marker: 0 none, 1 YCbCr, 2 YCCK. */
  readonly adobeTransform: number | undefined;
  readonly scanStart: number;
  readonly hasScan: boolean;
}

/** The segments between SOI and the scan or EOI, except APP0 (JFIF) and APP14 (Adobe). T.81 §B.1.1.4. */
function segments(bytes: Bytes): Segments {
  if (bytes[0] !== MARKER || bytes[1] !== SOI) throw badJpeg("it does not start with SOI");
  const kept: Bytes[] = [];
  let precision = 0;
  let components = 0;
  let frame = 0;
  let isJfif = false;
  let adobeTransform: number | undefined;
  let start = 2;
  for (;;) {
    // Any number of fill bytes may come before a marker. T.81 §B.1.1.2.
    while (bytes[start] === MARKER && bytes[start + 1] === MARKER) start += 1;
    // Some writers omit the EOI of their tables.
    const marker = start === bytes.byteLength ? EOI : bytes[start + 1];
    const isMarker = start === bytes.byteLength || bytes[start] === MARKER;
    if (!isMarker || marker === undefined) throw badJpeg(`there is no marker at byte ${start}`);
    if (marker === EOI || marker === SOS) {
      return {
        kept,
        precision,
        components,
        frame,
        isJfif,
        adobeTransform,
        scanStart: start,
        hasScan: marker === SOS,
      };
    }
    const length = 256 * (bytes[start + 2] ?? 0) + (bytes[start + 3] ?? 0);
    const end = start + 2 + length;
    if (length < 2 || end > bytes.byteLength)
      throw badJpeg(`the segment at byte ${start} has ${length} bytes`);
    if (isFrame(marker)) {
      precision = bytes[start + 4] ?? 0;
      components = bytes[start + 9] ?? 0;
      frame = marker;
    }
    if (marker === APP0 && JFIF.every((byte, i) => bytes[start + 4 + i] === byte)) isJfif = true;
    if (marker === APP14 && length >= ADOBE_SEGMENT.length - 1) adobeTransform = bytes[start + 15];
    if (marker !== APP0 && marker !== APP14) kept.push(bytes.subarray(start, end));
    start = end;
  }
}
