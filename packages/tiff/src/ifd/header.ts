/**
 * The first bytes of a TIFF file.
 *
 * @module
 */

import { type Bytes, dataViewOf } from "@chunkwright/core";
import { invalidTiff } from "../tiff-error.ts";
import { getSafeUint64 } from "./uint64.ts";

export interface TiffHeader {
  readonly littleEndian: boolean;
  readonly isBigTiff: boolean;
  /** Hamamatsu's variant of classic TIFF, in which IFDs have offsets of 64 bits. The header itself does not tell. */
  readonly isNdpi: boolean;
  readonly firstIfdOffset: number;
}

/** Bytes that `parseHeader` wants, fewer if the file is shorter. */
export const HEADER_BYTES: number = 16;

/**
 * File header. TIFF 6.0 §2, "Image File Header"; BigTIFF.
 *   0  2  byte order, "II" little-endian or "MM" big-endian
 *   2  2  42, or 43 for BigTIFF
 *   4  4  offset of the first IFD; BigTIFF: bytes per offset (2), 8, and a zero (2)
 *   8  8  BigTIFF: offset of the first IFD
 */
export function parseHeader(bytes: Bytes): TiffHeader {
  if (bytes.byteLength < 8) throw invalid(`it has ${bytes.byteLength} bytes`, 0);
  const view = dataViewOf(bytes);
  const order = view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) {
    throw invalid(`it starts with 0x${order.toString(16).padStart(4, "0")}, not "II" or "MM"`, 0);
  }
  const littleEndian = order === 0x4949;
  const version = view.getUint16(2, littleEndian);
  if (version === 42) return checked(littleEndian, false, view.getUint32(4, littleEndian));
  if (version !== 43) throw invalid(`its version is ${version}, not 42 or 43`, 2);
  if (bytes.byteLength < 16) throw invalid(`it has ${bytes.byteLength} bytes`, 4);
  const offsetBytes = view.getUint16(4, littleEndian);
  if (offsetBytes !== 8) throw invalid(`its offsets have ${offsetBytes} bytes, not 8`, 4);
  return checked(littleEndian, true, getSafeUint64(view, 8, littleEndian));
}

function checked(littleEndian: boolean, isBigTiff: boolean, firstIfdOffset: number): TiffHeader {
  if (firstIfdOffset === 0) throw invalid("it has no IFD", isBigTiff ? 8 : 4);
  return { littleEndian, isBigTiff, isNdpi: false, firstIfdOffset };
}

function invalid(fact: string, offset: number) {
  return invalidTiff(`Cannot open TIFF file: ${fact}`, { offset, section: "TIFF 6.0 §2" });
}
