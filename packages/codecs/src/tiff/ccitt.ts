/**
 * `tiff.ccitt`: CCITT fax compression, Group 3 and 4. TIFF 6.0 §10 and §11; ITU-T T.4 (07/2003) §4; ITU-T T.6 §2.
 *
 * @module
 */

import { type Bytes, StorageError } from "@chunkwright/core";
import { type BytesToBytesCodec, compressed } from "../codec.ts";
import { booleanOption, checkOptions, choiceOption, integerOption } from "../configuration.ts";
import { refuseEncoding } from "../decode-only.ts";
import { type BitReader, bitReader } from "../entropy/bit-reader.ts";
import {
  type CodeTable,
  MODE_BITS,
  MODE_EXTENSION,
  MODE_HORIZONTAL,
  MODE_PASS,
  MODE_TABLE,
  RUN_BITS,
  RUN_TABLES,
} from "./ccitt-codes.ts";

const NAME = "tiff.ccitt";
const MAX_WIDTH = 2 ** 24;
const SCHEMES = ["modified-huffman", "modified-huffman-words", "t4", "t6"] as const;

/**
 * `{ scheme, width, twoDimensional }`: "modified-huffman" (Compression 2), the same with rows from even bytes on
 * (32771), "t4" (3) or "t6" (4); pixels per row; for "t4", whether each row states its coding (T4Options bit 0).
 * White is 0 and black 1, whatever they stand for, most significant bit first, each row padded to a byte. Decodes only.
 */
export const ccitt: BytesToBytesCodec = {
  kind: "bytes-to-bytes",
  bind(configuration, decoded) {
    checkOptions(NAME, configuration, ["scheme", "width", "twoDimensional"]);
    const scheme = choiceOption(NAME, configuration, "scheme", SCHEMES);
    const width = integerOption(NAME, configuration, "width", { min: 1, max: MAX_WIDTH });
    const twoDimensional = booleanOption(NAME, configuration, "twoDimensional", false);
    const rowBytes = Math.ceil(width / 8);
    return {
      encoded: compressed(decoded),
      decode: (encoded) =>
        decodeRows(encoded, {
          scheme,
          width,
          twoDimensional,
          rowCount: Math.floor(decoded.maxByteLength / rowBytes),
        }),
      encode: refuseEncoding(NAME),
    };
  },
};

interface Rows {
  readonly scheme: (typeof SCHEMES)[number];
  readonly width: number;
  readonly twoDimensional: boolean;
  readonly rowCount: number;
}

/** A row as the positions of its colour changes; it starts with white. */
interface Changes {
  readonly positions: Int32Array;
  count: number;
}

/** Number of changes at `width` appended to a row, so that there always are a next one and one after it. */
const TERMINATORS = 3;

function decodeRows(bytes: Bytes, { scheme, width, twoDimensional, rowCount }: Rows): Bytes {
  const reader = bitReader(bytes, 0, () => badData("its bytes end before its rows do"));
  const rowBytes = Math.ceil(width / 8);
  // A row takes at least one bit, so more rows than bits are not allocated.
  if (rowCount > bytes.length * 8) throw badData(`${bytes.length} bytes cannot hold ${rowCount} rows`);
  const output = new Uint8Array(rowCount * rowBytes);
  // A change takes at least one bit.
  const maxChanges = Math.min(2 * width, bytes.length * 8) + 3;
  let row: Changes = { positions: new Int32Array(maxChanges + TERMINATORS), count: 0 };
  let reference: Changes = { positions: row.positions.slice().fill(width), count: 0 };
  for (let y = 0; y < rowCount; y += 1) {
    row.count = 0;
    if (scheme === "modified-huffman" || scheme === "modified-huffman-words") {
      const isOdd = reader.align() % 2 === 1;
      if (isOdd && scheme === "modified-huffman-words") reader.skip(8);
    }
    const isTwoDimensional = scheme === "t6" || (scheme === "t4" && startRow(reader, twoDimensional, y));
    if (isTwoDimensional) readTwoDimensional(reader, reference, row, width);
    else readOneDimensional(reader, row, width);
    row.positions.fill(width, row.count, row.count + TERMINATORS);
    paint(row, output, y * rowBytes * 8);
    [row, reference] = [reference, row];
  }
  return output;
}

const EOL_ZEROES = 11;

