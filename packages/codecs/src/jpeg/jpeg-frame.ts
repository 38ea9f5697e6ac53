/**
 * Parsing the marker segments of a JPEG stream: frame, tables and scan headers. ITU-T T.81 Annex B.
 *
 * @module
 */

import { type Bytes, dataViewOf } from "@chunkwright/core";
import { type HuffmanTable, huffmanTable } from "./jpeg-bits.ts";
import { badJpeg, unsupportedJpeg } from "./jpeg-error.ts";
import { DAC, DHT, DQT, DRI, EOI, isFrame, MARKER, RST0, RST7, SOF0, SOS } from "./jpeg-markers.ts";

export type JpegProcess = "sequential" | "progressive" | "lossless";

export interface JpegFrame {
  readonly process: JpegProcess;
  /** Arithmetic coding; otherwise Huffman coding. */
  readonly isArithmetic: boolean;
  /** Bits per sample. */
  readonly precision: number;
  readonly width: number;
  readonly height: number;
  readonly components: readonly JpegComponent[];
}

export interface JpegComponent {
  readonly id: number;
  /** Samples per MCU of several components, along x and y. */
  readonly horizontal: number;
  readonly vertical: number;
  readonly quantization: number;
}

/** A scan's header, and the tables defined before it. T.81 §B.2.3. */
export interface JpegScan extends CodingTables {
  readonly components: readonly ScanComponent[];
  /** First and last coefficient; in lossless frames, the predictor and 0. */
  readonly first: number;
  readonly last: number;
  /** Ah and Al: bit positions of successive approximation, of the previous scan (0 if none) and of this one. */
  readonly high: number;
  readonly low: number;
  /** MCUs between restart markers; 0 for none. */
  readonly restartInterval: number;
  /** Start of the entropy-coded data. */
  readonly dataStart: number;
}

/** Coding tables. Keys are the class times 16 plus the number, as in markers. */
export interface CodingTables {
  readonly huffman: ReadonlyMap<number, HuffmanTable>;
  /** Conditioning bounds of arithmetic coding. T.81 §B.2.4.3. */
  readonly conditioning: ReadonlyMap<number, number>;
}

export interface ScanComponent {
  /** Place of the component in the frame. */
  readonly index: number;
  /** Its coding tables. */
  readonly dc: number;
  readonly ac: number;
}

/** The process of each marker, counted from SOF0 or, with arithmetic coding, from SOF8. T.81 Table B.1. */
const PROCESSES: readonly (JpegProcess | undefined)[] = [
  "sequential",
  "sequential",
  "progressive",
  "lossless",
];

/** More scans are refused: encoders make a dozen, but a scan of a few bytes can cost a pass over a large image. */
const MAX_SCANS = 500;

export interface JpegReader {
  frame(frame: JpegFrame): void;
  /** Decodes a scan and returns the end of its data. `quantization` has all tables by number. */
  scan(scan: JpegScan, quantization: readonly (Uint16Array | undefined)[]): number;
}

/** Calls `reader` for the frame and each scan of a stream, in order. Throws if it is damaged. */
export function readJpeg(bytes: Bytes, reader: JpegReader): void {
  const view = dataViewOf(bytes);
  const huffman = new Map<number, HuffmanTable>();
  const conditioning = new Map<number, number>();
  const quantization: (Uint16Array | undefined)[] = [];
  let frame: JpegFrame | undefined;
  let restartInterval = 0;
  let scans = 0;
  let at = 2;
  for (;;) {
    while (bytes[at] === MARKER && bytes[at + 1] === MARKER) at += 1;
    const marker = bytes[at + 1];
    if (bytes[at] !== MARKER || marker === undefined) throw badJpeg(`there is no marker at byte ${at}`);
    if (marker === EOI) return;
    if (marker >= RST0 && marker <= RST7) {
      at += 2;
      continue;
    }
    const length = at + 4 <= bytes.length ? view.getUint16(at + 2) : 0;
    const end = at + 2 + length;
    if (length < 2 || end > bytes.length) throw badJpeg(`the segment at byte ${at} has ${length} bytes`);
    const content = bytes.subarray(at + 4, end);
    at = end;
    if (marker === DQT) readQuantization(content, quantization);
    else if (marker === DHT) readHuffman(content, huffman);
    else if (marker === DAC) readConditioning(content, conditioning);
    else if (marker === DRI && content.length >= 2) restartInterval = 256 * content[0]! + content[1]!;
    else if (marker === SOS) {
      if (!frame) throw badJpeg("its first scan comes before its frame");
      scans += 1;
      if (scans > MAX_SCANS) throw unsupportedJpeg(`more than ${MAX_SCANS} scans`);
      at = reader.scan(
        { ...readScan(content, frame), huffman, conditioning, restartInterval, dataStart: end },
        quantization,
      );
    } else if (isFrame(marker)) {
      if (frame) throw unsupportedJpeg("several frames");
      frame = readFrame(marker, content);
      reader.frame(frame);
    }
  }
}

