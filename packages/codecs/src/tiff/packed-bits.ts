/**
 * `tiff.packed_bits`: integer samples of any number of bits, most significant bit first, each row padded to a byte.
 * TIFF 6.0 §8, "BitsPerSample" and "Compression" 1; signed ones in two's complement, §19.
 *
 * @module
 */

import { type Bytes, byteSize, type Chunk, createChunk } from "@chunkwright/core";
import { type ArrayToBytesCodec, exactly } from "../codec.ts";
import { badConfiguration, checkOptions, integerOption } from "../configuration.ts";
import { type Rows, rowsOf } from "./rows.ts";

const NAME = "tiff.packed_bits";

/** `{ bitsPerSample, axis }`: 1 to 31 bits except 8 and 16; elements have the smallest type; `axis` as for `rowsOf`. */
export const packedBits: ArrayToBytesCodec = {
  kind: "array-to-bytes",
  bind(configuration, { dataType, shape }) {
    checkOptions(NAME, configuration, ["bitsPerSample", "axis"]);
    const bitsPerSample = integerOption(NAME, configuration, "bitsPerSample", { min: 1, max: 31 });
    if (bitsPerSample === 8 || bitsPerSample === 16) {
      throw badConfiguration(NAME, `samples of ${bitsPerSample} bits are not packed`);
    }
    const bits = containerBits(bitsPerSample);
    if (dataType !== `uint${bits}` && dataType !== `int${bits}`) {
      throw badConfiguration(NAME, `${bitsPerSample} bits give int${bits} or uint${bits}, not ${dataType}`);
    }
    const rows = rowsOf(NAME, configuration, shape);
    return {
      encoded: exactly(rows.count * bytesPerRow(rows, bitsPerSample), byteSize(dataType)),
      isSynchronous: true,
      decode(encoded) {
        const chunk = createChunk(dataType, shape);
        const samples = samplesOf(chunk);
        unpack(encoded, bitsPerSample, rows, samples);
        if (dataType.startsWith("int")) extendSigns(samples, bitsPerSample);
        return chunk;
      },
      encode: (chunk) => pack(samplesOf(chunk), bitsPerSample, dataType.startsWith("int"), rows),
    };
  },
};

function containerBits(bitsPerSample: number): 8 | 16 | 32 {
  if (bitsPerSample < 8) return 8;
  return bitsPerSample < 16 ? 16 : 32;
}

function bytesPerRow({ length }: Rows, bitsPerSample: number): number {
  return Math.ceil((length * bitsPerSample) / 8);
}

type Samples = Int8Array | Int16Array | Int32Array | Uint8Array | Uint16Array | Uint32Array;

function samplesOf({ data }: Chunk): Samples {
  if (data instanceof Uint8Array || data instanceof Uint16Array || data instanceof Uint32Array) return data;
  if (data instanceof Int8Array || data instanceof Int16Array || data instanceof Int32Array) return data;
  throw new TypeError("Packed samples are integers");
}

/** Samples of up to this many bits, with the rest of the byte before, fit the 32 bits of bitwise operators. */
const MOST_BITS_AT_ONCE = 25;

function unpack(bytes: Bytes, bitsPerSample: number, rows: Rows, samples: Samples): void {
  const rowBytes = bytesPerRow(rows, bitsPerSample);
  const unpackRow = bitsPerSample > MOST_BITS_AT_ONCE ? unpackInParts : unpackAtOnce;
  for (let row = 0; row < rows.count; row += 1) {
    const start = row * rows.length;
    unpackRow(bytes, row * rowBytes, bitsPerSample, samples, start, start + rows.length);
  }
}

function unpackAtOnce(
  bytes: Bytes,
  from: number,
  bitsPerSample: number,
  samples: Samples,
  start: number,
  end: number,
): void {
  const mask = 2 ** bitsPerSample - 1;
  let held = 0;
  let bitCount = 0;
  for (let to = start, next = from; to < end; to += 1) {
    for (; bitCount < bitsPerSample; bitCount += 8) held = (held << 8) | bytes[next++]!;
    bitCount -= bitsPerSample;
    samples[to] = (held >>> bitCount) & mask;
  }
}

/** A byte's share at a time. */
function unpackInParts(
  bytes: Bytes,
  from: number,
  bitsPerSample: number,
  samples: Samples,
  start: number,
  end: number,
): void {
  let left = 8;
  for (let to = start, next = from; to < end; to += 1) {
    let sample = 0;
    for (let wanted = bitsPerSample; wanted > 0; ) {
      const taken = Math.min(wanted, left);
      left -= taken;
      sample = (sample << taken) | ((bytes[next]! >>> left) & ((1 << taken) - 1));
      wanted -= taken;
      if (left === 0) {
        next += 1;
        left = 8;
      }
    }
    samples[to] = sample;
  }
}

/** Sign-extends a sample. */
function extendSigns(samples: Samples, bitsPerSample: number): void {
  const unused = 32 - bitsPerSample;
  for (let i = 0; i < samples.length; i += 1) samples[i] = (samples[i]! << unused) >> unused;
}

/** Throws `RangeError` for a sample that does not fit. */
function pack(samples: Samples, bitsPerSample: number, isSigned: boolean, rows: Rows): Bytes {
  const least = isSigned ? -(2 ** (bitsPerSample - 1)) : 0;
  const rowBytes = bytesPerRow(rows, bitsPerSample);
  const bytes = new Uint8Array(rows.count * rowBytes);
  for (let row = 0, from = 0; row < rows.count; row += 1) {
    let to = row * rowBytes;
    let left = 8;
    for (let i = 0; i < rows.length; i += 1) {
      const sample = samples[from++]!;
      if (sample < least || sample >= least + 2 ** bitsPerSample) {
        throw new RangeError(`Sample ${sample} does not fit ${bitsPerSample} bits`);
      }
      for (let remaining = bitsPerSample; remaining > 0; ) {
        const put = Math.min(remaining, left);
        left -= put;
        remaining -= put;
        bytes[to] = bytes[to]! | (((sample >>> remaining) & ((1 << put) - 1)) << left);
        if (left === 0) {
          to += 1;
          left = 8;
        }
      }
    }
  }
  return bytes;
}
