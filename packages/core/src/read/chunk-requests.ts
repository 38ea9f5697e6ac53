/**
 * Groups chunks into requests: those that lie close together in the same stored value are fetched together.
 *
 * @module
 */

import type { ByteSpan, ChunkIndex, ChunkPlan, DecodeTarget, ReadableStore } from "../types.ts";

/** A chunk with the plan of how to fetch it. */
export interface Planned {
  readonly index: ChunkIndex;
  readonly plan: ChunkPlan;
}

/** A planned chunk of a region, and where its elements go. */
export interface PlannedChunk extends Planned {
  readonly target: DecodeTarget;
}

/** One request to a store, for a value or a range of one, with the chunks in it in ascending order of offset. */
export interface ChunkRequest<P extends Planned = PlannedChunk> {
  readonly store: ReadableStore;
  readonly key: string;
  /** Absent: the whole value, which is one chunk. */
  readonly range?: ByteSpan;
  readonly chunks: readonly [P, ...P[]];
}

/** How ranges of a stored value are joined into requests. */
export interface RequestLimits {
  /** Chunks at most this many unused bytes apart are fetched together; 16 KiB by default. */
  readonly maxGapBytes?: number;
  /** Chunks are not joined beyond this size: parallel requests are then as fast. 2 MiB by default. */
  readonly maxRequestBytes?: number;
}

/** The requests that fetch all of `chunks`, roughly in their order. Chunks without a length begin at offset 0. */
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

/** Memory for the open request with one more chunk. */
function sizeWith({ offset: first, end, wanted }: Open<unknown>, offset: number, length: number): number {
  return Math.max(Math.max(end, offset + length) - first, wanted + length);
}

function closed<P extends Planned>({ store, key, offset, end, chunks }: Open<P>): ChunkRequest<P> {
  return { store, key, range: { offset, length: end - offset }, chunks };
}

/** Chunks that are ranges, grouped by value. Chunks that are whole values are added to `requests`. */
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
