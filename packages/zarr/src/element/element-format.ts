/**
 * Fixed-size elements as values: how each is laid out in bytes, and spelled in documents.
 *
 * @module
 */

import { type Bytes, dataViewOf, type Json, type WordRun } from "@chunkwright/core";

/** The value of one element. Raw bytes stay bytes; a record has one value per field. */
export type ElementValue =
  | boolean
  | number
  | bigint
  | string
  | Bytes
  | readonly [re: number, im: number]
  | ElementRecord;
/** The value of a record, by the names of its fields. */
export interface ElementRecord {
  readonly [field: string]: ElementValue;
}

/** Elements whose words are little-endian, as they lie in decoded raw data. */
export interface ElementFormat<Value extends ElementValue = ElementValue> {
  readonly byteLength: number;
  /** All words of an element in order, equal neighbours in one run. */
  readonly words: readonly WordRun[];
  read(view: DataView, offset: number): Value;
  write(view: DataView, offset: number, value: Value): void;
  /** The value of a `fill_value`; `undefined` if it is not permitted. */
  parse(json: Json): Value | undefined;
  print(value: Value): Json;
}

/** One element as its bytes. */
export function bytesOfValue(value: ElementValue, format: ElementFormat): Bytes {
  const bytes = new Uint8Array(format.byteLength);
  format.write(new DataView(bytes.buffer), 0, value);
  return bytes;
}

/** What the bytes of one element mean. */
export function valueOfBytes<Value extends ElementValue>(bytes: Bytes, format: ElementFormat<Value>): Value {
  return format.read(dataViewOf(bytes), 0);
}

/** Two equal parts, real and imaginary. */
export function complexFormat(part: ElementFormat<number>): ElementFormat<readonly [number, number]> {
  const { byteLength } = part;
  return {
    byteLength: 2 * byteLength,
    words: joinRuns([...part.words, ...part.words]),
    read: (view, offset) => [part.read(view, offset), part.read(view, offset + byteLength)],
    write(view, offset, [re, im]) {
      part.write(view, offset, re);
      part.write(view, offset + byteLength, im);
    },
    parse(json) {
      if (!Array.isArray(json) || json.length !== 2) return undefined;
      const [re, im] = json.map((value: Json) => part.parse(value));
      return re === undefined || im === undefined ? undefined : [re, im];
    },
    print: ([re, im]) => [part.print(re), part.print(im)],
  };
}

/** The same words with neighbours of one size in one run. */
export function joinRuns(runs: readonly WordRun[]): WordRun[] {
  const joined: [number, number][] = [];
  for (const [byteLength, count] of runs) {
    const last = joined.at(-1);
    if (last?.[0] === byteLength) last[1] += count;
    else joined.push([byteLength, count]);
  }
  return joined;
}

export function hasLongWords(runs: readonly WordRun[]): boolean {
  return runs.some(([byteLength]) => byteLength > 1);
}
