/**
 * Decoding JPEG XL codestreams whose samples are stored as they are, in Modular mode. ISO/IEC 18181-1.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import { badJpegXl, unsupportedJpegXl } from "../jpeg-xl-error.ts";
import { channelCount, type JpegXlHeader, nameOf } from "../jpeg-xl-header.ts";
import type { JpegXlReader } from "../jpeg-xl-reader.ts";
import type { Channel } from "./channel.ts";
import { decodeFrame } from "./decode-frame.ts";
import { readEntropyCode } from "./entropy-code.ts";
import { EntropyDecoder } from "./entropy-decoder.ts";

/**
 * The channels of each frame: colors, then extra channels. `reader` has read the header of the codestream. Rejects with
 * "unsupported" what is not stored sample by sample, and more than `maxSamples` as damaged.
 */
export function decodeModular(
  codestream: Bytes,
  reader: JpegXlReader,
  header: JpegXlHeader,
  maxSamples: number,
): (readonly Channel[])[] {
  checkIsStored(header);
  const frameSamples = header.width * header.height * channelCount(header);
  if (header.hasProfile) skipProfile(reader);
  const frames: (readonly Channel[])[] = [];
  for (let at = reader.align(); ; ) {
    if (frameSamples * (frames.length + 1) > maxSamples) {
      throw badJpegXl(`it has more than ${maxSamples} samples, ${frameSamples} in each frame`);
    }
    const frame = decodeFrame(codestream.subarray(at), header);
    frames.push(frame.channels);
    if (frame.isLast) return frames;
    at += frame.byteLength;
  }
}

/** Throws "unsupported", naming why, for pictures whose samples are not stored as they are. */
function checkIsStored({ isXyb, hasPreview, extraChannels, depth }: JpegXlHeader): void {
  if (isXyb) throw unsupportedJpegXl(`lossy samples (XYB) of ${nameOf(depth)}`);
  if (hasPreview) throw unsupportedJpegXl("a preview");
  for (const { shift, depth: own } of extraChannels) {
    if (shift > 0) throw unsupportedJpegXl("smaller channels");
    if (own.bits !== depth.bits || own.exponentBits !== depth.exponentBits) {
      throw unsupportedJpegXl(`samples of ${nameOf(depth)} and of ${nameOf(own)}`);
    }
  }
}

const MAX_PROFILE_BYTES = 2 ** 24;
const PROFILE_CONTEXTS = 41;
/** Bytes of a profile's header, which have a context of their own. */
const PROFILE_HEADER = 128;

/** The color profile, of which only the end matters. §E.4. */
function skipProfile(reader: JpegXlReader): void {
  const length = reader.readLong();
  if (length > MAX_PROFILE_BYTES) throw badJpegXl(`its color profile has ${length} bytes`);
  const decoder = new EntropyDecoder(readEntropyCode(reader, PROFILE_CONTEXTS), reader, 0, length);
  let last = 0;
  let before = 0;
  for (let i = 0; i < length; i += 1) {
    const byte = decoder.read(i > PROFILE_HEADER ? 1 + lastContext(last) + 8 * contextBefore(before) : 0);
    if (byte > 255) throw badJpegXl(`its color profile has the byte ${byte}`);
    before = last;
    last = byte;
  }
  decoder.finish();
}

/** By the last byte: letters, digits, and the ends of the range. §E.4.2. */
function lastContext(byte: number): number {
  const kind = textContext(byte);
  if (kind !== undefined) return kind;
  if (byte < 2) return 2 + byte;
  if (byte < 16) return 4;
  return byte === 255 ? 6 : byte > 240 ? 5 : 7;
}

function contextBefore(byte: number): number {
  return textContext(byte) ?? (byte < 16 ? 2 : byte > 240 ? 3 : 4);
}

function textContext(byte: number): number | undefined {
  const character = String.fromCharCode(byte);
  if (/[a-zA-Z]/.test(character)) return 0;
  return /[0-9.,]/.test(character) ? 1 : undefined;
}
