/**
 * The header of a JPEG XL codestream: the size and kind of the picture. ISO/IEC 18181-1 Annex D.
 *
 * @module
 */

import { badJpegXl } from "./jpeg-xl-error.ts";
import type { JpegXlReader } from "./jpeg-xl-reader.ts";

export interface JpegXlHeader {
  readonly width: number;
  readonly height: number;
  /** As in EXIF, 1 to 8. */
  readonly orientation: number;
  readonly depth: BitDepth;
  readonly isGray: boolean;
  /** Whether colors are stored in a space that only lossy pictures use. */
  readonly isXyb: boolean;
  readonly extraChannels: readonly ExtraChannel[];
  readonly animation: { readonly hasTimeCodes: boolean } | undefined;
  readonly hasPreview: boolean;
  /** Whether an ICC profile follows the header. */
  readonly hasProfile: boolean;
}

export interface BitDepth {
  readonly bits: number;
  /** Of floats; 0 for integers. */
  readonly exponentBits: number;
}

export interface ExtraChannel {
  /** 0 is alpha. */
  readonly type: number;
  readonly depth: BitDepth;
  /** Binary logarithm of how much smaller the channel is. */
  readonly shift: number;
}

export const ALPHA = 0;
const SPOT_COLOR = 2;
const COLOR_FILTER_ARRAY = 5;
/** FF 0A, bits least significant first. */
const SIGNATURE = 0x0aff;
const BYTES: BitDepth = { bits: 8, exponentBits: 0 };

/** The picture as its header describes it; reads up to the profile, if there is one. */
export function readJpegXlHeader(reader: JpegXlReader): JpegXlHeader {
  if (reader.read(16) !== SIGNATURE) throw badJpegXl("its codestream has no signature");
  const size = readSize(reader);
  const header = { ...size, ...readMetadata(reader) };
  reader.checkEnd();
  return header;
}

/** Width in relation to height, §D.2. */
const RATIOS: readonly (readonly [number, number] | undefined)[] = [
  undefined,
  [1, 1],
  [12, 10],
  [4, 3],
  [3, 2],
  [16, 9],
  [5, 4],
  [2, 1],
];

/** SizeHeader, §D.2. */
function readSize(reader: JpegXlReader): { width: number; height: number } {
  const isInEights = reader.flag();
  const side = () =>
    isInEights ? 8 * (1 + reader.read(5)) : reader.choose([1, 9], [1, 13], [1, 18], [1, 30]);
  const height = side();
  const ratio = RATIOS[reader.read(3)];
  return { height, width: ratio ? Math.floor((height * ratio[0]) / ratio[1]) : side() };
}

/** ImageMetadata, §D.3. */
function readMetadata(reader: JpegXlReader): Omit<JpegXlHeader, "width" | "height"> {
  const usual = { orientation: 1, animation: undefined, hasPreview: false };
  if (reader.flag()) {
    skipTransformData(reader, true);
    return { ...usual, depth: BYTES, isGray: false, isXyb: true, extraChannels: [], hasProfile: false };
  }
  const hasMore = reader.flag();
  const more = hasMore ? readOptions(reader) : usual;
  const depth = readBitDepth(reader);
  reader.flag(); // whether 16 bits do for all that decoders compute
  const count = reader.choose([0, 0], [1, 0], [2, 4], [1, 12]);
  const extraChannels: ExtraChannel[] = [];
  while (extraChannels.length < count) {
    extraChannels.push(readExtraChannel(reader));
    reader.checkEnd();
  }
  const isXyb = reader.flag();
  const colors = readColors(reader);
  if (hasMore && !reader.flag()) reader.skipBits(16 + 16 + 1 + 16); // tone mapping
  reader.skipExtensions();
  skipTransformData(reader, isXyb);
  return { ...more, depth, extraChannels, isXyb, ...colors };
}

function readOptions(reader: JpegXlReader): Pick<JpegXlHeader, "orientation" | "animation" | "hasPreview"> {
  const orientation = 1 + reader.read(3);
  if (reader.flag()) readSize(reader); // intrinsic size
  const hasPreview = reader.flag();
  if (hasPreview) skipPreview(reader);
  const animation = reader.flag() ? readAnimation(reader) : undefined;
  return { orientation, animation, hasPreview };
}

/** PreviewHeader, §D.3.4. */
function skipPreview(reader: JpegXlReader): void {
  const isInEights = reader.flag();
  const side = () =>
    isInEights
      ? reader.choose([16, 0], [32, 0], [1, 5], [33, 9])
      : reader.choose([1, 6], [65, 8], [321, 10], [1345, 12]);
  side();
  if (reader.read(3) === 0) side();
}

