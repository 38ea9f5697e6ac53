/**
 * Encoding lossless JPEG XL codestreams: Modular mode with the clamped gradient predictor and one prefix code per
 * channel, like libjxl's fastest effort. ISO/IEC 18181-1 Annexes D, F, G and H.
 *
 * @module
 */

import { type Bytes, concatBytes, viewElements } from "@chunkwright/core";
import type { Picture } from "../image/image-codec.ts";
import { type PrefixCode, TokenCounts, writeCodes } from "./jpeg-xl-codes.ts";
import { JpegXlWriter } from "./jpeg-xl-writer.ts";

/** Side of a group, which is coded independently: 128 << GROUP_SIZE_SHIFT. Annex F. */
const GROUP_SIZE_SHIFT = 3;
const GROUP_SIDE = 1024;
/** Sections between the global one and the groups cover 8 groups each way. They stay empty. Annex G. */
const LF_GROUP_SIDE = 8 * GROUP_SIDE;

/** Samples of 8 or 16 bits: grey or RGB, perhaps with alpha. */
export function encodeJpegXl(picture: Picture, bitsPerSample: 8 | 16): Bytes {
  const { width, height } = picture;
  const groups = groupsOf(picture);
  const channels = channelsOf(picture, bitsPerSample);
  const codes = channels.map((channel) => {
    for (const group of groups) toResiduals(channel, width, group);
    const counts = new TokenCounts();
    for (const residual of channel) counts.add(residual);
    return counts.code();
  });
  const global = new JpegXlWriter(picture.samples.byteLength);
  writeGlobal(global, codes);
  const writeGroup = (bits: JpegXlWriter, group: Group): Bytes => {
    for (const [i, channel] of channels.entries()) writeChannel(bits, codes[i]!, channel, width, group);
    return bits.bytes();
  };
  const front = imageHeader(picture, bitsPerSample);
  if (groups.length === 1) return concatBytes([...front, ...framed([writeGroup(global, groups[0]!)])]);
  const lfGroups = Math.ceil(width / LF_GROUP_SIDE) * Math.ceil(height / LF_GROUP_SIDE);
  const empty = Array.from({ length: lfGroups + 1 }, () => new Uint8Array());
  const sections = groups.map((group) => {
    const bits = new JpegXlWriter(group.width * group.height * channels.length);
    writeChannelsHeader(bits, 0);
    return writeGroup(bits, group);
  });
  return concatBytes([...front, ...framed([global.bytes(), ...empty, ...sections])]);
}

