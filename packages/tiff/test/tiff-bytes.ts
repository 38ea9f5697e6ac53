/** TIFF files made by hand, for what no writer writes. Classic, little-endian. */

import type { Bytes } from "@chunkwright/core";

export const SHORT = 3;
export const LONG = 4;
const BYTES_PER_VALUE: { readonly [type: number]: number } = { 1: 1, 2: 1, 3: 2, 4: 4, 7: 1, 11: 4, 12: 8 };

/** A field: tag, type, values; or the count and offset that it claims. */
export type Field =
  | readonly [tag: number, type: number, values: readonly number[]]
  | readonly [tag: number, type: number, claim: { readonly count: number; readonly offset: number }];

export interface TiffParts {
  /** Pixels, at offset 8. */
  readonly data?: readonly number[];
  /** Chained in this order. */
  readonly ifds: readonly (readonly Field[])[];
  /** Offset that the last IFD leads to. */
  readonly lastNext?: number;
}

/** The file: header, data, and each IFD followed by its values. */
export function tiffBytes({ data = [], ifds, lastNext = 0 }: TiffParts): Bytes {
  const bytes = new Uint8Array(8 + data.length + ifds.reduce((sum, fields) => sum + ifdLength(fields), 0));
  const view = new DataView(bytes.buffer);
  bytes.set([0x49, 0x49, 42, 0]);
  bytes.set(data, 8);
  let offset = 8 + data.length;
  view.setUint32(4, offset, true);
  for (const [n, fields] of ifds.entries()) {
    const end = offset + ifdLength(fields);
    writeIfd(view, offset, fields, n + 1 < ifds.length ? end : lastNext);
    offset = end;
  }
  return bytes;
}

function ifdLength(fields: readonly Field[]): number {
  return 6 + fields.reduce((sum, field) => sum + 12 + outsideLength(field), 0);
}

/** Bytes of a value that does not fit into its entry. */
function outsideLength([, type, values]: Field): number {
  if ("offset" in values) return 0;
  const length = values.length * (BYTES_PER_VALUE[type] ?? 0);
  return length > 4 ? length : 0;
}

function writeIfd(view: DataView, offset: number, fields: readonly Field[], next: number): void {
  view.setUint16(offset, fields.length, true);
  let entry = offset + 2;
  let outside = entry + 12 * fields.length + 4;
  for (const field of fields) {
    const [tag, type, values] = field;
    view.setUint16(entry, tag, true);
    view.setUint16(entry + 2, type, true);
    if ("offset" in values) {
      view.setUint32(entry + 4, values.count, true);
      view.setUint32(entry + 8, values.offset, true);
    } else {
      view.setUint32(entry + 4, values.length, true);
      const length = outsideLength(field);
      if (length > 0) view.setUint32(entry + 8, outside, true);
      writeValues(view, length > 0 ? outside : entry + 8, type, values);
      outside += length;
    }
    entry += 12;
  }
  view.setUint32(entry, next, true);
}

function writeValues(view: DataView, at: number, type: number, values: readonly number[]): void {
  for (const [i, value] of values.entries()) {
    if (type === SHORT) view.setUint16(at + 2 * i, value, true);
    else if (type === LONG) view.setUint32(at + 4 * i, value, true);
    else if (type === 12) view.setFloat64(at + 8 * i, value, true);
    else if (type === 11) view.setFloat32(at + 4 * i, value, true);
    else view.setUint8(at + i, value);
  }
}

/** Fields of an uncompressed 8-bit image whose pixels start at 8, one strip, with `changes` by tag. */
export function imageFields(width: number, height: number, changes: readonly Field[] = []): readonly Field[] {
  const fields = new Map<number, Field>(
    (
      [
        [256, LONG, [width]],
        [257, LONG, [height]],
        [258, SHORT, [8]],
        [259, SHORT, [1]],
        [262, SHORT, [1]],
        [273, LONG, [8]],
        [278, LONG, [height]],
        [279, LONG, [width * height]],
      ] as const
    ).map((field) => [field[0], field]),
  );
  for (const field of changes) fields.set(field[0], field);
  return [...fields.values()].sort((a, b) => a[0] - b[0]);
}

/** `fields` without those of `tags`. */
export function without(fields: readonly Field[], ...tags: readonly number[]): readonly Field[] {
  return fields.filter(([tag]) => !tags.includes(tag));
}
