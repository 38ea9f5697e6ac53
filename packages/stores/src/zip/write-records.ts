/**
 * Writing the records of an archive. APPNOTE 6.3.10 §4.3; the layouts are given with their parsers.
 *
 * @module
 */

import { type Bytes, concatBytes } from "@chunkwright/core";
import {
  CENTRAL_HEADER_BYTES,
  CENTRAL_HEADER_SIGNATURE,
  END_BYTES,
  END_SIGNATURE,
  FLAG_UTF8,
  GROWTH_HINT_BYTES,
  GROWTH_HINT_ID,
  GROWTH_HINT_SIGNATURE,
  IN_ZIP64_16,
  IN_ZIP64_32,
  LOCAL_HEADER_BYTES,
  LOCAL_HEADER_SIGNATURE,
  ZIP64_END_BYTES,
  ZIP64_END_SIGNATURE,
  ZIP64_EXTRA_ID,
  ZIP64_LOCATOR_BYTES,
  ZIP64_LOCATOR_SIGNATURE,
} from "./records.ts";

/** A stored (uncompressed) entry of the archive. */
export interface WrittenEntry {
  readonly name: Bytes;
  readonly crc: number;
  readonly byteLength: number;
  /** Offset of the local header. */
  readonly headerOffset: number;
  /** Length of an extra field in the local header that is padding: 0, or at least 8. */
  readonly paddingBytes: number;
}

/** Whether ZIP64 fields are written even where 32-bit fields suffice. */
export interface Zip64Choice {
  readonly alwaysZip64: boolean;
}

/** 1 January 1980, 00:00, the earliest date: archives are reproducible. §4.4.6. */
const EARLIEST_DATE = (1 << 5) | 1;

/** "Version needed to extract" for plain files and for ZIP64. §4.4.3. */
const VERSION_PLAIN = 20;
const VERSION_ZIP64 = 45;

/** "Made by" Unix, so that the upper half of the external attributes is the file mode. §4.4.2. */
const MADE_ON_UNIX = 3 << 8;
const MODE_FILE_644 = 0o100644;

/** Local file header with name and extra fields. §4.3.7. */
export function localHeader(entry: WrittenEntry, { alwaysZip64 }: Zip64Choice): Bytes {
  const { name, crc, byteLength, paddingBytes } = entry;
  const isZip64 = alwaysZip64 || byteLength >= IN_ZIP64_32;
  const extra = concatBytes([
    ...(isZip64 ? [zip64Extra([byteLength, byteLength])] : []),
    ...(paddingBytes > 0 ? [growthHint(paddingBytes)] : []),
  ]);
  const size = isZip64 ? IN_ZIP64_32 : byteLength;
  const { bytes, view } = record(LOCAL_HEADER_BYTES, name, extra);
  view.setUint32(0, LOCAL_HEADER_SIGNATURE, true);
  view.setUint16(4, isZip64 ? VERSION_ZIP64 : VERSION_PLAIN, true);
  view.setUint16(6, FLAG_UTF8, true);
  view.setUint16(12, EARLIEST_DATE, true);
  view.setUint32(14, crc, true);
  view.setUint32(18, size, true);
  view.setUint32(22, size, true);
  view.setUint16(26, name.byteLength, true);
  view.setUint16(28, extra.byteLength, true);
  return bytes;
}

/** Central directory file header with name and extra fields. §4.3.12. */
export function centralHeader(entry: WrittenEntry, { alwaysZip64 }: Zip64Choice): Bytes {
  const { name, crc, byteLength, headerOffset } = entry;
  const isLong = alwaysZip64 || byteLength >= IN_ZIP64_32;
  const isFar = alwaysZip64 || headerOffset >= IN_ZIP64_32;
  const isZip64 = isLong || isFar;
  const values = [...(isLong ? [byteLength, byteLength] : []), ...(isFar ? [headerOffset] : [])];
  const extra = isZip64 ? zip64Extra(values) : new Uint8Array(0);
  const version = isZip64 ? VERSION_ZIP64 : VERSION_PLAIN;
  const { bytes, view } = record(CENTRAL_HEADER_BYTES, name, extra);
  view.setUint32(0, CENTRAL_HEADER_SIGNATURE, true);
  view.setUint16(4, MADE_ON_UNIX | version, true);
  view.setUint16(6, version, true);
  view.setUint16(8, FLAG_UTF8, true);
  view.setUint16(14, EARLIEST_DATE, true);
  view.setUint32(16, crc, true);
  view.setUint32(20, isLong ? IN_ZIP64_32 : byteLength, true);
  view.setUint32(24, isLong ? IN_ZIP64_32 : byteLength, true);
  view.setUint16(28, name.byteLength, true);
  view.setUint16(30, extra.byteLength, true);
  view.setUint32(38, MODE_FILE_644 * 2 ** 16, true);
  view.setUint32(42, isFar ? IN_ZIP64_32 : headerOffset, true);
  return bytes;
}