/** A rectangle of the image. */
interface Group {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function groupsOf({ width, height }: Picture): Group[] {
  const groups: Group[] = [];
  for (let y = 0; y < height; y += GROUP_SIDE) {
    for (let x = 0; x < width; x += GROUP_SIDE) {
      groups.push({
        x,
        y,
        width: Math.min(GROUP_SIDE, width - x),
        height: Math.min(GROUP_SIDE, height - y),
      });
    }
  }
  return groups;
}

/** The samples as channels; colours with the reversible colour transform YCoCg. Annex H, RCT of type 6. */
function channelsOf({ width, height, sampleCount, samples }: Picture, bitsPerSample: 8 | 16): Int32Array[] {
  const pixels = viewElements(bitsPerSample === 8 ? "uint8" : "uint16", samples);
  const channels = Array.from({ length: sampleCount }, () => new Int32Array(width * height));
  for (const [sample, channel] of channels.entries()) {
    for (let i = 0; i < channel.length; i += 1) channel[i] = pixels[i * sampleCount + sample]!;
  }
  const [red, green, blue] = channels;
  if (!red || !green || !blue) return channels;
  for (let i = 0; i < red.length; i += 1) {
    const orange = red[i]! - blue[i]!;
    const between = blue[i]! + (orange >> 1);
    const greenish = green[i]! - between;
    red[i] = between + (greenish >> 1);
    green[i] = orange;
    blue[i] = greenish;
  }
  return channels;
}

/**
 * Replaces each sample of a group by its difference to the clamped gradient, as an unsigned number. Works backwards, so
 * that neighbours are still samples. Annex H, predictor 5.
 */
function toResiduals(channel: Int32Array, stride: number, group: Group): void {
  for (let row = group.height - 1; row >= 0; row -= 1) {
    const start = (group.y + row) * stride + group.x;
    for (let i = start + group.width - 1; i >= start; i -= 1) {
      const left = i > start ? channel[i - 1]! : row > 0 ? channel[i - stride]! : 0;
      const above = row > 0 ? channel[i - stride]! : left;
      const corner = i > start && row > 0 ? channel[i - stride - 1]! : left;
      const low = Math.min(left, above);
      const high = Math.max(left, above);
      const prediction = corner >= high ? low : corner <= low ? high : left + above - corner;
      const difference = channel[i]! - prediction;
      channel[i] = difference < 0 ? -2 * difference - 1 : 2 * difference;
    }
  }
}

function writeChannel(
  bits: JpegXlWriter,
  code: PrefixCode,
  channel: Int32Array,
  stride: number,
  { x, y, width, height }: Group,
): void {
  for (let row = y; row < y + height; row += 1) {
    const start = row * stride + x;
    for (let i = start; i < start + width; i += 1) code.write(bits, channel[i]!);
  }
}

/** The global section before the groups: the tree, which chooses the code by channel. Annexes G and H. */
function writeGlobal(bits: JpegXlWriter, codes: readonly PrefixCode[]): void {
  bits.write(1, 1); // The usual quantization, which is for other modes.
  bits.write(1, 1); // A tree for all groups.
  const tree = channelTree(codes.length);
  const counts = new TokenCounts();
  for (const value of tree) counts.add(value);
  const treeCode = counts.code();
  writeCodes(bits, [treeCode], new Array<number>(TREE_CONTEXTS).fill(0));
  for (const value of tree) treeCode.write(bits, value);
  // The last channel's leaf comes first.
  writeCodes(bits, codes, [...codes.keys()].reverse());
  writeChannelsHeader(bits, codes.length >= 3 ? 1 : 0);
}

const TREE_CONTEXTS = 6;
const PROPERTY_CHANNEL = 0;
const PREDICTOR_GRADIENT = 5;
/** A leaf: no property, then the predictor, offset 0 and multiplier 1. */
const LEAF = [0, PREDICTOR_GRADIENT, 0, 0, 0];

/** The nodes level by level from the root; of each branch the one for greater values first. Annex H. */
function channelTree(channels: number): number[] {
  const tree: number[] = [];
  for (let channel = channels - 1; channel > 0; channel -= 1) {
    tree.push(1 + PROPERTY_CHANNEL, 2 * (channel - 1), ...LEAF);
  }
  return [...tree, ...LEAF];
}

/** The header of a modular sub-bitstream: use of the global tree, default weights, and the colour transform. */
function writeChannelsHeader(bits: JpegXlWriter, transforms: 0 | 1): void {
  bits.write(0b11, 2);
  bits.write(transforms, 2);
  // RCT, from channel 0 on, of type 6.
  if (transforms === 1) bits.write(0, 2 + 2 + 3 + 2);
}

const SIZES = [
  [1, 9],
  [1, 13],
  [1, 18],
  [1, 30],
] as const;
const EXTRA_CHANNELS = [
  [0, 0],
  [1, 0],
  [2, 4],
  [1, 12],
] as const;
const BIT_DEPTHS = [
  [8, 0],
  [10, 0],
  [12, 0],
  [1, 6],
] as const;
const ENUMERATION = [
  [0, 0],
  [1, 0],
  [2, 4],
  [18, 6],
] as const;
const GREY = 1;
const D65 = 1;
const SRGB = 13;
const RELATIVE_INTENT = 1;

/** Signature, size and image metadata. Annex D. */
function imageHeader({ width, height, sampleCount }: Picture, bitsPerSample: 8 | 16): Bytes[] {
  const bits = new JpegXlWriter();
  const hasAlpha = sampleCount % 2 === 0;
  bits.write(0, 1);
  bits.choose(height, SIZES);
  bits.write(0, 3);
  bits.choose(width, SIZES);
  bits.write(0b00, 2); // Not all as usual; no orientation, preview or animation.
  writeBitDepth(bits, bitsPerSample);
  bits.write(bitsPerSample === 8 ? 1 : 0, 1); // Whether 16 bits do for all that decoders compute.
  bits.choose(hasAlpha ? 1 : 0, EXTRA_CHANNELS);
  if (hasAlpha && bitsPerSample === 8) bits.write(1, 1);
  if (hasAlpha && bitsPerSample !== 8) {
    bits.write(0, 1);
    bits.choose(0, ENUMERATION);
    writeBitDepth(bits, bitsPerSample);
    bits.write(0, 2 + 2 + 1); // Not smaller, without a name, not premultiplied.
  }
  bits.write(0, 1); // Samples are what they are, not XYB.
  if (sampleCount >= 3) {
    bits.write(1, 1); // sRGB
  } else {
    bits.write(0b00, 2);
    bits.choose(GREY, ENUMERATION);
    bits.choose(D65, ENUMERATION);
    bits.write(0, 1);
    bits.choose(SRGB, ENUMERATION);
    bits.choose(RELATIVE_INTENT, ENUMERATION);
  }
  bits.write(0b00, 2); // No extensions.
  bits.write(1, 1); // The usual transforms.
  return [Uint8Array.of(0xff, 0x0a), bits.bytes(), frameHeader(hasAlpha)];
}

function writeBitDepth(bits: JpegXlWriter, bitsPerSample: number): void {
  bits.write(0, 1);
  bits.choose(bitsPerSample, BIT_DEPTHS);
}

/** The header of a single frame in Modular mode. Annex F. */
function frameHeader(hasAlpha: boolean): Bytes {
  const bits = new JpegXlWriter();
  bits.write(0b1000, 4); // Not all as usual, a frame to be shown, Modular.
  bits.write(0, 2 + 1 + 2); // No flags, no YCbCr, no upsampling,
  if (hasAlpha) bits.write(0, 2); // not of alpha either.
  bits.write(GROUP_SIZE_SHIFT, 2);
  bits.write(0, 2 + 1 + 2); // One pass, of the whole image, which replaces what was there,
  if (hasAlpha) bits.write(0, 2); // with its alpha.
  bits.write(1, 1); // The last one.
  bits.write(0, 2); // No name.
  bits.write(0, 1 + 1 + 2 + 2); // No filters, no extensions of theirs,
  bits.write(0, 2); // nor of the frame.
  bits.write(0, 1); // Sections come in their order.
  return bits.bytes();
}

const SECTION_SIZES = [
  [0, 10],
  [1024, 14],
  [17408, 22],
  [4211712, 30],
] as const;

/** The table of section sizes, then the sections. Annex F, TOC. */
function framed(sections: readonly Bytes[]): Bytes[] {
  const table = new JpegXlWriter();
  for (const { byteLength } of sections) table.choose(byteLength, SECTION_SIZES);
  return [table.bytes(), ...sections];
}
