/**
 * The header of a frame in Modular mode. ISO/IEC 18181-1 Annex F.
 *
 * @module
 */

import { unsupportedJpegXl } from "../jpeg-xl-error.ts";
import { type JpegXlHeader, nameOf, skipName } from "../jpeg-xl-header.ts";
import type { JpegXlReader } from "../jpeg-xl-reader.ts";

export interface FrameHeader {
  /** Side of the groups, which are coded on their own. */
  readonly groupSide: number;
  /** The channels of each pass, by how much smaller than the image they are. */
  readonly passes: readonly PassShifts[];
  readonly isLast: boolean;
}

/** Binary logarithms, both included. */
export interface PassShifts {
  readonly least: number;
  readonly most: number;
}

const REGULAR = 0;
/** Of other kinds, which hold parts of pictures. */
const FRAME_TYPES: { readonly [type: number]: string } = {
  1: "frames of low frequencies",
  2: "frames for reference",
};
/** By bit: what is added to the samples. Bit 7 is about filtering that Modular frames have not. */
const FLAGS: readonly (readonly [bit: number, name: string])[] = [
  [0, "noise"],
  [1, "patches"],
  [4, "splines"],
  [5, "separate low frequencies"],
];

/** Throws "unsupported", with its name, for anything but samples that are stored as they are, all in this frame. */
export function readFrameHeader(reader: JpegXlReader, image: JpegXlHeader): FrameHeader {
  const isDefault = reader.flag();
  const type = isDefault ? REGULAR : reader.read(2);
  if (FRAME_TYPES[type] !== undefined) throw unsupportedJpegXl(FRAME_TYPES[type]);
  const isModular = !isDefault && reader.flag();
  if (!isModular) throw unsupportedJpegXl(`lossy samples (VarDCT) of ${nameOf(image.depth)}`);
  checkFlags(reader.readLong());
  if (!image.isXyb && reader.flag()) throw unsupportedJpegXl("colors as YCbCr");
  const factors = [undefined, ...image.extraChannels].map(() => reader.read(2));
  if (factors.some((factor) => factor > 0)) throw unsupportedJpegXl("smaller channels");
  const groupSide = 128 << reader.read(2);
  const passes = readPasses(reader);
  if (reader.flag()) throw unsupportedJpegXl("a frame that is a part of the picture");
  for (const _ of factors) {
    if (reader.read(2) > 0) throw unsupportedJpegXl("a frame to be blended with another");
  }
  const duration = image.animation ? reader.choose([0, 0], [1, 0], [0, 8], [0, 32]) : 0;
  if (image.animation?.hasTimeCodes) reader.readWide(32);
  const isLast = reader.flag();
  if (!isLast) {
    // Whether it is kept for other frames, and in which form. None that we decode refers to it.
    const slot = reader.read(2);
    if (duration === 0 || slot > 0) reader.flag();
  }
  skipName(reader);
  checkFilters(reader);
  reader.skipExtensions();
  reader.checkEnd();
  return { groupSide, passes, isLast };
}

function checkFlags(flags: number): void {
  for (const [bit, name] of FLAGS) {
    if (Math.floor(flags / 2 ** bit) % 2 === 1) throw unsupportedJpegXl(name);
  }
}

/** RestorationFilter, §J.1: by default there are some. */
function checkFilters(reader: JpegXlReader): void {
  const isFiltered = reader.flag() || reader.flag() || reader.read(2) > 0;
  if (isFiltered) throw unsupportedJpegXl("filters against artefacts");
  reader.skipExtensions();
}

/** Passes, §F.3: channels of up to an eighth are in the groups of low frequencies, before all passes. */
function readPasses(reader: JpegXlReader): PassShifts[] {
  const count = reader.choose([1, 0], [2, 0], [3, 0], [4, 3]);
  if (count === 1) return [{ least: 0, most: 2 }];
  const steps = reader.choose([0, 0], [1, 0], [2, 0], [3, 1]);
  for (let pass = 1; pass < count; pass += 1) reader.read(2); // shift
  const downsamplings = Array.from({ length: steps }, () => reader.read(2));
  const lastPasses = Array.from({ length: steps }, () => reader.choose([0, 0], [1, 0], [2, 0], [0, 3]));
  let most = 2;
  let least = 3;
  return Array.from({ length: count }, (_, pass): PassShifts => {
    for (const [i, last] of lastPasses.entries()) if (last === pass) least = downsamplings[i]!;
    if (pass === count - 1) least = 0;
    const shifts = { least, most };
    most = least - 1;
    return shifts;
  });
}
