/**
 * The DCT coefficients of JPEG scans, sequential and progressive. ITU-T T.81 Annexes F and G.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import { type HuffmanTable, JpegBits } from "./jpeg-bits.ts";
import { badJpeg } from "./jpeg-error.ts";
import type { JpegFrame, JpegScan } from "./jpeg-frame.ts";

/** Quantized coefficients of a component: blocks row by row, 64 in each, rows of the block from the top. */
export interface ComponentBlocks {
  readonly coefficients: Int16Array;
  /** Blocks in a row of the coefficients, whole MCUs. */
  readonly stride: number;
  /** Blocks that the component needs, along x and y. */
  readonly across: number;
  readonly down: number;
  /** Samples of the component, along x and y. */
  readonly width: number;
  readonly height: number;
}

/** Where coefficient `i` of the zigzag sequence lies in its block. T.81 Figure A.6. */
export const ZIGZAG: Uint8Array = zigzag();

export function componentBlocks(frame: JpegFrame): ComponentBlocks[] {
  const { across, down, maxHorizontal, maxVertical } = mcus(frame);
  return frame.components.map(({ horizontal, vertical }) => {
    const width = Math.ceil((frame.width * horizontal) / maxHorizontal);
    const height = Math.ceil((frame.height * vertical) / maxVertical);
    return {
      coefficients: new Int16Array(64 * across * horizontal * down * vertical),
      stride: across * horizontal,
      across: Math.ceil(width / 8),
      down: Math.ceil(height / 8),
      width,
      height,
    };
  });
}

function mcus({ width, height, components }: JpegFrame) {
  const maxHorizontal = Math.max(...components.map(({ horizontal }) => horizontal));
  const maxVertical = Math.max(...components.map(({ vertical }) => vertical));
  return {
    across: Math.ceil(width / (8 * maxHorizontal)),
    down: Math.ceil(height / (8 * maxVertical)),
    maxHorizontal,
    maxVertical,
  };
}

interface CodedComponent {
  readonly blocks: ComponentBlocks;
  readonly dc: HuffmanTable | undefined;
  readonly ac: HuffmanTable | undefined;
  /** Blocks per MCU. */
  readonly horizontal: number;
  readonly vertical: number;
  /** DC of the block before. */
  prediction: number;
}

/** Decodes one scan into `blocks`, those of the frame's components, and answers where its data end. */
export function decodeCoefficients(
  bytes: Bytes,
  scan: JpegScan,
  frame: JpegFrame,
  blocks: readonly ComponentBlocks[],
): number {
  const isInterleaved = scan.components.length > 1;
  const coded = scan.components.map(({ index, dc, ac }): CodedComponent => {
    const { horizontal, vertical } = frame.components[index]!;
    return {
      blocks: blocks[index]!,
      dc,
      ac,
      horizontal: isInterleaved ? horizontal : 1,
      vertical: isInterleaved ? vertical : 1,
      prediction: 0,
    };
  });
  // The MCU of one component is a block. T.81 §A.2.2.
  const { across, down } = isInterleaved ? mcus(frame) : coded[0]!.blocks;
  const bits = new JpegBits(bytes, scan.dataStart);
  const decodeBlock = blockDecoder(bits, scan, frame);
  for (let mcu = 0; mcu < across * down; mcu += 1) {
    if (scan.restartInterval > 0 && mcu > 0 && mcu % scan.restartInterval === 0) {
      bits.restart(mcu / scan.restartInterval - 1);
      for (const component of coded) component.prediction = 0;
      decodeBlock.restart();
    }
    const [column, row] = [mcu % across, Math.floor(mcu / across)];
    for (const component of coded) {
      const { horizontal, vertical } = component;
      for (let v = 0; v < vertical; v += 1) {
        for (let h = 0; h < horizontal; h += 1) {
          const { coefficients, stride } = component.blocks;
          const at = 64 * ((row * vertical + v) * stride + column * horizontal + h);
          decodeBlock.decode(component, coefficients, at);
        }
      }
    }
  }
  return bits.end;
}

interface BlockDecoder {
  decode(component: CodedComponent, coefficients: Int16Array, at: number): void;
  restart(): void;
}

function blockDecoder(bits: JpegBits, { first, last, high, low }: JpegScan, frame: JpegFrame): BlockDecoder {
  if (frame.process === "sequential") {
    return {
      decode: (component, coefficients, at) => decodeSequential(bits, component, coefficients, at),
      restart() {},
    };
  }
  if (last > 63 || first > last) throw badJpeg(`a scan has the coefficients ${first} to ${last}`);
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
  // Blocks yet to come without further coefficients. T.81 §G.1.2.2.
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

/** The first scan of a band. T.81 §G.1.2.2. Answers how many blocks behind this one are empty. */
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

/** Any later scan of a band, for one more bit of each coefficient. T.81 §G.1.2.3. */
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
    // Coefficients that are there already get their bit; the run counts those that are not.
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

function zigzag(): Uint8Array {
  const order = new Uint8Array(64);
  let place = 0;
  for (let diagonal = 0; diagonal < 15; diagonal += 1) {
    const from = Math.max(0, diagonal - 7);
    const to = Math.min(7, diagonal);
    for (let i = from; i <= to; i += 1) {
      // Odd diagonals run downwards.
      const row = diagonal % 2 === 1 ? i : diagonal - i;
      order[place] = 8 * row + (diagonal - row);
      place += 1;
    }
  }
  return order;
}
