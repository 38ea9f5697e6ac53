/**
 * Decoding a frame in Modular mode: channels that are small or parameters first, then the others in groups. ISO/IEC
 * 18181-1 Annexes F and G.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import { badJpegXl } from "../jpeg-xl-error.ts";
import { channelCount, type JpegXlHeader } from "../jpeg-xl-header.ts";
import { JpegXlReader } from "../jpeg-xl-reader.ts";
import { budgetOf } from "./budget.ts";
import { type Channel, countSamples, plannedChannel, withSamples } from "./channel.ts";
import { type PassShifts, readFrameHeader } from "./frame-header.ts";
import { type MaTree, readMaTree } from "./ma-tree.ts";
import { decodeModularStream, type ModularStream, undoTransforms } from "./modular-stream.ts";
import type { PlannedImage } from "./planned-image.ts";
import { MAX_SECTIONS, readSections } from "./sections.ts";

export interface Frame {
  /** The colors, then the extra channels, each as large as the picture. */
  readonly channels: readonly Channel[];
  readonly isLast: boolean;
  readonly byteLength: number;
}

/** A group of low frequencies covers 8 groups each way. */
const LF_FACTOR = 8;
const LF_SHIFTS: PassShifts = { least: 3, most: Number.POSITIVE_INFINITY };
/** Numbers of streams: those of quantization tables lie between those of both kinds of groups. §H.4.1. */
const QUANTIZATION_TABLES = 17;

/** The frame that begins with the first of `bytes`. */
export function decodeFrame(bytes: Bytes, image: JpegXlHeader): Frame {
  const reader = new JpegXlReader(bytes);
  const { groupSide, passes, isLast } = readFrameHeader(reader, image);

  const groups = areas(image, groupSide);
  const lfGroups = areas(image, LF_FACTOR * groupSide);
  const isWhole = groups.length === 1 && passes.length === 1;
  const count = isWhole ? 1 : 2 + lfGroups.length + passes.length * groups.length;
  const { sections, byteLength } = readSections(reader, bytes, count);
  const whole = new JpegXlReader(sections[0]!);
  const sectionReader = (i: number): JpegXlReader => (isWhole ? whole : new JpegXlReader(sections[i]!));

  const planned = plannedImage(image);
  const global = decodeGlobal(whole, planned, groupSide);
  const { stream, tree } = global;
  const channels = stream.channels.map(withSamples);
  const large = channels.slice(stream.decoded);
  const decodeGroup = (section: number, id: number, area: Area, shifts: PassShifts): void =>
    decodeArea(sectionReader(section), large, planned, { id, area, shifts, tree });
  for (const [i, area] of lfGroups.entries()) decodeGroup(1 + i, 1 + lfGroups.length + i, area, LF_SHIFTS);
  for (const [pass, shifts] of passes.entries()) {
    for (const [i, area] of groups.entries()) {
      const number = pass * groups.length + i;
      const id = 1 + 3 * lfGroups.length + QUANTIZATION_TABLES + number;
      decodeGroup(2 + lfGroups.length + number, id, area, shifts);
    }
  }
  return { channels: undoTransforms(channels, stream.undos), isLast, byteLength };
}

function plannedImage(header: JpegXlHeader): PlannedImage {
  const { width, height, depth } = header;
  const channels = Array.from({ length: channelCount(header) }, () => plannedChannel(width, height));
  return { channels, parameterChannels: 0, bits: depth.bits, budget: budgetOf(countSamples(channels)) };
}

const MAX_GLOBAL_NODES = 2 ** 22;

/** LfGlobal, §G.1. */
function decodeGlobal(
  reader: JpegXlReader,
  image: PlannedImage,
  maxSide: number,
): { stream: ModularStream; tree: MaTree | undefined } {
  if (!reader.flag()) reader.skipBits(3 * 16); // quantization, which is for lossy pictures
  const maxNodes = 1024 + Math.floor(countSamples(image.channels) / 16);
  const tree = reader.flag() ? readMaTree(reader, Math.min(MAX_GLOBAL_NODES, maxNodes)) : undefined;
  return { stream: decodeModularStream(reader, image, 0, maxSide, tree), tree };
}

/** A rectangle of the picture. */
interface Area {
  readonly x: number;
  readonly y: number;
  readonly side: number;
}

function areas({ width, height }: JpegXlHeader, side: number): Area[] {
  const columns = Math.ceil(width / side);
  const count = columns * Math.ceil(height / side);
  if (count > MAX_SECTIONS) throw badJpegXl(`it has ${count} groups`);
  return Array.from({ length: count }, (_, i) => ({
    x: (i % columns) * side,
    y: Math.floor(i / columns) * side,
    side,
  }));
}

/** A section of one group. */
interface Group {
  readonly id: number;
  readonly area: Area;
  readonly shifts: PassShifts;
  readonly tree: MaTree | undefined;
}

/** Decodes the parts of channels in an area, of those whose shifts are the section's. §G.2 and §G.4. */
function decodeArea(
  reader: JpegXlReader,
  channels: readonly Channel[],
  { bits, budget }: PlannedImage,
  { id, area, shifts, tree }: Group,
): void {
  const parts = channels.flatMap((channel) => {
    const shift = Math.min(channel.xShift, channel.yShift);
    if (shift < shifts.least || shift > shifts.most) return [];
    const x = Math.floor(area.x / 2 ** channel.xShift);
    const y = Math.floor(area.y / 2 ** channel.yShift);
    const width = Math.min(Math.floor(area.side / 2 ** channel.xShift), channel.width - x);
    const height = Math.min(Math.floor(area.side / 2 ** channel.yShift), channel.height - y);
    if (width <= 0 || height <= 0) return [];
    return [{ channel, x, y, part: plannedChannel(width, height, channel.xShift, channel.yShift) }];
  });
  const image = { channels: parts.map(({ part }) => part), parameterChannels: 0, bits, budget };
  const stream = decodeModularStream(reader, image, id, Number.POSITIVE_INFINITY, tree);
  const decoded = undoTransforms(stream.channels, stream.undos);
  for (const [i, { channel, x, y }] of parts.entries()) {
    const { width, height, samples } = decoded[i]!;
    if (samples.length !== width * height) throw badJpegXl(`group ${id} lacks channel ${i}`);
    for (let row = 0; row < height; row += 1) {
      const to = (y + row) * channel.width + x;
      channel.samples.set(samples.subarray(row * width, (row + 1) * width), to);
    }
  }
}
