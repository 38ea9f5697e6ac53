/**
 * Matching the name of a file or directory with a segment of a pattern.
 *
 * @module
 */

import { valueKey } from "../axis-values.ts";
import { type FileAxis, isNumbered, type PatternBlock, type PatternPart } from "./file-pattern.ts";

/** What the name has in place of each block; where an axis has several, they agree. */
export type BlockValues = ReadonlyMap<FileAxis, string>;

/**
 * `undefined` if the name does not match. As in shells, the dot that hidden files begin with (`._a.tif` beside `a.tif` on
 * disks that a Mac has written) matches nothing but itself. Takes time linear in the segment's length and quadratic in
 * the name's.
 */
export function matchSegment(segment: readonly PatternPart[], name: string): BlockValues | undefined {
  if (name.startsWith(".") && segment[0]?.kind !== "text") return undefined;
  /** Pairs of part and start that have been tried in vain; without them, time would be exponential. */
  const dead = new Set<number>();

  /** The places where the parts from `part` on end, if they match all of the name from `start` on. */
  function endsFrom(part: number, start: number): readonly number[] | undefined {
    const next = segment[part];
    if (!next) return start === name.length ? [] : undefined;
    const state = part * (name.length + 1) + start;
    if (dead.has(state)) return undefined;
    for (const end of endsOf(next, name, start)) {
      const rest = endsFrom(part + 1, end);
      if (rest) return [end, ...rest];
    }
    dead.add(state);
    return undefined;
  }

  const ends = endsFrom(0, 0);
  if (!ends) return undefined;
  const values = new Map<FileAxis, string>();
  for (const [i, part] of segment.entries()) {
    if (part.kind === "block" && !addValue(values, part.axis, name.slice(ends[i - 1] ?? 0, ends[i]))) {
      return undefined;
    }
  }
  return values;
}

/** Notes the value of an axis. Returns false if the axis has another value already. */
export function addValue(values: Map<FileAxis, string>, axis: FileAxis, value: string): boolean {
  const known = values.get(axis) ?? value;
  values.set(axis, known);
  return valueKey(known) === valueKey(value);
}

/** Where the part may end if it starts at `start`, best first. */
function* endsOf(part: PatternPart, name: string, start: number): Generator<number> {
  if (part.kind === "text") {
    if (name.startsWith(part.text, start)) yield start + part.text.length;
  } else if (part.kind === "any") {
    for (let end = start; end <= name.length; end += 1) yield end;
  } else {
    yield* blockEnds(part, name, start);
  }
}

/** Numbers take all digits that there are, other values as few characters as possible. */
function* blockEnds({ axis, values }: PatternBlock, name: string, start: number): Generator<number> {
  const digits = /^\d*/.exec(name.slice(start))?.[0].length ?? 0;
  if (typeof values !== "string") {
    for (let end = start + digits; end > start; end -= 1) {
      if (values.keys.has(valueKey(name.slice(start, end)))) yield end;
    }
    for (const word of values.words) if (name.startsWith(word, start)) yield start + word.length;
  } else if (isNumbered(axis)) {
    for (let end = start + digits; end > start; end -= 1) yield end;
  } else {
    for (let end = start + 1; end <= name.length; end += 1) yield end;
  }
}