/** AnimationHeader, §D.3.5: ticks, loops, time codes. */
function readAnimation(reader: JpegXlReader): { hasTimeCodes: boolean } {
  reader.choose([100, 0], [1000, 0], [1, 10], [1, 30]);
  reader.choose([1, 0], [1001, 0], [1, 8], [1, 10]);
  reader.choose([0, 0], [0, 3], [0, 16], [0, 32]);
  return { hasTimeCodes: reader.flag() };
}

/** BitDepth, §D.3.6. */
function readBitDepth(reader: JpegXlReader): BitDepth {
  if (!reader.flag()) return { bits: reader.choose([8, 0], [10, 0], [12, 0], [1, 6]), exponentBits: 0 };
  const bits = reader.choose([32, 0], [16, 0], [24, 0], [1, 6]);
  const exponentBits = 1 + reader.read(4);
  const mantissaBits = bits - exponentBits - 1;
  if (exponentBits < 2 || exponentBits > 8 || mantissaBits < 2 || mantissaBits > 23) {
    throw badJpegXl(`its samples are floats of ${bits} bits, ${exponentBits} of them for the exponent`);
  }
  return { bits, exponentBits };
}

/** ExtraChannelInfo, §D.3.7. */
function readExtraChannel(reader: JpegXlReader): ExtraChannel {
  if (reader.flag()) return { type: ALPHA, depth: BYTES, shift: 0 };
  const type = readEnumeration(reader);
  const depth = readBitDepth(reader);
  const shift = reader.choose([0, 0], [3, 0], [4, 0], [1, 3]);
  skipName(reader);
  if (type === ALPHA) reader.flag(); // whether colors are multiplied by it
  if (type === SPOT_COLOR) reader.skipBits(4 * 16);
  if (type === COLOR_FILTER_ARRAY) reader.choose([1, 0], [0, 2], [3, 4], [19, 8]);
  return { type, depth, shift };
}

/** Of channels and of frames. */
export function skipName(reader: JpegXlReader): void {
  reader.skipBits(8 * reader.choose([0, 0], [0, 4], [16, 5], [48, 10]));
}

function readEnumeration(reader: JpegXlReader): number {
  return reader.choose([0, 0], [1, 0], [2, 4], [18, 6]);
}

const [GRAY, XYB] = [1, 2] as const;
const CUSTOM = 2;

/** ColorEncoding, §E.2. */
function readColors(reader: JpegXlReader): Pick<JpegXlHeader, "isGray" | "hasProfile"> {
  if (reader.flag()) return { isGray: false, hasProfile: false };
  const hasProfile = reader.flag();
  const space = readEnumeration(reader);
  if (!hasProfile) {
    if (space !== XYB) {
      if (readEnumeration(reader) === CUSTOM) skipCoordinates(reader, 1); // white point
      if (space !== GRAY && readEnumeration(reader) === CUSTOM) skipCoordinates(reader, 3);
      if (reader.flag())
        reader.read(24); // gamma
      else readEnumeration(reader);
    }
    readEnumeration(reader); // rendering intent
  }
  return { isGray: space === GRAY, hasProfile };
}

function skipCoordinates(reader: JpegXlReader, points: number): void {
  for (let i = 0; i < 2 * points; i += 1) {
    reader.choose([0, 19], [524288, 19], [1048576, 20], [2097152, 21]);
  }
}

/** Numbers of 16 bits: the matrix of XYB with its biases, and the kernels for upsampling by 2, 4 and 8. */
const MATRIX_NUMBERS = 16;
const KERNEL_NUMBERS = [15, 55, 210] as const;

/** CustomTransformData, §D.3.9. */
function skipTransformData(reader: JpegXlReader, isXyb: boolean): void {
  if (reader.flag()) return;
  if (isXyb && !reader.flag()) reader.skipBits(16 * MATRIX_NUMBERS);
  const kernels = reader.read(3);
  for (const [i, count] of KERNEL_NUMBERS.entries()) {
    if (kernels & (1 << i)) reader.skipBits(16 * count);
  }
}

/** Colors and extra channels, which is how many samples a pixel of each frame has. */
export function channelCount({ isGray, extraChannels }: JpegXlHeader): number {
  return (isGray ? 1 : 3) + extraChannels.length;
}

/** What samples are, for errors. */
export function nameOf({ bits, exponentBits }: BitDepth): string {
  return exponentBits > 0 ? `${bits}-bit floats` : `${bits} bits`;
}
