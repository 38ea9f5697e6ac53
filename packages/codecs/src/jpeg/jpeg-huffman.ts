/**
 * Decoding Huffman-coded blocks of DCT coefficients, sequential and progressive. ITU-T T.81 §F.2.2 and §G.1.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import { type HuffmanTable, JpegBits } from "./jpeg-bits.ts";
import { type BlockDecoder, ZIGZAG } from "./jpeg-blocks.ts";
import { badJpeg } from "./jpeg-error.ts";
import type { JpegFrame, JpegScan } from "./jpeg-frame.ts";

export function huffmanBlocks(bytes: Bytes, scan: JpegScan, frame: JpegFrame): BlockDecoder {
  const bits = new JpegBits(bytes, scan.dataStart);
  const coded = scan.components.map(({ dc, ac }): CodedComponent => {
    return { dc: scan.huffman.get(dc), ac: scan.huffman.get(ac), prediction: 0 };
  });
  const { decode, restart } = blockDecoder(bits, scan, frame);
  return {
    decode: (n, coefficients, at) => decode(coded[n]!, coefficients, at),
    restart(n) {
      bits.restart(n);
      for (const component of coded) component.prediction = 0;
      restart();
    },
    get position() {
      return bits.position;
    },
  };
}

interface CodedComponent {
  readonly dc: HuffmanTable | undefined;
  readonly ac: HuffmanTable | undefined;
  /** DC of the block before. */
  prediction: number;
}

/** A way of decoding the blocks of a scan, with its state to be reset at a restart. */
interface BlockCoding {
  decode(component: CodedComponent, coefficients: Int16Array, at: number): void;
  restart(): void;
}

function blockDecoder(bits: JpegBits, { first, last, high, low }: JpegScan, frame: JpegFrame): BlockCoding {
  if (frame.process === "sequential") {
    return {
      decode: (component, coefficients, at) => decodeSequential(bits, component, coefficients, at),
      restart() {},
    };
  }
  if (first === 0) {
    if (high > 0) {
      const decode = (_: CodedComponent, coefficients: Int16Array, at: number) => {
        if (bits.bit()) coefficients[at] = coefficients[at]! | (1 << low);
      };
      return { decode, restart() {} };
    }
    const decode = (component: CodedComponent, coefficients: Int16Array, at: number) => {
      component.prediction += dcDifference(bits, component);
      coefficients[at] = component.prediction << low;
    };
    return { decode, restart() {} };
  }
  // Remaining blocks of an end-of-band run. T.81 §G.1.2.2.
  let emptyBlocks = 0;
  return {
    decode({ ac }, coefficients, at) {
      if (!ac) throw badJpeg("a scan has no Huffman table");
      const decode = high > 0 ? refineBand : decodeBand;
      emptyBlocks = decode(bits, ac, { first, last, low }, emptyBlocks, coefficients, at);
    },
    restart() {
      emptyBlocks = 0;
    },
  };
}

function dcDifference(bits: JpegBits, { dc }: CodedComponent): number {
  if (!dc) throw badJpeg("a scan has no Huffman table");
  const length = bits.symbol(dc);
  if (length > 16) throw badJpeg(`it has a coefficient of ${length} bits`);
  return bits.extended(length);
}

/** T.81 §F.2.2. */
function decodeSequential(
  bits: JpegBits,
  component: CodedComponent,
  coefficients: Int16Array,
  at: number,
): void {
  component.prediction += dcDifference(bits, component);
  coefficients[at] = component.prediction;
  const { ac } = component;
  if (!ac) throw badJpeg("a scan has no Huffman table");
  for (let k = 1; k < 64; k += 1) {
    const symbol = bits.symbol(ac);
    const [run, length] = [symbol >> 4, symbol & 15];
    if (length === 0 && run < 15) return;
    k += run;
    if (k > 63) throw badJpeg("a block has more than 64 coefficients");
    if (length > 0) coefficients[at + ZIGZAG[k]!] = bits.extended(length);
  }
}

interface Band {
  readonly first: number;
  readonly last: number;
  readonly low: number;
}

/** The first scan of a band. T.81 §G.1.2.2. Returns the number of blocks after this one in an end-of-band run. */
function decodeBand(
  bits: JpegBits,
  table: HuffmanTable,
  { first, last, low }: Band,
  emptyBlocks: number,
  coefficients: Int16Array,
  at: number,
): number {
  if (emptyBlocks > 0) return emptyBlocks - 1;
  for (let k = first; k <= last; k += 1) {
    const symbol = bits.symbol(table);
    const [run, length] = [symbol >> 4, symbol & 15];
    if (length === 0 && run < 15) return 2 ** run - 1 + bits.bits(run);
    k += run;
    if (k > 63) throw badJpeg("a block has more than 64 coefficients");
    if (length > 0) coefficients[at + ZIGZAG[k]!] = bits.extended(length) << low;
  }
  return 0;
}

/** A refinement scan of a band: one more bit of each coefficient. T.81 §G.1.2.3. */
function refineBand(
  bits: JpegBits,
  table: HuffmanTable,
  { first, last, low }: Band,
  emptyBlocks: number,
  coefficients: Int16Array,
  at: number,
): number {
  const refine = (place: number): void => {
    const value = coefficients[place]!;
    if (bits.bit()) coefficients[place] = value + (value > 0 ? 1 : -1) * 2 ** low;
  };
  let k = first;
  let empty = emptyBlocks;
  while (k <= last && empty === 0) {
    const symbol = bits.symbol(table);
    let run = symbol >> 4;
    const length = symbol & 15;
    if (length > 1) throw badJpeg(`a scan for one bit has coefficients of ${length}`);
    if (length === 0 && run < 15) {
      empty = 2 ** run + bits.bits(run);
      break;
    }
    const added = length === 0 ? 0 : (bits.bit() ? 1 : -1) * 2 ** low;
    // Nonzero coefficients get their correction bit; the run counts only zero ones.
    for (; k <= last; k += 1) {
      const place = at + ZIGZAG[k]!;
      if (coefficients[place] !== 0) refine(place);
      else if (run > 0) run -= 1;
      else {
        coefficients[place] = added;
        break;
      }
    }
    k += 1;
  }
  if (empty === 0) return 0;
  for (; k <= last; k += 1) {
    const place = at + ZIGZAG[k]!;
    if (coefficients[place] !== 0) refine(place);
  }
  return empty - 1;
}
