/**
 * Reading the bit depth of a JPEG XL picture, which decoders that scale samples to whole bytes do not report.
 * ISO/IEC 18181-1 Annexes A, D and E; ISO/IEC 18181-2 §9 (boxes).
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";

/** Bits of integer samples; `undefined` for floats, and if the header does not state them near its beginning. */
export function jpegXlBitDepth(encoded: Bytes): number | undefined {
  const codestream = codestreamOf(encoded);
  if (codestream?.[0] !== 0xff || codestream[1] !== 0x0a) return undefined;
  const bits = new HeaderBits(codestream.subarray(2));
  skipSize(bits);
  const isDefault = bits.flag();
  if (isDefault) return 8;
  if (bits.flag()) {
    bits.read(3); // orientation
    if (bits.flag()) skipSize(bits);
    if (bits.flag()) return undefined; // a preview
    if (bits.flag()) skipAnimation(bits);
  }
  const isFloat = bits.flag();
  const depth = bits.choose([8, 0], [10, 0], [12, 0], [1, 6]);
  return isFloat || bits.isBeyondEnd ? undefined : depth;
}

type Range = readonly [from: number, count: number];

/** SizeHeader, §D.2. */
function skipSize(bits: HeaderBits): void {
  const isInEights = bits.flag();
  const side = () => (isInEights ? bits.read(5) : bits.choose([1, 9], [1, 13], [1, 18], [1, 30]));
  side();
  const ratio = bits.read(3);
  if (ratio === 0) side();
}

/** AnimationHeader, §D.3.5: ticks, loops, time codes. */
function skipAnimation(bits: HeaderBits): void {
  bits.choose([100, 0], [1000, 0], [1, 10], [1, 30]);
  bits.choose([1, 0], [1001, 0], [1, 8], [1, 10]);
  bits.choose([0, 0], [0, 3], [0, 16], [0, 32]);
  bits.flag();
}

/**
 * The codestream, or its first part, in a file with boxes.
 *   0  4  length of the box, big-endian; 0 up to the end of the file
 *   4  4  type: `jxlc` is the codestream, `jxlp` a part of it, after its number in 4 bytes
 */
function codestreamOf(encoded: Bytes): Bytes | undefined {
  if (encoded[0] === 0xff) return encoded;
  const view = new DataView(encoded.buffer, encoded.byteOffset, encoded.byteLength);
  for (let at = 0; at + 8 <= encoded.byteLength; ) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...encoded.subarray(at + 4, at + 8));
    if (type === "jxlc") return encoded.subarray(at + 8);
    if (type === "jxlp") return encoded.subarray(at + 12);
    // Boxes over 4 GiB are no headers.
    if (length < 8) return undefined;
    at += length;
  }
  return undefined;
}

/** Reads bits, least significant first. ISO/IEC 18181-1 Annex B. */
class HeaderBits {
  readonly #bytes: Bytes;
  #position = 0;

  constructor(bytes: Bytes) {
    this.#bytes = bytes;
  }

  get isBeyondEnd(): boolean {
    return this.#position > 8 * this.#bytes.byteLength;
  }

  read(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i += 1, this.#position += 1) {
      const byte = this.#bytes[Math.floor(this.#position / 8)] ?? 0;
      value += ((byte >> (this.#position % 8)) & 1) * 2 ** i;
    }
    return value;
  }

  flag(): boolean {
    return this.read(1) === 1;
  }

  /** U32: two bits tell which range a number is of. */
  choose(...ranges: readonly [Range, Range, Range, Range]): number {
    const [from, count] = ranges[this.read(2)]!;
    return from + this.read(count);
  }
}
