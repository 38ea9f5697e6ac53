/**
 * Directories at the front of a file. How long they are is known before the first chunk is written, so that chunks can follow
 * behind them; what they say of the places of chunks is known only when the last chunk has been written.
 *
 * @module
 */

import { type Bytes, StorageError } from "@chunkwright/core";
import type { PlannedField } from "./tiff-field.ts";

/** Sizes of things in classic TIFF and in BigTIFF. TIFF 6.0 §2; BigTIFF. */
export interface Dialect {
  readonly isBig: boolean;
  readonly headerBytes: number;
  readonly countBytes: number;
  readonly entryBytes: number;
  readonly offsetBytes: number;
}

export const CLASSIC: Dialect = {
  isBig: false,
  headerBytes: 8,
  countBytes: 2,
  entryBytes: 12,
  offsetBytes: 4,
};
export const BIG: Dialect = { isBig: true, headerBytes: 16, countBytes: 8, entryBytes: 20, offsetBytes: 8 };

export interface Directory {
  /** Where the directory begins in the file. */
  readonly offset: number;
  /** Sorted by tag, as TIFF 6.0 §2 demands. */
  readonly fields: readonly PlacedField[];
  /** Where the next directory begins; 0 for the last. Known once all directories have been placed. */
  readonly next: () => number;
}

interface PlacedField extends PlannedField {
  /** Where the value lies if it does not fit into the entry. */
  readonly valueOffset: number | undefined;
}

/** Hands out places in a file, one behind the other. */
export class Allocator {
  #end: number;

  constructor(start: number) {
    this.#end = start;
  }

  get end(): number {
    return this.#end;
  }

  /** Where `byteLength` bytes go: values begin on a word boundary (TIFF 6.0 §2), or on a coarser one. */
  take(byteLength: number, alignment = 2): number {
    const offset = Math.ceil(this.#end / alignment) * alignment;
    this.#end = offset + byteLength;
    return offset;
  }
}

/** Longer values, such as tile tables, lie behind all directories. */
const SHORT_VALUE = 4096;

/**
 * Places all directories with their short values side by side, and the long values behind them: one request then gets a
 * reader the structure of the file, and of the tile tables it may read only the part that it needs.
 */
export function placeDirectories(
  planned: readonly { readonly fields: readonly PlannedField[]; readonly next: () => number }[],
  dialect: Dialect,
  allocator: Allocator,
): readonly Directory[] {
  const { countBytes, entryBytes, offsetBytes } = dialect;
  const alignment = offsetBytes;
  const directories = planned.map(({ fields, next }) => {
    const sorted = [...fields].sort((a, b) => a.tag - b.tag);
    const twice = sorted.find(({ tag }, i) => tag === sorted[i + 1]?.tag);
    if (twice) throw new TypeError(`Cannot write tag ${twice.tag} twice in one directory`);
    const offset = allocator.take(countBytes + sorted.length * entryBytes + offsetBytes, alignment);
    const placed = sorted.map((field) => {
      const isShort = field.byteLength <= SHORT_VALUE;
      const isInline = field.byteLength <= offsetBytes;
      const valueOffset = isShort && !isInline ? allocator.take(field.byteLength, alignment) : undefined;
      return { ...field, valueOffset };
    });
    return { offset, fields: placed, next };
  });
  return directories.map(({ fields, ...directory }) => ({
    ...directory,
    fields: fields.map((field) =>
      field.byteLength > SHORT_VALUE
        ? { ...field, valueOffset: allocator.take(field.byteLength, alignment) }
        : field,
    ),
  }));
}

/** The file header. TIFF 6.0 §2, "Image File Header"; BigTIFF. */
export function printHeader({ isBig, headerBytes }: Dialect, firstDirectory: number): Bytes {
  const bytes = new Uint8Array(headerBytes);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0x4949);
  view.setUint16(2, isBig ? 43 : 42, true);
  if (isBig) {
    view.setUint16(4, 8, true);
    view.setBigUint64(8, BigInt(firstDirectory), true);
  } else {
    view.setUint32(4, firstDirectory, true);
  }
  return bytes;
}

/** A directory's table and its values, each with its place in the file. */
export function* printDirectory(
  { offset, fields, next }: Directory,
  dialect: Dialect,
): Generator<{ readonly offset: number; readonly bytes: Bytes }> {
  const { countBytes, entryBytes, offsetBytes } = dialect;
  const table = new Uint8Array(countBytes + fields.length * entryBytes + offsetBytes);
  const view = new DataView(table.buffer);
  setUint(view, 0, countBytes, fields.length);
  for (const [i, field] of fields.entries()) {
    const at = countBytes + i * entryBytes;
    view.setUint16(at, field.tag, true);
    view.setUint16(at + 2, field.type, true);
    setUint(view, at + 4, offsetBytes, field.count);
    const valueAt = at + 4 + offsetBytes;
    if (field.valueOffset === undefined) {
      field.write(view, valueAt);
    } else {
      setUint(view, valueAt, offsetBytes, field.valueOffset);
      const bytes = new Uint8Array(field.byteLength);
      field.write(new DataView(bytes.buffer), 0);
      yield { offset: field.valueOffset, bytes };
    }
  }
  setUint(view, countBytes + fields.length * entryBytes, offsetBytes, next());
  yield { offset, bytes: table };
}

function setUint(view: DataView, at: number, byteLength: number, value: number): void {
  if (byteLength === 8) view.setBigUint64(at, BigInt(value), true);
  else if (value >= 2 ** (8 * byteLength)) throw tooLarge(value);
  else if (byteLength === 4) view.setUint32(at, value, true);
  else view.setUint16(at, value, true);
}

/** Throws "unsupported": a classic TIFF file ends at 4 GiB. */
export function checkOffset({ isBig }: Dialect, end: number): void {
  if (!isBig && end >= 2 ** 32) throw tooLarge(end);
}

function tooLarge(value: number): StorageError {
  return new StorageError("unsupported", `Cannot write TIFF file: ${value} needs BigTIFF`, {
    format: "tiff",
    feature: "4 GiB in a classic file",
  });
}
