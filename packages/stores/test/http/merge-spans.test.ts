import fc from "fast-check";
import { expect, test } from "vitest";
import { MAX_MERGED_BYTES, mergeSpans } from "../../src/http/merge-spans.ts";

const span = fc.record({ offset: fc.nat({ max: 2000 }), length: fc.integer({ min: 1, max: 200 }) });

test("mergeSpans() keeps every span once, inside its group, with no gap wider than told", () => {
  fc.assert(
    fc.property(fc.array(span), fc.nat({ max: 50 }), (spans, maxGapBytes) => {
      const merged = mergeSpans(spans, maxGapBytes);
      expect(merged.flatMap(({ members }) => members).sort(byPlace)).toEqual([...spans].sort(byPlace));
      for (const { offset, length, members } of merged) {
        let end = offset;
        for (const member of members) {
          expect(member.offset - end).toBeLessThanOrEqual(maxGapBytes);
          end = Math.max(end, member.offset + member.length);
        }
        expect(members[0]?.offset).toBe(offset);
        expect(end).toBe(offset + length);
      }
      for (const [i, { offset }] of merged.slice(1).entries()) {
        const before = merged[i]!;
        expect(offset - (before.offset + before.length)).toBeGreaterThan(maxGapBytes);
      }
    }),
    { seed: 1, numRuns: 1000 },
  );
});

test("mergeSpans() stops at the largest request, and leaves a larger span whole", () => {
  const half = MAX_MERGED_BYTES / 2;
  const lengths = [half, half, half, 3 * half];
  let offset = 0;
  const spans = lengths.map((length) => {
    const one = { offset, length };
    offset += length;
    return one;
  });
  expect(mergeSpans(spans, 0).map(({ length }) => length)).toEqual([2 * half, half, 3 * half]);
});

function byPlace(a: { offset: number; length: number }, b: { offset: number; length: number }): number {
  return a.offset - b.offset || a.length - b.length;
}
