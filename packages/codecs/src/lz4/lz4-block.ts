/**
 * Decoding linked LZ4 blocks, whose matches may refer to earlier blocks; the kernel only decodes independent ones. LZ4
 * Block Format Description, 2022-07-31.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";

/** Bytes that one byte of a block can stand for: a byte of a match length adds at most 255. */
export const MAX_LZ4_RATIO = 255;

const MIN_MATCH = 4;
/** The length in a token that further bytes extend. */
const LONG = 15;

/**
 * Decodes `block` into `output` from `start` on, up to `end`, and returns where it ended. `invalid` makes errors.
 */
export function decodeLinkedBlock(
  block: Bytes,
  output: Bytes,
  start: number,
  end: number,
  invalid: (fact: string) => Error,
): number {
  let input = 0;
  let position = start;
  const next = (): number => {
    if (input >= block.length) throw invalid("a block is cut off");
    return block[input++]!;
  };
  const lengthFrom = (short: number): number => {
    let length = short;
    for (let more = short === LONG; more; ) {
      const byte = next();
      length += byte;
      more = byte === 255;
    }
    return length;
  };
  for (;;) {
    const token = next();
    const literals = lengthFrom(token >>> 4);
    if (input + literals > block.length) throw invalid("a block is cut off");
    if (position + literals > end) throw invalid("a block holds more bytes than there is room for");
    output.set(block.subarray(input, input + literals), position);
    input += literals;
    position += literals;
    if (input === block.length) return position;
    const offset = next() + 256 * next();
    if (offset === 0 || offset > position)
      throw invalid(`a match reaches ${offset} bytes back from ${position}`);
    const length = lengthFrom(token & LONG) + MIN_MATCH;
    if (position + length > end) throw invalid("a block holds more bytes than there is room for");
    for (let i = 0; i < length; i += 1) output[position + i] = output[position + i - offset]!;
    position += length;
  }
}