export interface WrittenDirectory {
  readonly entryCount: number;
  readonly byteLength: number;
  readonly offset: number;
  readonly comment: Bytes;
}

/** Everything after the central directory: ZIP64 end record and locator if needed, and end record. §4.3.14-16. */
export function endRecords(directory: WrittenDirectory, { alwaysZip64 }: Zip64Choice): Bytes {
  const { entryCount, byteLength, offset, comment } = directory;
  const isZip64 =
    alwaysZip64 || entryCount >= IN_ZIP64_16 || byteLength >= IN_ZIP64_32 || offset >= IN_ZIP64_32;
  const end = record(END_BYTES, comment, new Uint8Array(0));
  end.view.setUint32(0, END_SIGNATURE, true);
  end.view.setUint16(8, isZip64 ? IN_ZIP64_16 : entryCount, true);
  end.view.setUint16(10, isZip64 ? IN_ZIP64_16 : entryCount, true);
  end.view.setUint32(12, isZip64 ? IN_ZIP64_32 : byteLength, true);
  end.view.setUint32(16, isZip64 ? IN_ZIP64_32 : offset, true);
  end.view.setUint16(20, comment.byteLength, true);
  return isZip64
    ? concatBytes([zip64End(directory), zip64Locator(offset + byteLength), end.bytes])
    : end.bytes;
}

function zip64End({ entryCount, byteLength, offset }: WrittenDirectory): Bytes {
  const { bytes, view } = record(ZIP64_END_BYTES);
  view.setUint32(0, ZIP64_END_SIGNATURE, true);
  view.setBigUint64(4, BigInt(ZIP64_END_BYTES - 12), true);
  view.setUint16(12, MADE_ON_UNIX | VERSION_ZIP64, true);
  view.setUint16(14, VERSION_ZIP64, true);
  view.setBigUint64(24, BigInt(entryCount), true);
  view.setBigUint64(32, BigInt(entryCount), true);
  view.setBigUint64(40, BigInt(byteLength), true);
  view.setBigUint64(48, BigInt(offset), true);
  return bytes;
}

function zip64Locator(offset: number): Bytes {
  const { bytes, view } = record(ZIP64_LOCATOR_BYTES);
  view.setUint32(0, ZIP64_LOCATOR_SIGNATURE, true);
  view.setBigUint64(8, BigInt(offset), true);
  view.setUint32(16, 1, true);
  return bytes;
}

function zip64Extra(values: readonly number[]): Bytes {
  const { bytes, view } = record(4 + 8 * values.length);
  view.setUint16(0, ZIP64_EXTRA_ID, true);
  view.setUint16(2, 8 * values.length, true);
  for (const [i, value] of values.entries()) view.setBigUint64(4 + 8 * i, BigInt(value), true);
  return bytes;
}

/** §4.6.10. */
function growthHint(byteLength: number): Bytes {
  const { bytes, view } = record(byteLength);
  view.setUint16(0, GROWTH_HINT_ID, true);
  view.setUint16(2, byteLength - 4, true);
  view.setUint16(4, GROWTH_HINT_SIGNATURE, true);
  view.setUint16(6, byteLength - GROWTH_HINT_BYTES, true);
  return bytes;
}

/** A record of `byteLength` zero bytes to be filled in, followed by `rest`. */
function record(byteLength: number, ...rest: readonly Bytes[]) {
  const bytes = concatBytes([new Uint8Array(byteLength), ...rest]);
  return { bytes, view: new DataView(bytes.buffer) };
}
