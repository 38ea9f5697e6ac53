/**
 * `tiff.png`: each tile or strip a PNG file without palette or interlacing. PNG (Third Edition), W3C 2025. Decodes
 * only.
 *
 * @module
 */

import { type Bytes, byteSize, dataViewOf, StorageError } from "@chunkwright/core";
import type { ArrayToBytesCodec } from "../codec.ts";
import { MAX_DEFLATE_RATIO } from "../deflate/deflate-envelope.ts";
import { loadDeflate } from "../deflate/load-deflate.ts";
import { loadKernel } from "../kernel/wasm-module.ts";
import { badPicture, imageCodec, type Picture } from "./image-codec.ts";

const TITLE = "PNG";

/** No options. */
export const png: ArrayToBytesCodec = imageCodec({
  name: "tiff.png",
  title: TITLE,
  dataTypes: ["uint8", "uint16"],
  async decode(encoded, { dataType }) {
    const { bitsPerSample, ...picture } = await decodePng(encoded);
    if (bitsPerSample === 8 * byteSize(dataType)) return picture;
    throw badPicture(TITLE, `its samples have ${bitsPerSample} bits, not those of ${dataType}`);
  },
});

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Samples per pixel by colour type. PNG §11.2.1, IHDR; 3 is a palette. */
const SAMPLE_COUNTS: { readonly [colourType: number]: number } = { 0: 1, 2: 3, 4: 2, 6: 4 };

/** The picture, its samples 8 or 16 bits wide. Rejects with "unsupported" for other files. */
export async function decodePng(bytes: Bytes): Promise<Picture & { readonly bitsPerSample: number }> {
  const { header, data } = await readChunks(bytes);
  const { width, height, bitsPerSample, sampleCount } = header;
  const pixelBytes = (sampleCount * bitsPerSample) / 8;
  const rowBytes = width * pixelBytes;
  const byteLength = height * (1 + rowBytes);
  if (byteLength > data.byteLength * MAX_DEFLATE_RATIO) throw badPicture(TITLE, `it is ${width} x ${height}`);
  const { inflate } = await loadDeflate();
  const filtered = await inflate(data, "zlib", byteLength);
  if (filtered.byteLength !== byteLength) throw badPicture(TITLE, "its rows are not all there");
  const samples = unfilter(filtered, height, rowBytes, pixelBytes);
  if (bitsPerSample === 16) toHostOrder(samples);
  return { width, height, sampleCount, bitsPerSample, samples };
}

/**
 * Chunks. PNG §5.3.
 *   0  4  length n, big-endian
 *   4  4  type
 *   8  n  data
 *   then  4  CRC-32 of type and data
 */
async function readChunks(bytes: Bytes) {
  if (SIGNATURE.some((byte, i) => bytes[i] !== byte)) throw badPicture(TITLE, "it has no signature");
  const view = dataViewOf(bytes);
  const parts: Bytes[] = [];
  let header: ReturnType<typeof parseHeader> | undefined;
  for (let at = SIGNATURE.length; ; ) {
    if (at + 12 > bytes.byteLength) throw badPicture(TITLE, `it ends at byte ${bytes.byteLength}`);
    const end = at + 8 + view.getUint32(at);
    if (end + 4 > bytes.byteLength) throw badPicture(TITLE, `the chunk at byte ${at} reaches beyond its end`);
    if ((await crc32(bytes.subarray(at + 4, end))) !== view.getUint32(end)) {
      throw badPicture(TITLE, `the checksum of the chunk at byte ${at} is wrong`);
    }
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const data = bytes.subarray(at + 8, end);
    if (type === "IHDR") header = parseHeader(data);
    if (type === "IDAT") parts.push(data);
    if (type === "IEND") break;
    at = end + 4;
  }
  if (!header) throw badPicture(TITLE, "it has no header");
  return { header, data: new Uint8Array(await new Blob(parts).arrayBuffer()) };
}

/**
 * IHDR. PNG §11.2.1.
 *   0  4  width
 *   4  4  height
 *   8  1  bits per sample
 *   9  1  colour type
 *  12  1  interlace method
 */
function parseHeader(data: Bytes) {
  if (data.byteLength < 13) throw badPicture(TITLE, "its header is too short");
  const view = dataViewOf(data);
  const bitsPerSample = view.getUint8(8);
  const colourType = view.getUint8(9);
  const sampleCount = SAMPLE_COUNTS[colourType];
  if (sampleCount === undefined || (bitsPerSample !== 8 && bitsPerSample !== 16) || view.getUint8(12) !== 0) {
    const feature = `colour type ${colourType}, ${bitsPerSample} bits, interlace method ${view.getUint8(12)}`;
    throw new StorageError("unsupported", `Cannot decode ${TITLE}: it has ${feature}`, {
      format: TITLE,
      feature,
    });
  }
  return { width: view.getUint32(0), height: view.getUint32(4), bitsPerSample, sampleCount };
}

async function crc32(bytes: Bytes): Promise<number> {
  const kernel = await loadKernel("inflate");
  kernel.reserve(bytes.byteLength).set(bytes, kernel.heap);
  return kernel.call("crc32", kernel.heap, bytes.byteLength) >>> 0;
}

/** Each row starts with its filter type; filters predict bytes from the pixels to the left and above. PNG §9. */
function unfilter(filtered: Bytes, height: number, rowBytes: number, pixelBytes: number): Bytes {
  const samples = new Uint8Array(height * rowBytes);
  for (let y = 0; y < height; y += 1) {
    const from = y * (1 + rowBytes);
    const predict = PREDICTORS[filtered[from]!];
    if (!predict) throw badPicture(TITLE, `row ${y} has the filter ${filtered[from]}`);
    const to = y * rowBytes;
    for (let i = 0; i < rowBytes; i += 1) {
      const left = i < pixelBytes ? 0 : samples[to + i - pixelBytes]!;
      const above = y === 0 ? 0 : samples[to + i - rowBytes]!;
      const corner = i < pixelBytes || y === 0 ? 0 : samples[to + i - rowBytes - pixelBytes]!;
      samples[to + i] = filtered[from + 1 + i]! + predict(left, above, corner);
    }
  }
  return samples;
}

/** What each filter type predicts. PNG §9.2. */
const PREDICTORS: readonly ((left: number, above: number, corner: number) => number)[] = [
  () => 0,
  (left) => left,
  (_, above) => above,
  (left, above) => (left + above) >>> 1,
  paeth,
];

/** PNG §9.4. */
function paeth(left: number, above: number, corner: number): number {
  const estimate = left + above - corner;
  const toLeft = Math.abs(estimate - left);
  const toAbove = Math.abs(estimate - above);
  const toCorner = Math.abs(estimate - corner);
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

/** PNG stores the high byte first. */
function toHostOrder(samples: Bytes): void {
  const words = new Uint16Array(samples.buffer);
  const view = new DataView(samples.buffer);
  for (let i = 0; i < words.length; i += 1) words[i] = view.getUint16(2 * i);
}
