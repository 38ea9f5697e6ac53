/**
 * Writes a large synthetic OME-TIFF, streaming: node scripts/make-big-ome-tiff.mjs PATH GIB [--raw] [--strips]
 *
 * One BigTIFF of two square planes of uint16, two channels, GIB GiB decoded, in tiles of 512 x 512, Deflate level 1.
 * `--raw` stores the tiles uncompressed, `--strips` stores each plane as one uncompressed strip. The same arguments
 * give the same bytes: smooth structure with noise in the low bits, as a camera gives.
 */

import { closeSync, openSync, writeSync } from "node:fs";
import { deflateSync } from "node:zlib";

const CHANNELS = 2;
const TILE = 512;

const [path, gib] = process.argv.slice(2);
const size = Number(gib) * 2 ** 30;
if (!path || !(size > 0)) {
  console.error("usage: node scripts/make-big-ome-tiff.mjs PATH GIB [--raw] [--strips]");
  process.exit(2);
}
const isStrips = process.argv.includes("--strips");
const isRaw = isStrips || process.argv.includes("--raw");
const side = Math.ceil(Math.sqrt(size / 2 / CHANNELS) / TILE) * TILE;

const file = openSync(path, "w");
let position = 0;
append(Buffer.alloc(16));

const planes = [];
for (let channel = 0; channel < CHANNELS; channel += 1) {
  const chunks = [];
  for (let y = 0; y < side; y += TILE) {
    if (isStrips) {
      const start = position;
      append(pixels(channel, 0, y, side));
      if (y === 0) chunks.push({ offset: start, length: side * side * 2 });
      continue;
    }
    for (let x = 0; x < side; x += TILE) {
      const bytes = pixels(channel, x, y, TILE);
      chunks.push(append(isRaw ? bytes : deflateSync(bytes, { level: 1 })));
    }
  }
  planes.push(chunks);
}
const xml = `<?xml version="1.0" encoding="UTF-8"?>
<OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06"><Image ID="Image:0" Name="synthetic"><Pixels ID="Pixels:0" \
DimensionOrder="XYZCT" Type="uint16" SizeX="${side}" SizeY="${side}" SizeZ="1" SizeC="${CHANNELS}" SizeT="1" \
PhysicalSizeX="0.325" PhysicalSizeY="0.325"><Channel ID="Channel:0:0" SamplesPerPixel="1"/>\
<Channel ID="Channel:0:1" SamplesPerPixel="1"/><TiffData/></Pixels></Image></OME>`;
overwrite(0, Buffer.from([0x49, 0x49, 43, 0, 8, 0, 0, 0]));
let linkAt = 8;
for (const [channel, chunks] of planes.entries()) {
  const ifd = appendIfd(chunks, channel === 0 ? xml : undefined);
  overwrite(linkAt, word(ifd.offset));
  linkAt = ifd.offset + ifd.length - 8;
}
closeSync(file);
console.log(`${path}: ${CHANNELS} x ${side} x ${side} uint16, ${(position / 2 ** 30).toFixed(2)} GiB stored`);

/** Rows of `width` pixels, TILE of them. */
function pixels(channel, x0, y0, width) {
  const data = new Uint16Array(width * TILE);
  let noise = (x0 * 31 + y0 * 17 + channel + 1) >>> 0;
  for (let y = 0; y < TILE; y += 1) {
    for (let x = 0; x < width; x += 1) {
      noise = (Math.imul(noise, 1664525) + 1013904223) >>> 0;
      data[y * width + x] = 1000 + (((x0 + x) >> 4) ^ ((y0 + y) >> 4)) * (channel + 1) + (noise >>> 28);
    }
  }
  return Buffer.from(data.buffer);
}

function append(bytes) {
  const offset = position;
  position += bytes.length;
  return { offset, length: overwrite(offset, bytes) };
}

function overwrite(offset, bytes) {
  let done = 0;
  while (done < bytes.length) done += writeSync(file, bytes, done, bytes.length - done, offset + done);
  return done;
}

/** BigTIFF: 8 bytes of entry count, 20 an entry (tag, type, count, value or where it is), 8 of the next IFD's offset. */
function appendIfd(chunks, description) {
  const entries = [
    [256, 4, [side]],
    [257, 4, [side]],
    [258, 3, [16]],
    [259, 3, [isRaw ? 1 : 8]],
    [262, 3, [1]],
    ...(description ? [[270, 2, Buffer.from(`${description}\0`)]] : []),
    ...(isStrips ? [[273, 16, chunks.map(({ offset }) => offset)]] : []),
    [277, 3, [1]],
    ...(isStrips
      ? [
          [278, 4, [side]],
          [279, 16, chunks.map(({ length }) => length)],
        ]
      : [
          [322, 4, [TILE]],
          [323, 4, [TILE]],
          [324, 16, chunks.map(({ offset }) => offset)],
          [325, 16, chunks.map(({ length }) => length)],
        ]),
  ];
  const rows = entries.map(([tag, type, values]) => {
    const head = Buffer.alloc(4);
    head.writeUInt16LE(tag, 0);
    head.writeUInt16LE(type, 2);
    const bytes = Buffer.isBuffer(values) ? values : Buffer.concat(values.map(word));
    return Buffer.concat([head, word(values.length), bytes.length > 8 ? word(append(bytes).offset) : bytes]);
  });
  return append(Buffer.concat([word(rows.length), ...rows, word(0)]));
}

function word(value) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
