/**
 * `hdf5.szip`: adaptive entropy coding, preceded by the decoded length; HDF5 filter 4. HDF5 2.0, H5Zszip.c; libaec 1.1,
 * sz_compat.c.
 *
 * @module
 */

import { type Bytes, StorageError } from "@chunkwright/core";
import { type BytesToBytesCodec, compressed } from "../codec.ts";
import { badOption, checkOptions, integerOption } from "../configuration.ts";
import { refuseEncoding } from "../decode-only.ts";
import { bitReader } from "../entropy/bit-reader.ts";
import { decodeInterval, type EntropyCoding } from "./adaptive-entropy.ts";

const NAME = "hdf5.szip";
/** SZ_MSB_OPTION_MASK and SZ_NN_OPTION_MASK. szlib.h. */
const MSB = 16;
const NN = 32;
const MAX_BITS = 24;
/** Longer samples are coded as planes of their bytes. */
const PLANAR_BITS = [32, 64];

interface Options {
  readonly isMsb: boolean;
  readonly isPreprocessed: boolean;
  readonly pixelsPerBlock: number;
  readonly bitsPerPixel: number;
  readonly pixelsPerScanline: number;
}

/**
 * `{ optionsMask, pixelsPerBlock, bitsPerPixel, pixelsPerScanline }`: the filter's client data. Decodes only.
 */
export const szip: BytesToBytesCodec = {
  kind: "bytes-to-bytes",
  bind(configuration, decoded) {
    checkOptions(NAME, configuration, ["optionsMask", "pixelsPerBlock", "bitsPerPixel", "pixelsPerScanline"]);
    const mask = integerOption(NAME, configuration, "optionsMask", { min: 0, max: 65535 });
    const pixelsPerBlock = integerOption(NAME, configuration, "pixelsPerBlock", { min: 2, max: 32 });
    if (pixelsPerBlock % 2 !== 0) throw badOption(NAME, "pixelsPerBlock", pixelsPerBlock, "an even number");
    const bitsPerPixel = integerOption(NAME, configuration, "bitsPerPixel", { min: 1, max: 64 });
    if (bitsPerPixel > MAX_BITS && !PLANAR_BITS.includes(bitsPerPixel)) {
      throw badOption(NAME, "bitsPerPixel", bitsPerPixel, "1 to 24, 32 or 64");
    }
    const options: Options = {
      isMsb: Math.floor(mask / MSB) % 2 === 1,
      isPreprocessed: Math.floor(mask / NN) % 2 === 1,
      pixelsPerBlock,
      bitsPerPixel,
      pixelsPerScanline: integerOption(NAME, configuration, "pixelsPerScanline", { min: 1, max: 4096 }),
    };
    return {
      encoded: compressed(decoded),
      decode: (encoded) => decodeSzip(encoded, options, decoded.maxByteLength),
      encode: refuseEncoding(NAME),
    };
  },
};

/** Little-endian, before the coded samples. */
const LENGTH_BYTES = 4;
/** A run of 64 zero blocks of 32 samples takes a byte. */
const MAX_RATIO = 64 * 32 * 4;

function decodeSzip(bytes: Bytes, options: Options, maxByteLength: number): Bytes {
  if (bytes.length < LENGTH_BYTES) throw badData(`${bytes.length} bytes have no length`);
  const byteLength = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (byteLength > maxByteLength || byteLength > bytes.length * MAX_RATIO) {
    throw badData(`${bytes.length} bytes claim to hold ${byteLength}, ${maxByteLength} are wanted at most`);
  }
  const isPlanar = PLANAR_BITS.includes(options.bitsPerPixel);
  const decoded = decodeSamples(bytes, isPlanar ? { ...options, bitsPerPixel: 8 } : options, byteLength);
  return isPlanar ? interleave(decoded, options.bitsPerPixel / 8) : decoded;
}

/** Every scanline is a separate interval, padded to whole blocks. */
function decodeSamples(bytes: Bytes, options: Options, byteLength: number): Bytes {
  const { bitsPerPixel, pixelsPerBlock, pixelsPerScanline, isPreprocessed, isMsb } = options;
  const coding: EntropyCoding = {
    bitsPerSample: bitsPerPixel,
    blockSize: pixelsPerBlock,
    blocksPerInterval: Math.ceil(pixelsPerScanline / pixelsPerBlock),
    isPreprocessed,
  };
  const reader = bitReader(bytes, LENGTH_BYTES, () => badData("its bytes end too early"));
  const pixelBytes = bitsPerPixel > 16 ? 4 : bitsPerPixel > 8 ? 2 : 1;
  const pixelCount = byteLength / pixelBytes;
  if (!Number.isInteger(pixelCount))
    throw badData(`${byteLength} bytes are not a whole number of pixels of ${bitsPerPixel} bits`);
  const output = new Uint8Array(byteLength);
  const view = new DataView(output.buffer);
  const isPadded = pixelsPerScanline % pixelsPerBlock !== 0;
  for (let start = 0; start < pixelCount; start += pixelsPerScanline) {
    const wanted = Math.min(pixelsPerScanline, pixelCount - start);
    const samples = new Uint32Array(isPadded ? pixelsPerScanline : wanted);
    decodeInterval(reader, samples, coding, badData);
    for (let i = 0; i < wanted; i += 1) {
      const position = (start + i) * pixelBytes;
      if (pixelBytes === 1) output[position] = samples[i]!;
      else if (pixelBytes === 2) view.setUint16(position, samples[i]!, !isMsb);
      else view.setUint32(position, samples[i]!, !isMsb);
    }
  }
  return output;
}

/** Planes of bytes as words. */
function interleave(planes: Bytes, wordSize: number): Bytes {
  const words = new Uint8Array(planes.length);
  const count = Math.floor(planes.length / wordSize);
  for (let place = 0; place < wordSize; place += 1) {
    for (let i = 0; i < count; i += 1) words[i * wordSize + place] = planes[place * count + i]!;
  }
  words.set(planes.subarray(count * wordSize), count * wordSize);
  return words;
}

function badData(fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot decode szip: ${fact}`, { format: "szip" });
}
