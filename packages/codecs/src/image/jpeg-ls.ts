/**
 * `hdf5.jpeg_ls`: each chunk a JPEG-LS picture; HDF5 filters 32012 and 32018, FCIDECOMP. ITU-T T.87. Decodes only.
 *
 * @module
 */

import { type Bytes, byteSize, dataViewOf, elementCount, StorageError } from "@chunkwright/core";
import type { ArrayToBytesCodec } from "../codec.ts";
import { EOI, MARKER, SOI, SOS } from "../jpeg/jpeg-markers.ts";
import { badPicture, imageCodec, type Picture, type PictureSpec } from "./image-codec.ts";
import { decodeScan, type ScanBits, type ScanParameters } from "./jpeg-ls-scan.ts";

const TITLE = "JPEG-LS";

/** No options. Components interleaved by sample are not supported. */
export const jpegLs: ArrayToBytesCodec = imageCodec({
  name: "hdf5.jpeg_ls",
  title: TITLE,
  dataTypes: ["uint8", "int8", "uint16", "int16"],
  decode: async (encoded, spec) => decodeJpegLs(encoded, spec),
});

const SOF55 = 0xf7;
const LSE = 0xf8;
const PRESET_PARAMETERS = 1;

interface Frame {
  readonly bitsPerSample: number;
  readonly width: number;
  readonly height: number;
  readonly components: number;
}

type Presets = Pick<ScanParameters, "maxValue" | "thresholds" | "reset">;

function decodeJpegLs(bytes: Bytes, { dataType, shape }: PictureSpec): Picture {
  if (bytes[0] !== MARKER || bytes[1] !== SOI) throw badPicture(TITLE, "it does not start with SOI");
  const view = dataViewOf(bytes);
  let frame: Frame | undefined;
  let stored: readonly number[] = [];
  let samples: Bytes | undefined;
  let scans = 0;
  for (let at = 2; ; ) {
    if (at + 4 > bytes.length && bytes[at + 1] !== EOI) throw badPicture(TITLE, "it has no end, EOI");
    const marker = bytes[at + 1]!;
    if (bytes[at] !== MARKER) throw badPicture(TITLE, `there is no marker at byte ${at}`);
    if (marker === EOI) break;
    const length = view.getUint16(at + 2);
    const end = at + 2 + length;
    if (length < 2 || end > bytes.length) throw badPicture(TITLE, `its segment at byte ${at} is cut off`);
    const segment = new DataView(bytes.buffer, bytes.byteOffset + at + 4, length - 2);
    at = end;
    if (marker === SOF55) {
      frame = parseFrame(segment);
      if (frame.width * frame.height * frame.components !== elementCount(shape)) {
        throw badPicture(
          TITLE,
          `it is ${frame.width} x ${frame.height} pixels of ${frame.components} samples, not [${shape}]`,
        );
      }
      if (Math.ceil(frame.bitsPerSample / 8) !== byteSize(dataType))
        throw badPicture(TITLE, `its samples have ${frame.bitsPerSample} bits, not those of ${dataType}`);
      samples = new Uint8Array(elementCount(shape) * byteSize(dataType));
    } else if (marker === LSE) {
      if (segment.byteLength < 11 || segment.getUint8(0) !== PRESET_PARAMETERS) {
        throw unsupportedFeature("mapping tables");
      }
      stored = [1, 3, 5, 7, 9].map((offset) => segment.getUint16(offset));
    } else if (marker === SOS) {
      if (!frame || !samples) throw badPicture(TITLE, "its scan comes before the frame header");
      if (scans >= frame.components) throw badPicture(TITLE, `it has more than ${scans} scans`);
      const near = nearOf(segment);
      const bits = scanBits(bytes, end);
      const parameters = { ...frame, near, ...presets(frame, near, stored) };
      decodeScan(bits, parameters, lineWriter(frame, samples, byteSize(dataType), scans));
      scans += 1;
      at = bits.end();
    }
  }
  if (!frame || !samples || scans < frame.components) throw badPicture(TITLE, `it has only ${scans} scans`);
  return { width: frame.width, height: frame.height, sampleCount: frame.components, samples };
}

