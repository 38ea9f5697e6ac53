/**
 * What decodes the blocks of a JPEG scan, whichever code they are in. ITU-T T.81.
 *
 * @module
 */

export interface BlockDecoder {
  /** Decodes the next block of component `n` of the scan into 64 of the coefficients, from `at` on. */
  decode(n: number, coefficients: Int16Array, at: number): void;
  /** Goes on behind restart marker number `n`, nothing known of what was before it. */
  restart(n: number): void;
  /** Not behind the marker that ends the data. */
  readonly position: number;
}

/** Where coefficient `i` of the zigzag sequence lies in its block. T.81 Figure A.6. */
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
