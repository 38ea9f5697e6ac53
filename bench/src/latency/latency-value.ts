/**
 * Stored values that fit into memory although they have gigabytes: of chunks that repeat, one copy is kept.
 *
 * @module
 */

import type { ByteSink, Bytes, WritableStore } from "@chunkwright/core";

/** What a server answers with. */
export interface ServedValue {
  readonly byteLength: number;
  /** The bytes from `start` to before `end`, in pieces. */
  read(start: number, end: number): Promise<readonly Uint8Array[]>;
}

interface Piece {
  readonly offset: number;
  readonly bytes: Bytes;
}

/** Shorter pieces are cheaper kept than compared. */
const LEAST_SHARED_BYTES = 1024;
/** What tells most pieces apart, before all of their bytes are compared. */
const TAG_BYTES = 16;

/** A collection of values. Long ones are cut into pieces of `pieceBytes`, so that shards share their chunks. */
export class LatencyValues {
  readonly values: Map<string, ServedValue> = new Map();
  readonly #known = new Map<string, Bytes[]>();

  /** Values below `prefix`, which ends in "/". */
  store(prefix: string, pieceBytes: number): WritableStore {
    return {
      set: async (key, value) => {
        const pieces: Piece[] = [];
        for (let offset = 0; offset < value.byteLength; offset += pieceBytes) {
          pieces.push({ offset, bytes: this.#kept(value.subarray(offset, offset + pieceBytes)) });
        }
        this.values.set(prefix + key, servedPieces(pieces));
      },
      delete: async (key) => {
        this.values.delete(prefix + key);
      },
    };
  }

  /** A file whose writes do not overlap, but where they replace each other; served once it is closed. */
  file(key: string): ByteSink {
    const pieces = new Map<number, Piece>();
    return {
      write: async (offset, bytes) => {
        if (bytes.byteLength > 0) pieces.set(offset, { offset, bytes: this.#kept(bytes) });
      },
      close: async () => {
        this.values.set(key, servedPieces([...pieces.values()].sort((a, b) => a.offset - b.offset)));
      },
    };
  }

  #kept(bytes: Bytes): Bytes {
    if (bytes.byteLength < LEAST_SHARED_BYTES) return bytes.slice();
    const tag = `${bytes.byteLength} ${bytes.subarray(0, TAG_BYTES)}`;
    const candidates = this.#known.get(tag) ?? [];
    const same = candidates.find((candidate) => Buffer.compare(candidate, bytes) === 0);
    if (same) return same;
    const copy = bytes.slice();
    this.#known.set(tag, [...candidates, copy]);
    return copy;
  }
}

/** Pieces by rising offset; what lies between them is zero. */
function servedPieces(pieces: readonly Piece[]): ServedValue {
  const last = pieces.at(-1);
  return {
    byteLength: last ? last.offset + last.bytes.byteLength : 0,
    async read(start, end) {
      const parts: Uint8Array[] = [];
      let position = start;
      for (let i = firstEndingAfter(pieces, start); position < end; i += 1) {
        const { offset, bytes } = pieces[i]!;
        if (offset > position) parts.push(new Uint8Array(Math.min(offset, end) - position));
        if (offset < end) parts.push(bytes.subarray(Math.max(0, position - offset), end - offset));
        position = Math.min(end, offset + bytes.byteLength);
      }
      return parts;
    },
  };
}

function firstEndingAfter(pieces: readonly Piece[], position: number): number {
  let low = 0;
  let high = pieces.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const { offset, bytes } = pieces[middle]!;
    if (offset + bytes.byteLength > position) high = middle;
    else low = middle + 1;
  }
  return low;
}
