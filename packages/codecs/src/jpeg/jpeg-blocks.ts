/**
 * The interface of decoders for the blocks of a JPEG scan, Huffman or arithmetic. ITU-T T.81.
 *
 * @module
 */

export interface BlockDecoder {
  /** Decodes the next block of component `n` of the scan into the 64 coefficients from `at` on. */
  decode(n: number, coefficients: Int16Array, at: number): void;
  /** Continues after restart marker number `n`, with its state reset. */
  restart(n: number): void;
  /** Never beyond the marker that ends the data. */
  readonly position: number;
}

/** Position in the block of coefficient `i` of the zigzag sequence. T.81 Figure A.6. */
export const ZIGZAG: Uint8Array = zigzag();

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
