/**
 * Splitting a JPEG 2000 codestream into codestreams of its components, with unchanged packets: OpenJPEG's binding only
 * supports one component or three. ITU-T T.800 Annex A.
 *
 * @module
 */

import { type Bytes, concatBytes, StorageError } from "@chunkwright/core";
import { badPicture } from "../image/image-codec.ts";
import { PacketBits } from "./jpeg2000-packet-header.ts";
import {
  type ComponentCoding,
  MAX_LEVELS,
  type Packet,
  packetsOf,
  type Rectangle,
  type TileCoding,
} from "./jpeg2000-packets.ts";

const TITLE = "JPEG 2000";
/** Markers. T.800 Table A.2. */
export const SOC = 0xff4f;
export const SIZ = 0xff51;
export const COD = 0xff52;
export const QCD = 0xff5c;
export const SOT = 0xff90;
export const SOD = 0xff93;
export const EOC = 0xffd9;
export const QCC = 0xff5d;
export const RGN = 0xff5e;
const [CAP, COC, POC] = [0xff50, 0xff53, 0xff5f] as const;
const [PPM, PPT, SOP, EPH] = [0xff60, 0xff61, 0xff91, 0xff92] as const;

/** Components that are decoded together: three with a colour transform, or one. */
interface Part {
  readonly first: number;
  readonly count: number;
}

export interface Segment {
  readonly marker: number;
  /** After the length. */
  readonly content: Bytes;
}

interface Tile {
  readonly area: Rectangle;
  readonly coding: TileCoding;
  readonly packets: Iterator<Packet>;
  readonly styles: readonly number[];
}

/** A tile-part: its tile, position, coding parameters, marker segments and packets. */
export interface TilePart extends Pick<Tile, "area" | "coding"> {
  readonly index: number;
  /** Where it starts. */
  readonly at: number;
  readonly segments: readonly Segment[];
  readonly packets: readonly PlacedPacket[];
}

type PlacedPacket = Packet & { readonly bytes: Bytes };

/** Codestreams of three components or one, together the components of `codestream` in order. */
export function splitComponents(codestream: Bytes): Bytes[] {
  const { main, size, parts } = openCodestream(codestream);
  const groups = partsOf(main, size.components);
  const streams = groups.map((group): Bytes[] => [marker(SOC), ...printSegments(main, group, size)]);
  for (const { at, segments, packets } of parts()) {
    for (const [i, group] of groups.entries()) {
      const body = packets.filter(
        ({ component }) => component >= group.first && component < group.first + group.count,
      );
      const own = [...printSegments(segments, group, size), marker(SOD), ...body.map(({ bytes }) => bytes)];
      const start = codestream.slice(at, at + 12);
      const byteLength = own.reduce((sum, bytes) => sum + bytes.byteLength, start.byteLength);
      new DataView(start.buffer).setUint32(6, byteLength);
      streams[i]!.push(start, ...own);
    }
  }
  return streams.map((stream) => concatBytes([...stream, marker(EOC)]));
}

/** The main header of a codestream, and a function that reads its tile-parts. */
export function openCodestream(codestream: Bytes): {
  readonly main: readonly Segment[];
  readonly size: Size;
  parts(): TilePart[];
} {
  const view = new DataView(codestream.buffer, codestream.byteOffset, codestream.byteLength);
  const main = readSegments(view, 2, SOT);
  const size = readSize(main.segments);
  return { main: main.segments, size, parts: () => readTileParts(codestream, view, main, size) };
}

function readTileParts(
  codestream: Bytes,
  view: DataView,
  main: { readonly segments: readonly Segment[]; readonly end: number },
  size: Size,
): TilePart[] {
  const parts: TilePart[] = [];
  const tiles = new Map<number, Tile>();
  for (let at = main.end; ; ) {
    if (at + 2 > view.byteLength) throw badPicture(TITLE, "its codestream has no end, EOC");
    if (view.getUint16(at) === EOC) return parts;
    if (at + 12 > view.byteLength || view.getUint16(at) !== SOT) {
      throw badPicture(TITLE, `no tile-part starts at byte ${at}`);
    }
    const [index, length] = [view.getUint16(at + 4), view.getUint32(at + 6)];
    const { segments, end: start } = readSegments(view, at + 12, SOD);
    const end = length === 0 ? view.byteLength - 2 : at + length;
    if (end < start + 2 || end > view.byteLength) {
      throw badPicture(TITLE, `the tile-part at byte ${at} has ${length} bytes`);
    }
    const tile = tiles.get(index) ?? openTile([...main.segments, ...segments], size, index, view.byteLength);
    tiles.set(index, tile);
    const packets = readPackets(codestream, start + 2, end, tile);
    parts.push({ index, at, area: tile.area, coding: tile.coding, segments, packets });
    at = end;
  }
}

