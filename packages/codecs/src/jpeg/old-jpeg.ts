/**
 * `tiff.old_jpeg`: strips and tiles that hold only JPEG scans, with tables in tags of the image. TIFF 6.0 §22,
 * obsoleted by Adobe TIFF Technical Note 2; ITU-T T.81. Decodes only, through `tiff.jpeg`.
 *
 * @module
 */

import {
  type Bytes,
  type Chunk,
  concatBytes,
  decodeBase64,
  elementCount,
  type JsonObject,
} from "@chunkwright/core";
import type { ArrayToBytesCodec } from "../codec.ts";
import { badConfiguration, badOption, checkOptions, integerOption } from "../configuration.ts";
import { refuseEncoding } from "../decode-only.ts";
import { decodeJpeg } from "./jpeg.ts";
import { DHT, DQT, DRI, EOI, MARKER, SOF0, SOI, SOS } from "./jpeg-markers.ts";
import { jpegStream } from "./jpeg-stream.ts";

const NAME = "tiff.old_jpeg";
const OPTIONS = [
  "quantizationTables",
  "dcTables",
  "acTables",
  "horizontal",
  "vertical",
  "restartInterval",
  "photometric",
];

/** Rows and columns of a frame are 16-bit numbers. T.81 §B.2.2. */
const MAX_SIDE = 65535;

/**
 * `{ quantizationTables, dcTables, acTables }`: a table for each component in base64, without the markers' headers;
 * `{ horizontal, vertical }`: pixels per chroma sample; `{ restartInterval }`: 0, or MCUs between restart markers;
 * `{ photometric }`: as of `tiff.jpeg`. For arrays `[y, x]` or `[y, x, 3]`, with axes of length 1 before.
 */
export const oldJpeg: ArrayToBytesCodec = {
  kind: "array-to-bytes",
  bind(configuration, { dataType, shape }) {
    checkOptions(NAME, configuration, OPTIONS);
    const tables = configuration.quantizationTables;
    const samples = Array.isArray(tables) && tables.length === 1 ? 1 : 3;
    const axes = samples === 1 ? 2 : 3;
    const [height = 0, width = 0, last = 1] = shape.slice(-axes);
    const isPicture = last === samples && elementCount(shape.slice(0, -axes)) === 1;
    if (dataType !== "uint8" || !isPicture || height > MAX_SIDE || width > MAX_SIDE) {
      throw badConfiguration(NAME, `it is for uint8 [y, x] and [y, x, 3], not ${dataType} [${shape}]`);
    }
    const options = { min: 1, max: 4, default: 1 };
    const frame: Frame = {
      height,
      width,
      components: samples,
      horizontal: integerOption(NAME, configuration, "horizontal", options),
      vertical: integerOption(NAME, configuration, "vertical", options),
      restartInterval: integerOption(NAME, configuration, "restartInterval", {
        min: 0,
        max: 65535,
        default: 0,
      }),
      quantizationTables: tablesOption(configuration, "quantizationTables", samples),
      dcTables: tablesOption(configuration, "dcTables", samples),
      acTables: tablesOption(configuration, "acTables", samples),
    };
    const photometric = integerOption(NAME, configuration, "photometric", { min: 0, max: 65535, default: 6 });
    const count = elementCount(shape);
    return {
      encoded: { minByteLength: 0, maxByteLength: 2 * count + 65536, elementSize: 1 },
      async decode(encoded) {
        const stream = jpegStream(interchangeStream(frame, withoutHeader(encoded)), undefined, photometric);
        return { dataType, shape, data: await decodeJpeg(stream, dataType, count) } as Chunk;
      },
      encode: refuseEncoding(NAME),
    };
  },
};

interface Frame {
  readonly height: number;
  readonly width: number;
  readonly components: number;
  readonly horizontal: number;
  readonly vertical: number;
  readonly restartInterval: number;
  /** One per component. */
  readonly quantizationTables: readonly Bytes[];
  readonly dcTables: readonly Bytes[];
  readonly acTables: readonly Bytes[];
}

function tablesOption(configuration: JsonObject, key: string, count: number): Bytes[] {
  const texts = configuration[key];
  const tables = (Array.isArray(texts) ? texts : []).flatMap((text) =>
    typeof text === "string" ? (decodeBase64(text) ?? []) : [],
  );
  if (tables.length === count) return tables;
  throw badOption(NAME, key, texts, `${count} tables in base64`);
}

/** The entropy-coded data; the first strip of Wang's files has the scan's header in front. T.81 §B.2.3. */
function withoutHeader(scan: Bytes): Bytes {
  const hasHeader = scan[0] === MARKER && scan[1] === SOS;
  return hasHeader ? scan.subarray(2 + 256 * (scan[2] ?? 0) + (scan[3] ?? 0)) : scan;
}

/** The scan and its tables in interchange format. T.81 §B.2. */
function interchangeStream(frame: Frame, scan: Bytes): Bytes {
  const { height, width, components, horizontal, vertical, restartInterval } = frame;
  const numbers = Array.from({ length: components }, (_, i) => i);
  const sampling = (i: number) => (i === 0 ? 16 * horizontal + vertical : 0x11);
  const header = [
    ...[MARKER, SOI],
    ...numbers.flatMap((i) => segment(DQT, [i, ...frame.quantizationTables[i]!])),
    ...segment(SOF0, [
      8,
      ...word(height),
      ...word(width),
      components,
      ...numbers.flatMap((i) => [i, sampling(i), i]),
    ]),
    ...numbers.flatMap((i) => segment(DHT, [i, ...frame.dcTables[i]!])),
    ...numbers.flatMap((i) => segment(DHT, [0x10 + i, ...frame.acTables[i]!])),
    ...(restartInterval > 0 ? segment(DRI, word(restartInterval)) : []),
    ...segment(SOS, [components, ...numbers.flatMap((i) => [i, 0x11 * i]), 0, 63, 0]),
  ];
  const hasEnd = scan.at(-2) === MARKER && scan.at(-1) === EOI;
  return concatBytes([header, scan, hasEnd ? [] : [MARKER, EOI]]);
}

function segment(marker: number, content: readonly number[]): number[] {
  return [MARKER, marker, ...word(content.length + 2), ...content];
}

function word(value: number): [number, number] {
  return [value >>> 8, value & 255];
}
