/**
 * What JPEG images leave to their streams, or say wrongly: previews of camera files have no size, and old-style images were
 * written before anybody agreed on their fields.
 *
 * @module
 */

import { type CallOptions, dataViewOf } from "@chunkwright/core";
import { type IfdEntries, readEntryNumbers } from "../ifd/ifd-entries.ts";
import { TAGS } from "../ifd/tags.ts";
import { COMPRESSION_OLD_JPEG } from "../image/compression.ts";
import { PHOTOMETRIC_RGB, PHOTOMETRIC_YCBCR } from "../image/photometric.ts";
import type { TiffContext } from "../tiff-context.ts";
import { unlessInvalid } from "../tiff-error.ts";
import type { IfdFields } from "../tiff-file.ts";

export async function withoutJpegQuirks(
  context: TiffContext,
  entries: IfdEntries,
  fields: IfdFields,
  options?: CallOptions,
): Promise<IfdFields> {
  const { width, height, compression } = fields;
  if (width !== undefined || height !== undefined) {
    return compression === COMPRESSION_OLD_JPEG ? withOldJpegDefaults(entries, fields) : fields;
  }
  const frame = await unlessInvalid(readFrame(context, entries, options));
  return frame ? withFrame(entries, fields, frame) : fields;
}

/** As in libtiff's tif_dirread.c: colors are YCbCr, whatever PhotometricInterpretation says, and samples are bytes. */
function withOldJpegDefaults(entries: IfdEntries, fields: IfdFields): IfdFields {
  const { photometric = PHOTOMETRIC_YCBCR } = fields;
  const isColor = photometric === PHOTOMETRIC_RGB || photometric === PHOTOMETRIC_YCBCR;
  const samplesPerPixel = isColor && !entries.has(TAGS.SamplesPerPixel) ? 3 : fields.samplesPerPixel;
  return {
    ...fields,
    ...samples(samplesPerPixel, entries.has(TAGS.BitsPerSample) ? fields.bitsPerSample[0] : 8),
    photometric: isColor ? PHOTOMETRIC_YCBCR : photometric,
  };
}

interface Frame {
  readonly precision: number;
  readonly height: number;
  readonly width: number;
  readonly components: number;
}

/** Fields of an image without ImageWidth and ImageLength, from its stream. Exif 3.0 §4.6.3, thumbnails; as tifffile does. */
function withFrame(
  entries: IfdEntries,
  fields: IfdFields,
  { precision, height, width, components }: Frame,
): IfdFields {
  const frameBits = precision <= 8 ? 8 : 16;
  return {
    ...fields,
    ...samples(components, entries.has(TAGS.BitsPerSample) ? fields.bitsPerSample[0] : frameBits),
    width,
    height,
    compression: entries.has(TAGS.Compression) ? fields.compression : COMPRESSION_OLD_JPEG,
    photometric: fields.photometric ?? (components === 3 ? PHOTOMETRIC_YCBCR : undefined),
  };
}

function samples(samplesPerPixel: number, bits = 8) {
  return {
    samplesPerPixel,
    bitsPerSample: new Array<number>(samplesPerPixel).fill(bits),
    sampleFormat: new Array<number>(samplesPerPixel).fill(1),
  };
}

const [SOI, SOF0, DHT, JPG, DAC, LAST_SOF, EOI, SOS] = [
  0xd8, 0xc0, 0xc4, 0xc8, 0xcc, 0xcf, 0xd9, 0xda,
] as const;
const NO_FRAMES: readonly number[] = [DHT, JPG, DAC];
/** Limit on the segments before a frame. */
const MAX_SEGMENTS = 256;

/**
 * What the JPEG stream in the first strip says of itself, or the one that JPEGInterchangeFormat points to. T.81 §B.2.2,
 * frame header:
 *   0  2  marker, SOFn
 *   2  2  length
 *   4  1  precision, bits
 *   5  2  lines
 *   7  2  samples per line
 *   9  1  components
 */
async function readFrame(
  context: TiffContext,
  entries: IfdEntries,
  options?: CallOptions,
): Promise<Frame | undefined> {
  const entry =
    entries.get(TAGS.TileOffsets) ??
    entries.get(TAGS.StripOffsets) ??
    entries.get(TAGS.JPEGInterchangeFormat);
  const [start] = entry ? await readEntryNumbers(context, entry, { from: 0, to: 1 }, options) : [];
  if (!start) return undefined;
  const bytesAt = async (offset: number, length: number): Promise<DataView> =>
    dataViewOf(await context.blocks.read(offset, length, "the header of a JPEG stream", options));
  if ((await bytesAt(start, 2)).getUint16(0) !== 0xff00 + SOI) return undefined;
  let offset = start + 2;
  for (let n = 0; n < MAX_SEGMENTS; n += 1) {
    const view = await bytesAt(offset, 10);
    const marker = view.getUint16(0) - 0xff00;
    if (marker < 0 || marker === EOI || marker === SOS) return undefined;
    if (marker >= SOF0 && marker <= LAST_SOF && !NO_FRAMES.includes(marker)) {
      return {
        precision: view.getUint8(4),
        height: view.getUint16(5),
        width: view.getUint16(7),
        components: view.getUint8(9),
      };
    }
    // Any number of fill bytes may come before a marker. T.81 §B.1.1.2.
    offset += marker === 0xff ? 1 : 2 + view.getUint16(2);
  }
  return undefined;
}
