/**
 * Small TIFF files, made to measure: one page of uint16 samples in strips, pixel number n holding n modulo 65536.
 *
 * @module
 */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { deflateSync } from "node:zlib";

export interface TinyTiff {
  readonly width?: number;
  readonly height?: number;
  readonly rowsPerStrip?: number;
  /** Strips whose Deflate stream is damaged. */
  readonly damaged?: readonly number[];
  /** Bytes that each strip holds beyond its pixels. */
  readonly surplus?: number;
}

/** Deflate-compressed, little-endian. TIFF 6.0 §2, §8. */
export function tinyTiff({
  width = 40,
  height = 30,
  rowsPerStrip = 8,
  damaged = [],
  surplus = 0,
}: TinyTiff = {}): Buffer {
  const pixels = new Uint16Array(width * height).map((_, i) => i);
  const strips: Buffer[] = [];
  for (let row = 0; row < height; row += rowsPerStrip) {
    const rows = Buffer.from(pixels.slice(row * width, (row + rowsPerStrip) * width).buffer);
    const strip = deflateSync(Buffer.concat([rows, Buffer.alloc(surplus)]));
    if (damaged.includes(strips.length)) strip.fill(0xff, 2);
    strips.push(strip);
  }
  let end = 8;
  const offsets = strips.map(({ length }) => {
    const offset = end;
    end += length;
    return offset;
  });
  const tables = [...offsets, ...strips.map(({ length }) => length)];
  const ifdOffset = end + tables.length * 4;
  const entry = (tag: number, value: number, type = 4, count = 1) => {
    const bytes = Buffer.alloc(12);
    bytes.writeUInt16LE(tag, 0);
    bytes.writeUInt16LE(type, 2);
    bytes.writeUInt32LE(count, 4);
    bytes.writeUInt32LE(value, 8);
    return bytes;
  };
  const table = (tag: number, first: number, values: readonly number[]) =>
    values.length === 1 ? entry(tag, values[0]!) : entry(tag, first, 4, values.length);
  const entries = [
    entry(256, width),
    entry(257, height),
    entry(258, 16, 3),
    entry(259, 8, 3),
    entry(262, 1, 3),
    table(273, end, offsets),
    entry(277, 1, 3),
    entry(278, rowsPerStrip),
    table(279, end + strips.length * 4, tables.slice(strips.length)),
  ];
  const header = Buffer.from([0x49, 0x49, 42, 0, 0, 0, 0, 0]);
  header.writeUInt32LE(ifdOffset, 4);
  const numbers = Buffer.from(Uint32Array.from(tables).buffer);
  return Buffer.concat([
    header,
    ...strips,
    numbers,
    Buffer.from([entries.length, 0]),
    ...entries,
    Buffer.alloc(4),
  ]);
}

/** Writes such a file and gives its path. */
export async function writeTinyTiff(directory: string, name: string, options?: TinyTiff): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, tinyTiff(options));
  return path;
}
