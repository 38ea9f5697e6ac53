/**
 * Which chunks are worth fetching together: near ones of the same stored value.
 *
 * @module
 */

import type { ByteSpan, ChunkIndex, ChunkPlan, DecodeTarget, ReadableStore } from "../types.ts";

/** What is to be fetched for a chunk. */
export interface Planned {
  readonly index: ChunkIndex;
  readonly plan: ChunkPlan;
}

/** A chunk of a region, and where its elements go. */
export interface PlannedChunk extends Planned {
  readonly target: DecodeTarget;
}

/** One question to a store: a value, or a range of it, with the chunks that lie there by rising offset. */
export interface ChunkRequest<P extends Planned = PlannedChunk> {
  readonly store: ReadableStore;
  readonly key: string;
  /** Absent: the whole value, which is one chunk. */
  readonly range?: ByteSpan;
  readonly chunks: readonly [P, ...P[]];
}

/** How ranges of a stored value are joined into requests. */
export interface RequestLimits {
  /** Bytes between two chunks that are fetched for nothing rather than asking twice; 16 KiB unless told. */
  readonly maxGapBytes?: number;
  /** Longer requests are made for single chunks alone: two beside each other are as fast. 2 MiB unless told. */
  readonly maxRequestBytes?: number;
}

/** The requests that fetch all of `chunks`, in about their order. Chunks without a length begin at offset 0. */
export function chunkRequests<P extends Planned>(
  chunks: readonly P[],
  { maxGapBytes = 2 ** 14, maxRequestBytes = 2 ** 21 }: RequestLimits = {},
): ChunkRequest<P>[] {
  const requests: ChunkRequest<P>[] = [];
  for (const ranged of byValue(chunks, requests)) {
    let open: Open<P> | undefined;
    for (const chunk of ranged.sort((a, b) => offsetOf(a) - offsetOf(b))) {
      const { location, store } = chunk.plan;
      const { offset, length = 0 } = location;
      const end = offset + length;
      if (open && offset - open.end <= maxGapBytes && sizeWith(open, offset, length) <= maxRequestBytes) {
        open.chunks.push(chunk);
        open.end = Math.max(open.end, end);
        open.wanted += length;
      } else {
        if (open) requests.push(closed(open));
        open = { store, key: location.key, offset, end, wanted: length, chunks: [chunk] };
      }
    }
    if (open) requests.push(closed(open));
  }
  return requests;
}

interface Open<P> {
  readonly store: ReadableStore;
  readonly key: string;
  readonly offset: number;
  end: number;
  /** Bytes of the chunks, counted twice where they share some: then each gets a copy. */
  wanted: number;
  readonly chunks: [P, ...P[]];
}

/** Bytes in memory for what is open and one more chunk. */
function sizeWith({ offset: first, end, wanted }: Open<unknown>, offset: number, length: number): number {
  return Math.max(Math.max(end, offset + length) - first, wanted + length);
}

function closed<P extends Planned>({ store, key, offset, end, chunks }: Open<P>): ChunkRequest<P> {
  return { store, key, range: { offset, length: end - offset }, chunks };
}

/** Chunks that are ranges, value by value. Those that are whole values become requests at once. */
function byValue<P extends Planned>(chunks: readonly P[], requests: ChunkRequest<P>[]): Iterable<P[]> {
  const values = new Map<ReadableStore, Map<string, P[]>>();
  for (const chunk of chunks) {
    const { location, store } = chunk.plan;
    const { key, length } = location;
    if (length === undefined) {
      requests.push({ store, key, chunks: [chunk] });
      continue;
    }
    const keys = values.get(store) ?? new Map<string, P[]>();
    values.set(store, keys);
    const ranged = keys.get(key);
    if (ranged) ranged.push(chunk);
    else keys.set(key, [chunk]);
  }
  return [...values.values()].flatMap((keys) => [...keys.values()]);
}

function offsetOf({ plan }: Planned): number {
  return plan.location.offset;
}