/**
 * Takes the end-of-line code before a row, and fill bits before that, where there are any; returns whether the row is
 * coded by the one before. T.4 §4.1.2 to §4.2.2. Two in a row are the return to control, and end the data.
 */
function startRow(reader: BitReader, twoDimensional: boolean, y: number): boolean {
  if (reader.peek(EOL_ZEROES) !== 0) return false;
  while (reader.read(1) === 0);
  const isTwoDimensional = twoDimensional && reader.read(1) === 0;
  if (reader.peek(EOL_ZEROES) === 0) throw badData(`it ends after ${y} rows`);
  return isTwoDimensional;
}

/** Decodes a one-dimensional row: alternating white and black runs. T.4 §4.1. */
function readOneDimensional(reader: BitReader, row: Changes, width: number): void {
  let position = 0;
  for (let color = 0; position < width; color = 1 - color) {
    position = put(row, position + readRun(reader, color), position, width);
  }
}

/** Decodes a two-dimensional row: changes relative to those of the row before. T.4 §4.2.1.3; T.6 §2.2. */
function readTwoDimensional(reader: BitReader, reference: Changes, row: Changes, width: number): void {
  const { positions } = reference;
  let position = 0;
  let color = 0;
  // The first change of `reference` beyond `position`, to the colour opposite to ours: b1 in the recommendations.
  let next = 0;
  // In front of the first pixel, so that a change at 0 is beyond.
  let isStart = true;
  while (position < width) {
    while (next > 0 && positions[next - 1]! > position) next -= 1;
    while (positions[next]! < width && (positions[next]! <= position || next % 2 !== color)) {
      if (isStart && positions[next]! === 0 && next % 2 === color) break;
      next += 1;
    }
    const mode = readCode(reader, MODE_TABLE, MODE_BITS);
    switch (mode) {
      case MODE_PASS:
        position = positions[next]! < width ? positions[next + 1]! : width;
        break;
      case MODE_HORIZONTAL: {
        const first = put(row, position + readRun(reader, color), position, width);
        position = put(row, first + readRun(reader, 1 - color), first, width);
        break;
      }
      case MODE_EXTENSION:
        throw new StorageError("unsupported", "Cannot decode CCITT: a row is in uncompressed mode", {
          format: NAME,
          feature: "uncompressed mode",
        });
      default:
        position = put(row, Math.min(positions[next]!, width) + mode, position, width);
        color = 1 - color;
    }
    isStart = false;
  }
}

/** Adds a change at `position`, not before `from`, and returns it. */
function put(row: Changes, position: number, from: number, width: number): number {
  if (position < from || position > width) {
    throw badData(`a row of ${width} pixels changes colour at ${position}, after ${from}`);
  }
  if (row.count + TERMINATORS >= row.positions.length)
    throw badData(`a row of ${width} pixels has too many empty runs`);
  row.positions[row.count++] = position;
  return position;
}

function readRun(reader: BitReader, color: number): number {
  const table = RUN_TABLES[color]!;
  let length = 0;
  for (;;) {
    const run = readCode(reader, table, RUN_BITS);
    length += run;
    if (run < 64) return length;
    if (length > MAX_WIDTH) throw badData("a run is longer than any row");
  }
}

function readCode(reader: BitReader, table: CodeTable, bits: number): number {
  const entry = table[reader.peek(bits)]!;
  if (entry === -1) throw badData(`there is no code at bit ${reader.bitPosition}`);
  reader.skip(entry & 31);
  return entry >> 5;
}

/** Sets the black pixels of a row that starts at bit `start`. */
function paint({ positions, count }: Changes, output: Bytes, start: number): void {
  for (let i = 0; i < count; i += 2) {
    const end = positions[i + 1]!;
    for (let x = positions[i]!; x < end; ) {
      const bit = start + x;
      if (bit % 8 === 0 && end - x >= 8) {
        const bytes = Math.floor((end - x) / 8);
        output.fill(0xff, bit / 8, bit / 8 + bytes);
        x += 8 * bytes;
      } else {
        const byte = Math.floor(bit / 8);
        output[byte] = output[byte]! | (0x80 >> (bit % 8));
        x += 1;
      }
    }
  }
}

function badData(fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot decode CCITT: ${fact}`, {
    format: "tiff",
    section: "TIFF 6.0 §10, §11",
  });
}
