/**
 * Finding earlier positions with the same bytes, by a hash of four bytes.
 *
 * @module
 */

const HASH_BITS = 16;
/** How many earlier positions are tried. */
const DEPTH = 24;
const HASHED_BYTES = 4;

export interface Match {
  readonly length: number;
  /** Bytes back; 1 is the byte before. */
  readonly distance: number;
}

export interface MatchFinder {
  /** The longest match at `position`, of at least four bytes. Every position must be `add`ed after it was passed. */
  find(position: number, maxLength: number): Match | undefined;
  add(position: number): void;
}

export function matchFinder(bytes: Uint8Array): MatchFinder {
  const heads = new Int32Array(1 << HASH_BITS).fill(-1);
  const earlier = new Int32Array(bytes.length);
  const hashAt = (at: number): number => {
    const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    return Math.imul(word, 0x9e3779b1) >>> (32 - HASH_BITS);
  };
  return {
    find(position, maxLength) {
      if (maxLength < HASHED_BYTES || position + HASHED_BYTES > bytes.length) return undefined;
      let length = HASHED_BYTES - 1;
      let distance = 0;
      let candidate = heads[hashAt(position)]!;
      for (let tries = DEPTH; candidate >= 0 && tries > 0; tries -= 1) {
        if (bytes[candidate + length] === bytes[position + length]) {
          const common = commonLength(bytes, candidate, position, maxLength);
          if (common > length) {
            length = common;
            distance = position - candidate;
            if (length === maxLength) break;
          }
        }
        candidate = earlier[candidate]!;
      }
      return distance > 0 ? { length, distance } : undefined;
    },
    add(position) {
      if (position + HASHED_BYTES > bytes.length) return;
      const hash = hashAt(position);
      earlier[position] = heads[hash]!;
      heads[hash] = position;
    },
  };
}

/** Length of the common prefix of the bytes at `a` and at `b`. */
export function commonLength(bytes: Uint8Array, a: number, b: number, maxLength: number): number {
  let length = 0;
  while (length < maxLength && bytes[a + length] === bytes[b + length]) length += 1;
  return length;
}