/** Marker segments from `start` up to marker `last`, whose position is `end`. */
function readSegments(view: DataView, start: number, last: number): { segments: Segment[]; end: number } {
  const segments: Segment[] = [];
  for (let at = start; ; ) {
    const found = at + 4 <= view.byteLength ? view.getUint16(at) : 0;
    if (found === last) return { segments, end: at };
    const length = found === 0 ? 0 : view.getUint16(at + 2);
    if (length < 2 || at + 2 + length > view.byteLength) {
      throw badPicture(TITLE, `the segment at byte ${at} has ${length} bytes`);
    }
    if ([POC, PPM, PPT].includes(found as typeof POC))
      throw unsupportedJpeg2000("packets out of their progression");
    const content = new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset + at + 4, length - 2);
    segments.push({ marker: found, content });
    at += 2 + length;
  }
}

export interface Size {
  readonly image: Rectangle;
  /** Ssiz of each component: its bits less one, and above them whether it has a sign. */
  readonly depths: readonly number[];
  /** The first tile. */
  readonly tile: Rectangle;
  readonly components: number;
}

/** T.800 §A.5.1. */
function readSize(segments: readonly Segment[]): Size {
  const content = segments.find((segment) => segment.marker === SIZ)?.content;
  if (!content || content.length < 36) throw badPicture(TITLE, "it has no size");
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const word = (i: number) => view.getUint32(2 + 4 * i);
  const components = view.getUint16(34);
  if (content.length < 36 + 3 * components) throw badPicture(TITLE, "its size is cut off");
  for (let i = 0; i < components; i += 1) {
    if (view.getUint16(36 + 3 * i + 1) !== 0x0101)
      throw unsupportedJpeg2000("subsampled components beyond three");
  }
  const image = { x0: word(2), y0: word(3), x1: word(0), y1: word(1) };
  const tile = { x0: word(6), y0: word(7), x1: word(6) + word(4), y1: word(7) + word(5) };
  if (word(4) === 0 || word(5) === 0) throw badPicture(TITLE, "its tiles have no size");
  const depths = Array.from({ length: components }, (_, i) => content[36 + 3 * i]!);
  return { image, depths, tile, components };
}

/** T.800 Table A.17: whether the first three components are transformed. */
function partsOf(segments: readonly Segment[], components: number): Part[] {
  const isTransformed = segments.some(({ marker, content }) => marker === COD && content[4] === 1);
  const parts: Part[] = isTransformed && components >= 3 ? [{ first: 0, count: 3 }] : [];
  for (let first = parts[0]?.count ?? 0; first < components; first += 1) parts.push({ first, count: 1 });
  return parts;
}

/** The segments for the components of `group`, renumbered; unchanged if these are all components. */
function printSegments(segments: readonly Segment[], part: Part, { components }: Size): Bytes[] {
  const { first, count } = part;
  const indexBytes = components < 257 ? 1 : 2;
  const indexOf = (content: Bytes) =>
    (indexBytes === 1 ? content[0]! : 256 * content[0]! + content[1]!) - first;
  const printed: Bytes[] = [];
  for (const { marker, content } of segments) {
    switch (marker) {
      case SIZ: {
        const own = content.subarray(36 + 3 * first, 36 + 3 * (first + count));
        printed.push(segment(marker, [...content.subarray(0, 34), 0, count, ...own]));
        break;
      }
      case COD:
        printed.push(
          segment(marker, [...content.subarray(0, 4), count === 3 ? 1 : 0, ...content.subarray(5)]),
        );
        break;
      case CAP:
      case QCD:
        printed.push(segment(marker, content));
        break;
      case COC:
      case QCC:
      case RGN: {
        const index = indexOf(content);
        if (index < 0 || index >= count) break;
        printed.push(segment(marker, [index, ...content.subarray(indexBytes)]));
      }
    }
  }
  return printed;
}