/** T.81 §B.2.2. */
function readFrame(marker: number, content: Bytes): JpegFrame {
  const kind = marker - SOF0;
  const isArithmetic = kind >= 8;
  const process = PROCESSES[kind % 8];
  if (!process || (isArithmetic && process === "lossless")) throw unsupportedJpeg(`frames of kind ${kind}`);
  const [precision = 0, y1 = 0, y0 = 0, x1 = 0, x0 = 0, count = 0] = content;
  if (content.length < 6 + 3 * count || count === 0) throw badJpeg("its frame header is cut off");
  const components = Array.from({ length: count }, (_, i): JpegComponent => {
    const [id = 0, sampling = 0, table = 0] = content.subarray(6 + 3 * i);
    const [horizontal, vertical] = [sampling >> 4, sampling & 15];
    if (horizontal < 1 || horizontal > 4 || vertical < 1 || vertical > 4) {
      throw badJpeg(`a component has ${horizontal} x ${vertical} samples`);
    }
    return { id, horizontal, vertical, quantization: table };
  });
  return { process, isArithmetic, precision, width: 256 * x1 + x0, height: 256 * y1 + y0, components };
}

/** T.81 §B.2.3. */
function readScan(content: Bytes, frame: JpegFrame) {
  const count = content[0] ?? 0;
  if (count < 1 || count > 4 || content.length < 4 + 2 * count) throw badJpeg("a scan header is cut off");
  const components = Array.from({ length: count }, (_, i): ScanComponent => {
    const [id, tables = 0] = content.subarray(1 + 2 * i);
    const index = frame.components.findIndex((component) => component.id === id);
    if (index < 0) throw badJpeg(`a scan has component ${id}, which its frame has not`);
    return { index, dc: tables >> 4, ac: 16 + (tables & 15) };
  });
  const [first = 0, last = 0, bits = 0] = content.subarray(1 + 2 * count);
  return { components, first, last, high: bits >> 4, low: bits & 15 };
}

/** Tables in zigzag order, of 8 or 16 bits. T.81 §B.2.4.1. */
function readQuantization(content: Bytes, tables: (Uint16Array | undefined)[]): void {
  for (let at = 0; at < content.length; ) {
    const isWide = content[at]! >> 4 > 0;
    const number = content[at]! & 15;
    const bytes = content.subarray(at + 1, at + 1 + (isWide ? 128 : 64));
    if (bytes.length < (isWide ? 128 : 64)) throw badJpeg("a quantization table is cut off");
    tables[number] = Uint16Array.from({ length: 64 }, (_, i) =>
      isWide ? 256 * bytes[2 * i]! + bytes[2 * i + 1]! : bytes[i]!,
    );
    at += 1 + bytes.length;
  }
}

/** T.81 §B.2.4.2. */
function readHuffman(content: Bytes, tables: Map<number, HuffmanTable>): void {
  for (let at = 0; at < content.length; ) {
    const counts = content.subarray(at + 1, at + 17);
    const total = counts.reduce((sum, count) => sum + count, 0);
    const symbols = content.subarray(at + 17, at + 17 + total);
    if (counts.length < 16 || symbols.length < total) throw badJpeg("a Huffman table is cut off");
    tables.set(content[at]!, huffmanTable(counts, symbols));
    at += 17 + total;
  }
}

/** T.81 §B.2.4.3. */
function readConditioning(content: Bytes, tables: Map<number, number>): void {
  for (let at = 0; at + 1 < content.length; at += 2) tables.set(content[at]!, content[at + 1]!);
}
