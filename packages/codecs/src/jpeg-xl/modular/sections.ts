/**
 * The sections of a frame and the table of their sizes. ISO/IEC 18181-1 §F.4, TOC.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import { badJpegXl } from "../jpeg-xl-error.ts";
import type { JpegXlReader } from "../jpeg-xl-reader.ts";
import { readEntropyCode } from "./entropy-code.ts";
import { EntropyDecoder } from "./entropy-decoder.ts";

export interface Sections {
  /** In the order of what they hold. */
  readonly sections: readonly Bytes[];
  /** Length of the frame's first part and the sections, up to the next frame. */
  readonly byteLength: number;
}

/** As in libjxl and jxl-oxide. */
export const MAX_SECTIONS: number = 2 ** 16;
const CONTEXTS = 8;

/** Reads the table, from `reader`, that is of the `frame`, and cuts the frame accordingly. */
export function readSections(reader: JpegXlReader, frame: Bytes, count: number): Sections {
  if (count > MAX_SECTIONS) throw badJpegXl(`it has ${count} sections`);
  const order = reader.flag() ? readPermutation(reader, count) : undefined;
  reader.align();
  const sizes: number[] = [];
  while (sizes.length < count) {
    sizes.push(reader.choose([0, 10], [1024, 14], [17408, 22], [4211712, 30]));
    reader.checkEnd();
  }
  let end = reader.align();
  const stored = sizes.map((size, i) => {
    const start = end;
    end += size;
    if (end > frame.byteLength) {
      throw badJpegXl(`section ${i} ends ${end - frame.byteLength} bytes after the file`);
    }
    return frame.subarray(start, end);
  });
  return { sections: order ? order.map((place) => stored[place]!) : stored, byteLength: end };
}

/** By section its place in the file: a Lehmer code. §F.4.2 and §C.4. */
function readPermutation(reader: JpegXlReader, count: number): number[] {
  const decoder = new EntropyDecoder(readEntropyCode(reader, CONTEXTS), reader, 0, count + 1);
  const contextOf = (value: number): number => Math.min(CONTEXTS - 1, 32 - Math.clz32(value));
  const length = decoder.read(contextOf(count));
  if (length > count) throw badJpegXl(`${length} of ${count} sections are out of order`);
  const rest = Array.from({ length: count }, (_, i) => i);
  const order: number[] = [];
  let previous = 0;
  for (let i = 0; i < length; i += 1) {
    previous = decoder.read(contextOf(previous));
    const [place] = rest.splice(previous, 1);
    if (place === undefined) throw badJpegXl(`section ${i} is at place ${previous} of ${count - i}`);
    order.push(place);
    reader.checkEnd();
  }
  decoder.finish();
  return [...order, ...rest];
}