/** 1 precision, 2 lines, 2 samples of a line, 1 components, and what each of them is. T.81 §B.2.2. */
function parseFrame(segment: DataView): Frame {
  if (segment.byteLength < 6) throw badPicture(TITLE, "its frame header is too short");
  const bitsPerSample = segment.getUint8(0);
  if (bitsPerSample < 2 || bitsPerSample > 16)
    throw badPicture(TITLE, `its samples have ${bitsPerSample} bits`);
  return {
    bitsPerSample,
    height: segment.getUint16(1),
    width: segment.getUint16(3),
    components: segment.getUint8(5),
  };
}

/** 1 components, 2 of each; 1 NEAR, 1 interleave mode, 1 point transform. T.87 §C.2.3. */
function nearOf(segment: DataView): number {
  const components = segment.byteLength > 0 ? segment.getUint8(0) : 0;
  if (segment.byteLength < 4 + 2 * components) throw badPicture(TITLE, "its scan header is too short");
  const near = segment.getUint8(1 + 2 * components);
  const interleave = segment.getUint8(2 + 2 * components);
  const transform = segment.getUint8(3 + 2 * components);
  if (components !== 1 || interleave !== 0) throw unsupportedFeature("interleaved components");
  if (transform !== 0) throw unsupportedFeature("a point transform");
  return near;
}

/** The parameters of an LSE segment; those that are 0 or absent get their defaults. T.87 §C.2.4.1.1. */
function presets({ bitsPerSample }: Frame, near: number, stored: readonly number[]): Presets {
  const [maxValue = 0, t1 = 0, t2 = 0, t3 = 0, reset = 0] = stored;
  const most = maxValue || 2 ** bitsPerSample - 1;
  const isWide = most >= 128;
  const factor = isWide ? Math.floor((Math.min(most, 4095) + 128) / 256) : Math.floor(256 / (most + 1));
  const scaled = (basic: number, least: number, margin: number): number =>
    isWide ? factor * (basic - least) + least + margin : Math.max(least, Math.floor(basic / factor) + margin);
  const clamped = (value: number, least: number): number => (value > most || value < least ? least : value);
  const first = t1 || clamped(scaled(3, 2, 3 * near), near + 1);
  const second = t2 || clamped(scaled(7, 3, 5 * near), first);
  const third = t3 || clamped(scaled(21, 4, 7 * near), second);
  return { maxValue: most, thresholds: [first, second, third], reset: reset || 64 };
}

/** Writes lines of component `component` between those of the others. */
function lineWriter(
  { width, components }: Frame,
  samples: Bytes,
  sampleBytes: number,
  component: number,
): (line: Int32Array, y: number) => void {
  const target = sampleBytes === 1 ? samples : new Uint16Array(samples.buffer);
  return (line, y) => {
    let to = y * width * components + component;
    for (let x = 1; x <= width; x += 1, to += components) target[to] = line[x]!;
  };
}

/** Bits from byte `start` on; after a byte of 0xff, the highest bit of the next is 0 and no part of them. T.87 §A.1. */
function scanBits(bytes: Bytes, start: number): ScanBits & { end(): number } {
  let next = start;
  let held = 0;
  let count = 0;
  const fill = (wanted: number): void => {
    while (count < wanted) {
      const byte = bytes[next];
      const isStuffed = next > start && bytes[next - 1] === MARKER;
      if (byte === undefined || (isStuffed && byte > 0x7f))
        throw badPicture(TITLE, "its scan ends too early");
      const added = isStuffed ? 7 : 8;
      held = ((held << added) | byte) & 0x3fffffff;
      count += added;
      next += 1;
    }
  };
  const read = (wanted: number): number => {
    if (wanted === 0) return 0;
    fill(wanted);
    count -= wanted;
    return (held >>> count) & ((1 << wanted) - 1);
  };
  return {
    read,
    zeros(most) {
      let zeros = 0;
      while (zeros < most && read(1) === 0) zeros += 1;
      // The 1 after as many zeros as there can be.
      if (zeros === most) read(1);
      return zeros;
    },
    end() {
      // A last byte of 0xff is followed by one that is stuffed.
      let end = next;
      while (end + 1 < bytes.length && (bytes[end] !== MARKER || bytes[end + 1]! < 0x80)) end += 1;
      return end;
    },
  };
}

function unsupportedFeature(feature: string): StorageError {
  return new StorageError("unsupported", `Cannot decode ${TITLE}: it has ${feature}`, {
    format: TITLE,
    feature,
  });
}
