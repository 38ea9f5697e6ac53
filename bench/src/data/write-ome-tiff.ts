/**
 * Writes a large OME-TIFF without reading one: BigTIFF, tiles of Deflate, one IFD per plane, no pyramid.
 *
 * @module
 */

import { open } from "node:fs/promises";
import { deflateSync } from "node:zlib";
import { cells } from "./cells.ts";
import { seededRandom } from "./seeded-random.ts";

export interface OmeTiffSize {
  readonly channels: number;
  readonly slices: number;
  /** Pixels along x and y, a multiple of `TILE`. */
  readonly side: number;
}

/** Side of a tile in pixels. */
export const TILE = 512;
/** Tiles that differ; the image repeats them in a seeded order, so that making it takes seconds. */
const VARIANTS = 64;

/** BigTIFF, "BigTIFF Design": bytes of the header, and of an entry of an IFD. */
const HEADER_BYTES = 16;
const ENTRY_BYTES = 20;
const ASCII = 2;
const SHORT = 3;
const LONG8 = 16;

/** Bytes of the decoded pixels. */
export function decodedByteLength({ channels, slices, side }: OmeTiffSize): number {
  return channels * slices * side * side * Uint16Array.BYTES_PER_ELEMENT;
}

export async function writeOmeTiff(path: string, size: OmeTiffSize): Promise<void> {
  const tiles = Array.from({ length: VARIANTS }, (_, seed) =>
    deflateSync(new Uint8Array(cells(TILE, TILE, seed).buffer), { level: 6 }),
  );
  const next = seededRandom(VARIANTS);
  const file = await open(path, "w");
  try {
    const planes = size.channels * size.slices;
    const tilesPerPlane = (size.side / TILE) ** 2;
    let end = HEADER_BYTES;
    const append = async (bytes: Uint8Array): Promise<number> => {
      const offset = end;
      await file.write(bytes, 0, bytes.byteLength, offset);
      end += bytes.byteLength;
      return offset;
    };
    const stored: { readonly offset: number; readonly length: number }[] = [];
    for (let i = 0; i < planes * tilesPerPlane; i += 1) {
      const tile = tiles[Math.floor(next() * VARIANTS)]!;
      stored.push({ offset: await append(tile), length: tile.byteLength });
    }
    const description = Buffer.from(`${omeXml(size)}\0`);
    const descriptionOffset = await append(description);
    const ifds: { readonly entries: readonly Entry[] }[] = [];
    for (let plane = 0; plane < planes; plane += 1) {
      const places = stored.slice(plane * tilesPerPlane, (plane + 1) * tilesPerPlane);
      const offsets = await append(longs(places.map(({ offset }) => offset)));
      const byteCounts = await append(longs(places.map(({ length }) => length)));
      ifds.push({
        entries: [
          { tag: 256, type: LONG8, value: size.side },
          { tag: 257, type: LONG8, value: size.side },
          { tag: 258, type: SHORT, value: 16 },
          { tag: 259, type: SHORT, value: 8 },
          { tag: 262, type: SHORT, value: 1 },
          ...(plane === 0
            ? [{ tag: 270, type: ASCII, count: description.byteLength, value: descriptionOffset }]
            : []),
          { tag: 277, type: SHORT, value: 1 },
          { tag: 322, type: SHORT, value: TILE },
          { tag: 323, type: SHORT, value: TILE },
          { tag: 324, type: LONG8, count: tilesPerPlane, value: offsets },
          { tag: 325, type: LONG8, count: tilesPerPlane, value: byteCounts },
        ],
      });
    }
    const firstIfd = end;
    for (const [i, { entries }] of ifds.entries()) {
      const following = i + 1 < ifds.length ? end + 8 + entries.length * ENTRY_BYTES + 8 : 0;
      await append(encodeIfd(entries, following));
    }
    await file.write(encodeHeader(firstIfd), 0, HEADER_BYTES, 0);
  } finally {
    await file.close();
  }
}

interface Entry {
  readonly tag: number;
  readonly type: number;
  /** 1 unless given. */
  readonly count?: number;
  /** Or its offset. */
  readonly value: number;
}

/** Byte order "II", version 43, offset size 8, zero, offset of the first IFD. */
function encodeHeader(firstIfd: number): Uint8Array {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write("II");
  header.writeUInt16LE(43, 2);
  header.writeUInt16LE(8, 4);
  header.writeBigUInt64LE(BigInt(firstIfd), 8);
  return header;
}

/** Number of entries, entries (tag, type, count, value), offset of the next IFD or 0. */
function encodeIfd(entries: readonly Entry[], next: number): Uint8Array {
  const ifd = Buffer.alloc(8 + entries.length * ENTRY_BYTES + 8);
  ifd.writeBigUInt64LE(BigInt(entries.length), 0);
  for (const [i, { tag, type, count = 1, value }] of entries.entries()) {
    const at = 8 + i * ENTRY_BYTES;
    ifd.writeUInt16LE(tag, at);
    ifd.writeUInt16LE(type, at + 2);
    ifd.writeBigUInt64LE(BigInt(count), at + 4);
    ifd.writeBigUInt64LE(BigInt(value), at + 12);
  }
  ifd.writeBigUInt64LE(BigInt(next), ifd.byteLength - 8);
  return ifd;
}

function longs(values: readonly number[]): Uint8Array {
  return new Uint8Array(BigUint64Array.from(values, BigInt).buffer);
}

function omeXml({ channels, slices, side }: OmeTiffSize): string {
  const channel = Array.from(
    { length: channels },
    (_, c) => `<Channel ID="Channel:0:${c}" Name="c${c}" SamplesPerPixel="1"/>`,
  );
  return (
    `<?xml version="1.0" encoding="UTF-8"?><OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06">` +
    `<Image ID="Image:0" Name="bench"><Pixels ID="Pixels:0" DimensionOrder="XYZCT" Type="uint16" BigEndian="false" ` +
    `SizeX="${side}" SizeY="${side}" SizeZ="${slices}" SizeC="${channels}" SizeT="1" ` +
    `PhysicalSizeX="0.5" PhysicalSizeY="0.5" PhysicalSizeZ="2">${channel.join("")}<TiffData/></Pixels></Image></OME>`
  );
}
