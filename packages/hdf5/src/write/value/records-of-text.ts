/**
 * Datasets whose chunks come as text of JSON, and are records with parts of variable length: they are gathered, and
 * written as what they were.
 *
 * @module
 */

import {
  type ArrayInfo,
  type Chunk,
  type ChunkCoder,
  type ChunkIndex,
  type ChunkSink,
  chunkRegion,
  copyRegion,
  filledChunk,
  parseJson,
} from "@chunkwright/core";
import { invalidHdf5 } from "../../hdf5-error.ts";
import type { Datatype } from "../../type/datatype.ts";
import { heldValues } from "../notes/parse-notes.ts";
import { encodeText } from "../print/field-writer.ts";
import type { WritableValue } from "./encode-values.ts";

/**
 * Hands all values to `finish` when it is closed; chunks that never come hold the fill value. Throws "invalid-data" then
 * if the text is not that of such records.
 */
export function recordsSink(
  info: ArrayInfo,
  datatype: Datatype,
  coder: ChunkCoder,
  finish: (values: readonly WritableValue[]) => void,
): ChunkSink {
  const { shape, dataType, fillValue } = info;
  const whole = filledChunk(dataType, shape, fillValue);
  const zero = shape.map(() => 0);
  const writeChunk = async (index: ChunkIndex, chunk: Chunk): Promise<void> => {
    const region = chunkRegion(info, index);
    copyRegion({ chunk, start: zero }, { chunk: whole, start: region.start }, region.shape);
  };
  return {
    info,
    writeChunk,
    writeEncodedChunk: async (index, encoded, options) =>
      writeChunk(index, await coder.decode(encoded, options)),
    async close() {
      // A record that was never written is all zeros.
      const texts = Array.from(whole.data as readonly string[]);
      const written = texts.filter((text) => text !== "");
      const records = written.map((text) => parseJson(encodeText(text), "a record"));
      const values = heldValues(datatype, records, written.length);
      if (!values) {
        throw invalidHdf5("Cannot write text as records: it is not that of the datatype that its notes name");
      }
      let next = 0;
      finish(texts.map((text) => (text === "" ? undefined : values[next++])));
    },
  };
}
