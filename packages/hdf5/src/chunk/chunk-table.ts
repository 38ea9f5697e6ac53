/**
 * The index of a chunked dataset, loaded once: 16 bytes a chunk, whatever structure it came from, and the same bytes
 * as a sidecar file.
 *
 * @module
 */

import { type Bytes, dataViewOf, StorageError } from "@chunkwright/core";
import { unsupportedHdf5 } from "../hdf5-error.ts";

export interface StoredChunk {
  /** From the start of the file. */
  readonly offset: number;
  readonly length: number;
  /** Bit `n`: filter `n` was skipped. */
  readonly mask: number;
}

/** A chunk with its number in the grid, the last axis fastest. */
export interface NumberedChunk extends StoredChunk {
  readonly number: number;
}

/** Identifies the dataset and the file that a chunk table belongs to. */
export interface TableOwner {
  readonly fileSize: number;
  /** Address of the dataset's object header. */
  readonly address: number;
}

/** Four words a chunk: number, low; offset, low; length; number, high 16 bits, and offset, high 16 bits. */
const WORDS = 4;
const LOW = 2 ** 32;
const HIGH = 2 ** 16;
const LIMIT = 2 ** 48;
/** Words of a sidecar before the chunks: magic, version, file size (2), address (2), chunks, masks. */
const HEADER_WORDS = 8;
/** "CWCI". */
const MAGIC = 0x49435743;
const VERSION = 1;

export class ChunkTable {
  /** In order of the chunks' numbers. */
  readonly #words: Uint32Array<ArrayBuffer>;
  /** Filter masks of chunks that skipped a filter, by chunk number. */
  readonly #masks: ReadonlyMap<number, number>;

  private constructor(words: Uint32Array<ArrayBuffer>, masks: ReadonlyMap<number, number>) {
    this.#words = words;
    this.#masks = masks;
  }

  /** Throws "unsupported" for numbers and offsets from 2^48 up, and lengths from 2^32 up. */
  static of(chunks: readonly NumberedChunk[]): ChunkTable {
    const sorted = isSorted(chunks) ? chunks : chunks.toSorted((a, b) => a.number - b.number);
    const words = new Uint32Array(sorted.length * WORDS);
    const masks = new Map<number, number>();
    for (const [n, { number, offset, length, mask }] of sorted.entries()) {
      if (number >= LIMIT || offset >= LIMIT || length >= LOW) {
        throw unsupportedHdf5(
          `Cannot index chunk ${number}, ${length} bytes at ${offset}: the number or offset is beyond 2^48, or the length beyond 2^32`,
          "chunks beyond 2^48 or over 4 GiB",
        );
      }
      words[n * WORDS] = number % LOW;
      words[n * WORDS + 1] = offset % LOW;
      words[n * WORDS + 2] = length;
      words[n * WORDS + 3] = Math.floor(number / LOW) * HIGH + Math.floor(offset / LOW);
      if (mask !== 0) masks.set(number, mask);
    }
    return new ChunkTable(words, masks);
  }

  get size(): number {
    return this.#words.length / WORDS;
  }

  find(number: number): StoredChunk | undefined {
    const words = this.#words;
    let from = 0;
    let to = this.size;
    while (from < to) {
      const middle = Math.floor((from + to) / 2);
      if (this.#number(middle) < number) from = middle + 1;
      else to = middle;
    }
    if (from === this.size || this.#number(from) !== number) return undefined;
    const at = from * WORDS;
    return {
      offset: (words[at + 3]! % HIGH) * LOW + words[at + 1]!,
      length: words[at + 2]!,
      mask: this.#masks.get(number) ?? 0,
    };
  }

  #number(n: number): number {
    return Math.floor(this.#words[n * WORDS + 3]! / HIGH) * LOW + this.#words[n * WORDS]!;
  }

  /** The sidecar: a header of 32 bytes, 16 bytes a chunk, 12 for each that left a filter out; little-endian. */
  toBytes({ fileSize, address }: TableOwner): Bytes {
    const header = [MAGIC, VERSION, ...twoWords(fileSize), ...twoWords(address), this.size, this.#masks.size];
    const masks = [...this.#masks].flatMap(([number, mask]) => [...twoWords(number), mask]);
    const bytes = new Uint8Array((HEADER_WORDS + this.#words.length + masks.length) * 4);
    const view = new DataView(bytes.buffer);
    let position = 0;
    for (const part of [header, this.#words, masks]) {
      for (const word of part) {
        view.setUint32(position, word, true);
        position += 4;
      }
    }
    return bytes;
  }

  /** The table of a sidecar. Throws "invalid-data" for bytes that are none, or another dataset's. */
  static fromBytes(bytes: Bytes, owner: TableOwner): ChunkTable {
    const count = Math.floor(bytes.byteLength / 4);
    const view = dataViewOf(bytes);
    const word = (n: number): number => view.getUint32(4 * n, true);
    if (count < HEADER_WORDS || word(0) !== MAGIC || word(1) !== VERSION)
      throw badSidecar("it is no chunk index");
    const chunks = word(6);
    const masks = word(7);
    if (count !== HEADER_WORDS + chunks * WORDS + masks * 3)
      throw badSidecar(`it is cut off at ${bytes.byteLength} bytes`);
    if (word(2) + word(3) * LOW !== owner.fileSize || word(4) + word(5) * LOW !== owner.address) {
      throw badSidecar("it belongs to another dataset or file");
    }
    const words = Uint32Array.from({ length: chunks * WORDS }, (_, n) => word(HEADER_WORDS + n));
    const first = HEADER_WORDS + words.length;
    const entries = Array.from({ length: masks }, (_, n): readonly [number, number] => {
      const at = first + 3 * n;
      return [word(at) + word(at + 1) * LOW, word(at + 2)];
    });
    return new ChunkTable(words, new Map(entries));
  }
}

function isSorted(chunks: readonly NumberedChunk[]): boolean {
  return chunks.every(({ number }, n) => n === 0 || chunks[n - 1]!.number < number);
}

function twoWords(value: number): readonly [number, number] {
  return [value % LOW, Math.floor(value / LOW)];
}

function badSidecar(fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot import a chunk index: ${fact}`, { format: "chunk-index" });
}
