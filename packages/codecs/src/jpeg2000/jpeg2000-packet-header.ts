/**
 * Reading JPEG 2000 packet headers: which code-blocks of a precinct a packet contains, and their lengths. ITU-T T.800
 * §B.10.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import { badPicture } from "../image/image-codec.ts";
import { TITLE } from "./jpeg2000-markers.ts";

/** Code-block styles that determine where codeword segments end. T.800 Table A.19; T.814 §A.4. */
const SELECTIVE_BYPASS = 1;
const TERMINATE_EACH_PASS = 4;
const HIGH_THROUGHPUT = 64;

/** A rectangle of coefficients that is coded independently. */
export interface CodeBlock {
  /** Number of missing (zero) bit-planes above the coded ones. */
  zeroBitPlanes: number;
  readonly segments: CodeBlockSegment[];
}

/** A codeword segment: its coding passes, and its bytes in the packets so far. */
export interface CodeBlockSegment {
  passes: number;
  readonly parts: Bytes[];
}

/** The contribution of a packet to a code-block. */
interface Contribution {
  readonly segment: CodeBlockSegment;
  readonly byteLength: number;
}

/** The code-blocks of a precinct in one subband. */
export class CodeBlocks {
  readonly columns: number;
  readonly blocks: readonly CodeBlock[];
  readonly #inclusion: TagTree;
  readonly #zeroBitPlanes: TagTree;
  readonly #states: { lengthBits: number; passes: number; segmentPasses: number; segmentEnd: number }[];

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.#inclusion = new TagTree(columns, rows);
    this.#zeroBitPlanes = new TagTree(columns, rows);
    this.blocks = Array.from({ length: columns * rows }, () => ({ zeroBitPlanes: 0, segments: [] }));
    this.#states = Array.from({ length: columns * rows }, () => {
      return { lengthBits: 3, passes: 0, segmentPasses: 0, segmentEnd: 0 };
    });
  }

  /** Reads the packet header of `layer` for all code-blocks and returns their contributions, in order. */
  readContributions(bits: PacketBits, layer: number, style: number): Contribution[] {
    const contributions: Contribution[] = [];
    for (const [i, block] of this.#states.entries()) {
      const { segments } = this.blocks[i]!;
      const [x, y] = [i % this.columns, Math.floor(i / this.columns)];
      const isNew = block.passes === 0;
      const isIncluded = isNew ? this.#inclusion.isBelow(bits, x, y, layer + 1) : bits.bit() === 1;
      if (!isIncluded) continue;
      if (isNew) {
        let planes = 1;
        while (!this.#zeroBitPlanes.isBelow(bits, x, y, planes)) planes += 1;
        this.blocks[i]!.zeroBitPlanes = planes - 1;
      }
      let passes = readPasses(bits);
      while (bits.bit() === 1) block.lengthBits += 1;
      while (passes > 0) {
        if (block.segmentPasses === block.segmentEnd) {
          block.segmentEnd = segmentPasses(style, block.passes, block.segmentEnd);
          block.segmentPasses = 0;
          segments.push({ passes: 0, parts: [] });
        }
        const segment = segments.at(-1)!;
        const taken = Math.min(passes, block.segmentEnd - block.segmentPasses);
        segment.passes += taken;
        contributions.push({
          segment,
          byteLength: bits.bits(block.lengthBits + 31 - Math.clz32(taken)),
        });
        block.segmentPasses += taken;
        block.passes += taken;
        passes -= taken;
      }
    }
    return contributions;
  }
}

/** Coding passes of the next segment, after one of `before`. T.800 §B.10.7, Table D.9; T.814 §B.3. */
function segmentPasses(style: number, passes: number, before: number): number {
  if (style & TERMINATE_EACH_PASS) return 1;
  if (style & HIGH_THROUGHPUT) return passes === 0 ? 1 : Number.POSITIVE_INFINITY;
  if ((style & SELECTIVE_BYPASS) === 0) return Number.POSITIVE_INFINITY;
  if (passes === 0) return 10;
  return before === 2 ? 1 : 2;
}

/** T.800 Table B.4. */
function readPasses(bits: PacketBits): number {
  if (bits.bit() === 0) return 1;
  if (bits.bit() === 0) return 2;
  const two = bits.bits(2);
  if (two < 3) return 3 + two;
  const five = bits.bits(5);
  return five < 31 ? 6 + five : 37 + bits.bits(7);
}

/** A tag tree: the values of a rectangle, decoded as far as they are needed. T.800 §B.10.2. */
class TagTree {
  /** From the leaves up: columns of the level, and the least that each node may be, and whether it is that. */
  readonly #levels: {
    readonly columns: number;
    readonly least: Uint16Array;
    readonly isKnown: Uint8Array;
  }[] = [];

  constructor(columns: number, rows: number) {
    for (let [width, height] = [columns, rows]; ; ) {
      const size = width * height;
      this.#levels.push({
        columns: width,
        least: new Uint16Array(size),
        isKnown: new Uint8Array(size),
      });
      if (size <= 1) return;
      [width, height] = [Math.ceil(width / 2), Math.ceil(height / 2)];
    }
  }

  /** Whether the value at `x` and `y` is less than `limit`. */
  isBelow(bits: PacketBits, x: number, y: number, limit: number): boolean {
    let least = 0;
    let isKnown = false;
    for (let level = this.#levels.length - 1; level >= 0; level -= 1) {
      const node = this.#levels[level]!;
      const place = (y >> level) * node.columns + (x >> level);
      least = Math.max(least, node.least[place]!);
      while (least < limit && node.isKnown[place] === 0) {
        if (bits.bit()) node.isKnown[place] = 1;
        else least += 1;
      }
      node.least[place] = least;
      isKnown = node.isKnown[place] === 1;
    }
    return isKnown && least < limit;
  }
}

/** The bits of a packet header, most significant first. T.800 §B.10.1. */
export class PacketBits {
  readonly #bytes: Bytes;
  #position: number;
  #byte = 0;
  #count = 0;

  constructor(bytes: Bytes, position: number) {
    this.#bytes = bytes;
    this.#position = position;
  }

  bit(): number {
    if (this.#count === 0) {
      // A zero bit is stuffed after a byte of ones.
      this.#count = this.#byte === 0xff ? 7 : 8;
      const byte = this.#bytes[this.#position];
      if (byte === undefined) throw badPicture(TITLE, "a packet header is cut off");
      this.#byte = byte;
      this.#position += 1;
    }
    this.#count -= 1;
    return (this.#byte >> this.#count) & 1;
  }

  bits(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i += 1) value = 2 * value + this.bit();
    return value;
  }

  /** End of the header. */
  end(): number {
    return this.#byte === 0xff ? this.#position + 1 : this.#position;
  }
}
