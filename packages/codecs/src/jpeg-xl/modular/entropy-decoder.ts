/**
 * Decoding a stream of numbers by their entropy code. ISO/IEC 18181-1 Annex C.
 *
 * @module
 */

import { badJpegXl } from "../jpeg-xl-error.ts";
import type { JpegXlReader } from "../jpeg-xl-reader.ts";
import { AnsCodes } from "./ans-codes.ts";
import type { Copies, EntropyCode, HybridNumbers } from "./entropy-code.ts";
import type { PrefixCode } from "./prefix-code.ts";

const WINDOW_BITS = 20;

export class EntropyDecoder {
  readonly #reader: JpegXlReader;
  readonly #clusters: Uint8Array;
  readonly #numbers: readonly HybridNumbers[];
  readonly #ans: AnsCodes | undefined;
  readonly #prefixCodes: readonly PrefixCode[];
  readonly #copies: Copies | undefined;
  /** Distances up to it are places in the rows above; 0 if the numbers are no picture. */
  readonly #rowLength: number;
  /** The last numbers, for copies. */
  readonly #window: Int32Array;
  #decoded = 0;
  #copyFrom = 0;
  #toCopy = 0;

  /** For up to `count` numbers, which follow in `reader`. Numbers of pictures come row by row, `rowLength` in each. */
  constructor(code: EntropyCode, reader: JpegXlReader, rowLength: number, count: number) {
    this.#reader = reader;
    this.#clusters = code.clusters;
    this.#numbers = code.numbers;
    this.#copies = code.copies;
    this.#rowLength = rowLength;
    this.#ans = code.tokens instanceof AnsCodes ? code.tokens : undefined;
    this.#prefixCodes = code.tokens instanceof AnsCodes ? [] : code.tokens;
    this.#ans?.start(reader);
    const windowBits = Math.min(WINDOW_BITS, 32 - Math.clz32(count));
    this.#window = new Int32Array(code.copies ? 1 << windowBits : 0);
  }

  /** The next number, which is in `context`; unsigned. */
  read(context: number): number {
    return this.readInCluster(this.#clusters[context]!) >>> 0;
  }

  /** The next number of a distribution, as the 32 bits that it has. */
  readInCluster(cluster: number): number {
    if (this.#copies) return this.#readOrCopy(cluster, this.#copies);
    return this.#number(this.#token(cluster), this.#numbers[cluster]!);
  }

  /** Throws unless the stream ends here, as far as that can be told. */
  finish(): void {
    this.#reader.checkEnd();
    this.#ans?.finish();
  }

  #token(cluster: number): number {
    return this.#ans
      ? this.#ans.decode(this.#reader, cluster)
      : this.#prefixCodes[cluster]!.decode(this.#reader);
  }

  #number(token: number, { splitExponent, msbInToken, lsbInToken }: HybridNumbers): number {
    if (token >>> splitExponent === 0) return token;
    const inToken = msbInToken + lsbInToken;
    const count = splitExponent - inToken + ((token - (1 << splitExponent)) >>> inToken);
    if (count > 31) throw badJpegXl(`a number has ${count} bits after its token`);
    const low = token & ((1 << lsbInToken) - 1);
    const high = ((token >>> lsbInToken) & ((1 << msbInToken) - 1)) | (1 << msbInToken);
    return (((high << count) | this.#reader.readWide(count)) << lsbInToken) | low;
  }

  /** §C.2.1 and §C.3.3. */
  #readOrCopy(cluster: number, { minToken, minLength, lengths }: Copies): number {
    const window = this.#window;
    const mask = window.length - 1;
    if (this.#toCopy === 0) {
      const token = this.#token(cluster);
      if (token < minToken) {
        const value = this.#number(token, this.#numbers[cluster]!);
        window[this.#decoded & mask] = value;
        this.#decoded += 1;
        return value;
      }
      this.#toCopy = minLength + (this.#number(token - minToken, lengths) >>> 0);
      const ofDistances = this.#clusters.at(-1)!;
      const code = this.#number(this.#token(ofDistances), this.#numbers[ofDistances]!) >>> 0;
      const distance = Math.min(this.#distance(code), this.#decoded, 1 << WINDOW_BITS);
      this.#copyFrom = this.#decoded - distance;
    }
    const value = window[this.#copyFrom & mask]!;
    window[this.#decoded & mask] = value;
    this.#copyFrom += 1;
    this.#decoded += 1;
    this.#toCopy -= 1;
    return value;
  }

  #distance(code: number): number {
    if (this.#rowLength === 0) return code + 1;
    const place = NEAR_PLACES[code];
    if (!place) return code - NEAR_PLACES.length + 1;
    return Math.max(1, place.x + this.#rowLength * place.y);
  }
}

/**
 * The numbers to the left and in the rows above that have short codes, nearest first: by distance, then by column, those
 * to the left before those to the right. Table C.1, "kSpecialDistances".
 */
const NEAR_PLACES: readonly { readonly x: number; readonly y: number }[] = Array.from({ length: 8 }, (_, y) =>
  Array.from({ length: 16 }, (_, i) => ({ x: i - 7, y })),
)
  .flat()
  .filter(({ x, y }) => y > 0 || x > 0)
  .sort((a, b) => a.x ** 2 + a.y ** 2 - b.x ** 2 - b.y ** 2 || Math.abs(a.x) - Math.abs(b.x) || b.x - a.x);
