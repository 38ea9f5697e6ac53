/**
 * Which ranges are worth one request together.
 *
 * @module
 */

import type { Span } from "../resolve-range.ts";

export interface MergedSpan<T extends Span> extends Span {
  /** The spans inside, by rising offset. */
  readonly members: readonly T[];
}

/** Beyond this, requests beside each other are faster than one, and cheaper to repeat. */
export const MAX_MERGED_BYTES: number = 8 * 1024 * 1024;

/** Merges spans with at most `maxGapBytes` between them, up to a limit; a longer span stays as it is. */
export function mergeSpans<T extends Span>(spans: readonly T[], maxGapBytes: number): MergedSpan<T>[] {
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
