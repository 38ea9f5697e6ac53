/**
 * Merges ranges that lie close together.
 *
 * @module
 */

import type { ByteSpan } from "@chunkwright/core";

export interface MergedSpan<T extends ByteSpan> extends ByteSpan {
  /** The spans inside, in ascending order of offset. */
  readonly members: readonly T[];
}

/** Beyond this, parallel requests are faster than one, and cheaper to retry. */
export const MAX_MERGED_BYTES: number = 8 * 1024 * 1024;

/** Merges spans with at most `maxGapBytes` between them, up to `MAX_MERGED_BYTES`; a longer span is left alone. */
export function mergeSpans<T extends ByteSpan>(spans: readonly T[], maxGapBytes: number): MergedSpan<T>[] {
  const merged: { offset: number; length: number; members: T[] }[] = [];
  for (const span of [...spans].sort((a, b) => a.offset - b.offset)) {
    const last = merged.at(-1);
    const end = span.offset + span.length;
    const lastEnd = last ? last.offset + last.length : 0;
    const length = last ? Math.max(end, lastEnd) - last.offset : 0;
    if (last && span.offset - lastEnd <= maxGapBytes && (length <= MAX_MERGED_BYTES || end <= lastEnd)) {
      last.length = length;
      last.members.push(span);
    } else {
      merged.push({ offset: span.offset, length: span.length, members: [span] });
    }
  }
  return merged;
}
