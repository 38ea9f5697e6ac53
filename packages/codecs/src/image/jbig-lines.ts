/**
 * Decoding lines of a bi-level image, each pixel in the context of its neighbours. ITU-T T.82 §6.5 to §6.7, for the
 * lowest resolution.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import { QmDecoder } from "../entropy/qm-decoder.ts";

/** The templates of neighbouring pixels. T.82 Figures 3 and 4. */
export type JbigTemplate = "two-line" | "three-line";

/**
 * Pixels of a context, from its highest bit on: `upper` of the line two above, up to one to the right; `above` of the
 * line above, up to two to the right; `before` of the same line. The adaptive pixel replaces the rightmost one above.
 */
const TEMPLATES = {
  "three-line": { upper: 3, above: 5, before: 2, typical: 0x0e5 },
  "two-line": { upper: 0, above: 6, before: 4, typical: 0x195 },
} as const;
const CONTEXTS = 1024;
/** The default position of the adaptive pixel. */
const IN_PLACE = [0, 0] as const;

export class JbigLines {
  /** 1 where black. */
  readonly pixels: Bytes;
  readonly #width: number;
  readonly #template: (typeof TEMPLATES)[JbigTemplate];
  readonly #isTypical: boolean;
  readonly #states: Uint8Array = new Uint8Array(CONTEXTS);
  #line = 0;
  /** Lines above this one count as white. */
  #top = 0;
  /** Whether the line before was said to be like the one above it. */
  #wasTypical = false;
  #adaptive: readonly [x: number, y: number] = IN_PLACE;

  constructor(width: number, height: number, template: JbigTemplate, isTypical: boolean) {
    this.pixels = new Uint8Array(width * height);
    this.#width = width;
    this.#template = TEMPLATES[template];
    this.#isTypical = isTypical;
  }

  /**
   * Decodes the lines up to `end` from byte `start` on, and returns where their data end. `moves`: by lines from the
   * first.
   */
  decodeStripe(
    bytes: Bytes,
    start: number,
    end: number,
    moves: ReadonlyMap<number, readonly [x: number, y: number]>,
  ): number {
    const decoder = new QmDecoder(bytes, start);
    for (let n = 0; this.#line < end; n += 1) {
      this.#adaptive = moves.get(n) ?? this.#adaptive;
      this.#decodeLine(decoder);
      this.#line += 1;
    }
    return decoder.position;
  }

  /** Goes on as from the first line. T.82 §6.2.5, SDRST. */
  reset(): void {
    this.#states.fill(0);
    this.#top = this.#line;
    this.#wasTypical = false;
    this.#adaptive = IN_PLACE;
  }

  #decodeLine(decoder: QmDecoder): void {
    const { upper, above, before, typical } = this.#template;
    const width = this.#width;
    const pixels = this.pixels;
    const states = this.#states;
    const start = this.#line * width;
    if (this.#isTypical) {
      // Whether this is as it was of the line before. T.82 §6.5, SLNTP.
      if (!decoder.decide(states, typical)) this.#wasTypical = !this.#wasTypical;
      if (this.#wasTypical) {
        if (this.#line > this.#top) pixels.copyWithin(start, start - width, start);
        return;
      }
    }
    const hasAbove = this.#line > this.#top;
    const hasUpper = this.#line > this.#top + 1 && upper > 0;
    const at = (has: boolean, row: number, x: number) => (has && x < width ? pixels[row + x]! : 0);
    const [aboveRow, upperRow] = [start - width, start - 2 * width];
    const [aboveMask, upperMask, beforeMask] = [2 ** above - 1, 2 ** upper - 1, 2 ** before - 1];
    const [adaptiveX, adaptiveY] = this.#adaptive;
    const isMoved = adaptiveX !== 0 || adaptiveY !== 0;
    let aboveBits = 2 * at(hasAbove, aboveRow, 0) + at(hasAbove, aboveRow, 1);
    let upperBits = at(hasUpper, upperRow, 0);
    let beforeBits = 0;
    for (let x = 0; x < width; x += 1) {
      aboveBits = ((aboveBits << 1) | at(hasAbove, aboveRow, x + 2)) & aboveMask;
      upperBits = ((upperBits << 1) | at(hasUpper, upperRow, x + 1)) & upperMask;
      let context = (((upperBits << above) | aboveBits) << before) | beforeBits;
      if (isMoved) {
        const place = 1 << before;
        context = (context & ~place) | (this.#pixel(x - adaptiveX, this.#line - adaptiveY) * place);
      }
      const pixel = decoder.decide(states, context);
      pixels[start + x] = pixel;
      beforeBits = ((beforeBits << 1) | pixel) & beforeMask;
    }
  }

  /** What is outside is white. */
  #pixel(x: number, y: number): number {
    return x >= 0 && x < this.#width && y >= this.#top ? this.pixels[y * this.#width + x]! : 0;
  }
}
