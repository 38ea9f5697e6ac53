/**
 * A small realistic OME-TIFF from nothing: two fluorescence channels of cells with shot noise, the same every time.
 * Tiled, deflate, little-endian; TIFF 6.0 §2 and §15, OME-TIFF 2016-06.
 */

import { writeFileSync } from "node:fs";
import { deflateSync } from "node:zlib";

const SIZE = 1024;
const TILE = 256;
const CHANNELS = [
  { name: "DAPI", color: 0x0000ffff, cells: 90, radius: 14, peak: 2600 },
  { name: "GFP", color: 0x00ff00ff, cells: 60, radius: 34, peak: 900 },
];

export function makeOmeTiff(path) {
  const random = seededRandom(20211129);
  const planes = CHANNELS.map((channel) => paint(channel, random));
  writeFileSync(path, encodeTiff(planes, omeXml()));
}

/** A grey plane: soft discs over a dim background, photon noise of variance equal to the mean. */
function paint({ cells, radius, peak }, random) {
  const light = new Float64Array(SIZE * SIZE).fill(110);
  for (let cell = 0; cell < cells; cell += 1) {
    const [cx, cy, r] = [random() * SIZE, random() * SIZE, radius * (0.7 + 0.6 * random())];
    const height = peak * (0.5 + random());
    for (let y = Math.max(0, Math.floor(cy - 2 * r)); y < Math.min(SIZE, cy + 2 * r); y += 1) {
      for (let x = Math.max(0, Math.floor(cx - 2 * r)); x < Math.min(SIZE, cx + 2 * r); x += 1) {
        const distance = ((x - cx) ** 2 + (y - cy) ** 2) / r ** 2;
        light[y * SIZE + x] += height * Math.exp(-(distance ** 2));
      }
    }
  }
  return Uint16Array.from(light, (mean) => Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random))));
}

function encodeTiff(planes, description) {
  const tilesAcross = SIZE / TILE;
  const text = Buffer.from(`${description}\0`);
  const parts = [Buffer.from([0x49, 0x49, 42, 0, 0, 0, 0, 0])];
  let end = 8;
  const append = (bytes) => {
    const offset = end;
    const padded = bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(1)]);
    parts.push(padded);
    end += padded.length;
    return offset;
  };
  let linkAt = 4;
  const links = [];
  for (const [i, plane] of planes.entries()) {
    const tiles = [];
    for (let ty = 0; ty < tilesAcross; ty += 1) {
      for (let tx = 0; tx < tilesAcross; tx += 1) {
        const tile = deflateSync(cutTile(plane, tx * TILE, ty * TILE));
        tiles.push({ offset: append(tile), length: tile.length });
      }
    }
    const offsets = append(uint32s(tiles.map(({ offset }) => offset)));
    const lengths = append(uint32s(tiles.map(({ length }) => length)));
    const entries = [
      [256, 4, 1, SIZE], // ImageWidth
      [257, 4, 1, SIZE], // ImageLength
      [258, 3, 1, 16], // BitsPerSample
      [259, 3, 1, 8], // Compression: deflate
      [262, 3, 1, 1], // PhotometricInterpretation: black is zero
      ...(i === 0 ? [[270, 2, text.length, append(text)]] : []), // ImageDescription
      [277, 3, 1, 1], // SamplesPerPixel
      [322, 4, 1, TILE], // TileWidth
      [323, 4, 1, TILE], // TileLength
      [324, 4, tiles.length, offsets], // TileOffsets
      [325, 4, tiles.length, lengths], // TileByteCounts
    ];
    const ifd = Buffer.alloc(2 + entries.length * 12 + 4);
    ifd.writeUInt16LE(entries.length, 0);
    for (const [k, [tag, type, count, value]] of entries.entries()) {
      ifd.writeUInt16LE(tag, 2 + k * 12);
      ifd.writeUInt16LE(type, 4 + k * 12);
      ifd.writeUInt32LE(count, 6 + k * 12);
      ifd.writeUInt32LE(value, 10 + k * 12);
    }
    const offset = append(ifd);
    links.push([linkAt, offset]);
    linkAt = offset + ifd.length - 4;
  }
  const file = Buffer.concat(parts);
  for (const [at, offset] of links) file.writeUInt32LE(offset, at);
  return file;
}

function cutTile(plane, x, y) {
  const tile = Buffer.alloc(TILE * TILE * 2);
  for (let row = 0; row < TILE; row += 1) {
    const from = plane.subarray((y + row) * SIZE + x, (y + row) * SIZE + x + TILE);
    for (const [i, value] of from.entries()) tile.writeUInt16LE(Math.min(value, 65535), (row * TILE + i) * 2);
  }
  return tile;
}

function omeXml() {
  const channels = CHANNELS.map(
    ({ name, color }, i) =>
      `<Channel ID="Channel:0:${i}" Name="${name}" Color="${color | 0}" SamplesPerPixel="1"/>`,
  );
  return (
    '<?xml version="1.0" encoding="UTF-8"?>' +
    '<OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06">' +
    '<Image ID="Image:0" Name="demo cells">' +
    `<Pixels ID="Pixels:0" DimensionOrder="XYCZT" Type="uint16" SizeX="${SIZE}" SizeY="${SIZE}" SizeZ="1" ` +
    `SizeC="${CHANNELS.length}" SizeT="1" PhysicalSizeX="0.325" PhysicalSizeY="0.325">` +
    `${channels.join("")}<TiffData/></Pixels></Image></OME>`
  );
}

function uint32s(values) {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [i, value] of values.entries()) bytes.writeUInt32LE(value, i * 4);
  return bytes;
}

/** Box-Muller: one standard normal number out of two uniform ones. */
function normal(random) {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Mulberry32: uniform in [0, 1). */
function seededRandom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
