/**
 * Reading a JPEG 2000 codestream: main header, tile-parts and their packets, without decoding. ITU-T T.800 Annexes A
 * and B.
 *
 * @module
 */

import { type Bytes, dataViewOf } from "@chunkwright/core";
import { badPicture } from "../image/image-codec.ts";
import {
  COC,
  COD,
  componentOf,
  EOC,
  readSegments,
  readSize,
  type Segment,
  type Size,
  SOD,
  SOT,
  TITLE,
} from "./jpeg2000-markers.ts";
import { PacketBits } from "./jpeg2000-packet-header.ts";
import {
  type ComponentCoding,
  MAX_LEVELS,
  type Packet,
  packetsOf,
  type TileCoding,
} from "./jpeg2000-packets.ts";
import type { Rectangle } from "./jpeg2000-rectangle.ts";

/** Markers in packet data. T.800 §A.8. */
const [SOP, EPH] = [0xff91, 0xff92] as const;

/** A tile whose packets are being read; its tile-parts continue each other. */
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

/** A packet, with header and body. */
type PlacedPacket = Packet & { readonly bytes: Bytes };

/** The main header of a codestream, and a function that reads its tile-parts. */
export function openCodestream(codestream: Bytes): {
  readonly main: readonly Segment[];
  readonly size: Size;
  parts(): TilePart[];
} {
  const view = dataViewOf(codestream);
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
  const codings = Array.from({ length: components }, (_, component) => {
    const own = segments
      .filter(({ marker }) => marker === COC)
      .map(({ content }) => componentOf(content, size))
      .findLast(([index]) => index === component)?.[1];
    return own ? readCoding(own.subarray(1), own[0]!) : readCoding(usual.subarray(5), usual[0]!);
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

/** How a component is coded. T.800 Tables A.15 to A.21. */
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
    if (next > end) throw badPicture(TITLE, `the packet at byte ${at} ends at ${next}, beyond its tile-part`);
    found.push({ ...packet, bytes: bytes.subarray(at, next) });
    at = next;
  }
  return found;
}
