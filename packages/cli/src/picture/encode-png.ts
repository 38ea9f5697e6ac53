/**
 * Pictures as PNG files. W3C Portable Network Graphics Specification, Third Edition.
 *
 * @module
 */

import { crc32, deflateSync } from "node:zlib";
import type { Bytes } from "@chunkwright/core";

/** A picture of 8 bits a sample. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue of each pixel, row by row. */
  readonly rgb: Bytes;
}

/** §5.2. */
const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** Truecolour, neither filtered nor interlaced. */
export function encodePng({ width, height, rgb }: Picture): Bytes {
  return new Uint8Array(
    Buffer.concat([
      SIGNATURE,
      chunk("IHDR", header(width, height)),
      chunk("IDAT", deflateSync(scanlines(width, height, rgb))),
      chunk("IEND", new Uint8Array(0)),
    ]),
  );
}

/**
 * §11.2.1.
 *   0  4  width
 *   4  4  height
 *   8  1  bit depth, 8
 *   9  1  colour type, 2: truecolour
 *  10  3  compression, filter and interlace method, 0
 */
function header(width: number, height: number): Uint8Array {
  const bytes = new Uint8Array(13);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  bytes.set([8, 2], 8);
  return bytes;
}

/** Each row behind its filter type, 0: none. §9. */
function scanlines(width: number, height: number, rgb: Bytes): Uint8Array {
  const rowBytes = 3 * width;
  const bytes = new Uint8Array(height * (1 + rowBytes));
  for (let y = 0; y < height; y += 1) {
    bytes.set(rgb.subarray(y * rowBytes, (y + 1) * rowBytes), y * (1 + rowBytes) + 1);
  }
  return bytes;
}

/** Length, type, data, and the CRC of type and data. §5.3. */
function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(data, 8);
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)));
  return bytes;
}