function openTile(segments: readonly Segment[], size: Size, index: number, byteLength: number): Tile {
  const { image, tile: first, components } = size;
  const [width, height] = [first.x1 - first.x0, first.y1 - first.y0];
  const columns = Math.ceil((image.x1 - first.x0) / width);
  const [dx, dy] = [(index % columns) * width, Math.floor(index / columns) * height];
  const tile = {
    x0: Math.max(image.x0, first.x0 + dx),
    y0: Math.max(image.y0, first.y0 + dy),
    x1: Math.min(image.x1, first.x1 + dx),
    y1: Math.min(image.y1, first.y1 + dy),
  };
  const usual = segments.findLast(({ marker }) => marker === COD)?.content;
  if (!usual) throw badPicture(TITLE, "it does not say how it is coded");
  const indexBytes = components < 257 ? 1 : 2;
  const codings = Array.from({ length: components }, (_, component) => {
    const own = segments.findLast(
      ({ marker, content }) =>
        marker === COC && (indexBytes === 1 ? content[0] : 256 * content[0]! + content[1]!) === component,
    )?.content;
    return own
      ? readCoding(own.subarray(indexBytes + 1), own[indexBytes]!)
      : readCoding(usual.subarray(5), usual[0]!);
  });
  const [, progression = 0, high = 0, low = 0] = usual;
  const isTransformed = usual[4] === 1;
  const coding = { progression, layers: Math.max(1, 256 * high + low), isTransformed, components: codings };
  const styles = codings.map(({ style }) => style);
  return { area: tile, coding, packets: packetsOf(tile, coding, byteLength), styles };
}

const HAS_PRECINCTS = 1;
/** Exponents of 15 along both sides. */
const LARGEST_PRECINCT = 0xff;

/** T.800 Tables A.15 to A.21. */
function readCoding(content: Bytes, flags: number): ComponentCoding {
  const [levels = 0, width = 0, height = 0, style = 0, wavelet = 0] = content;
  if (levels > MAX_LEVELS || content.length < 5) throw badPicture(TITLE, `it has ${levels} levels`);
  const precincts = Array.from({ length: levels + 1 }, (_, resolution) =>
    flags & HAS_PRECINCTS ? (content[5 + resolution] ?? 0) : LARGEST_PRECINCT,
  );
  const blocks = { blockWidth: (width & 15) + 2, blockHeight: (height & 15) + 2 };
  return { levels, ...blocks, style, precincts, isReversible: wavelet === 1 };
}

/** The packets of a tile-part, without the marker segments that may precede them. */
function readPackets(bytes: Bytes, start: number, end: number, { packets, styles }: Tile): PlacedPacket[] {
  const found: PlacedPacket[] = [];
  const isMarker = (at: number, marker: number) =>
    bytes[at] === marker >> 8 && bytes[at + 1] === (marker & 255);
  for (let at = start; at < end; ) {
    const { value: packet, done } = packets.next();
    if (done) break;
    if (isMarker(at, SOP)) at += 6;
    const bits = new PacketBits(bytes, at);
    const isEmpty = bits.bit() === 0;
    const contributions = isEmpty
      ? []
      : packet.subbands.flatMap(({ code }) =>
          code.readContributions(bits, packet.layer, styles[packet.component]!),
        );
    let next = bits.end();
    if (isMarker(next, EPH)) next += 2;
    for (const { segment, byteLength } of contributions) {
      segment.parts.push(bytes.subarray(next, next + byteLength));
      next += byteLength;
    }
    if (next > end) throw badPicture(TITLE, `the packet at byte ${at} ends at ${next}, behind its tile-part`);
    found.push({ ...packet, bytes: bytes.subarray(at, next) });
    at = next;
  }
  return found;
}

export function marker(number: number): Bytes {
  return Uint8Array.of(number >> 8, number & 255);
}

export function segment(number: number, content: ArrayLike<number>): Bytes {
  const length = content.length + 2;
  return concatBytes([marker(number), [length >> 8, length & 255], content]);
}

export function unsupportedJpeg2000(feature: string): StorageError {
  return new StorageError("unsupported", `Cannot decode ${TITLE}: it has ${feature}`, {
    format: TITLE,
    feature,
  });
}
