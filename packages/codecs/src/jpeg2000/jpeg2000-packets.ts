/**
 * Listing the packets of a JPEG 2000 tile in progression order. ITU-T T.800 Annex B.
 *
 * @module
 */

import { badPicture } from "../image/image-codec.ts";
import { TITLE } from "./jpeg2000-markers.ts";
import { CodeBlocks } from "./jpeg2000-packet-header.ts";
import { intersection, type Rectangle, scaled } from "./jpeg2000-rectangle.ts";

/** How a component of a tile is coded. T.800 §A.6.1, A.6.2. */
export interface ComponentCoding {
  readonly levels: number;
  /** Exponents of the sizes of code-blocks. */
  readonly blockWidth: number;
  readonly blockHeight: number;
  readonly style: number;
  /** For each resolution, exponents of the precinct sizes: low 4 bits along x, high 4 bits along y. */
  readonly precincts: readonly number[];
  /** Reversible 5-3 wavelet; otherwise the 9-7 one. */
  readonly isReversible: boolean;
}

export interface TileCoding {
  readonly progression: number;
  readonly layers: number;
  /** Whether the first three components have a colour transform. */
  readonly isTransformed: boolean;
  readonly components: readonly ComponentCoding[];
}

/** A precinct: a rectangle of one resolution of one component, with one packet in each layer. */
export interface Precinct {
  readonly component: number;
  readonly resolution: number;
  readonly number: number;
  /** Its position on the reference grid. */
  readonly x: number;
  readonly y: number;
  readonly subbands: readonly PrecinctBand[];
}

/** The part of a precinct in one subband. */
export interface PrecinctBand {
  readonly area: Rectangle;
  /** Size of code-blocks, which begin at multiples of it. */
  readonly blockSize: { readonly width: number; readonly height: number };
  readonly code: CodeBlocks;
}

export interface Packet extends Precinct {
  readonly layer: number;
}

/** T.800 Table A.15. */
export const MAX_LEVELS = 32;

const [LRCP, RLCP, RPCL, PCRL, CPRL] = [0, 1, 2, 3, 4] as const;

/** Sort keys of precincts, by progression order. T.800 §B.12.1. */
const ORDERS: { readonly [progression: number]: (precinct: Precinct) => readonly number[] } = {
  [LRCP]: ({ resolution, component, number }) => [resolution, component, number],
  [RLCP]: ({ resolution, component, number }) => [resolution, component, number],
  [RPCL]: ({ resolution, y, x, component, number }) => [resolution, y, x, component, number],
  [PCRL]: ({ y, x, component, resolution, number }) => [y, x, component, resolution, number],
  [CPRL]: ({ component, y, x, resolution, number }) => [component, y, x, resolution, number],
};

/** All packets of a tile; at most `most`, since each takes at least a byte. */
export function* packetsOf(tile: Rectangle, coding: TileCoding, most: number): Generator<Packet> {
  const { progression, layers, components } = coding;
  const order = ORDERS[progression];
  if (!order) throw badPicture(TITLE, `its progression is ${progression}`);
  const precincts: Precinct[] = [];
  for (const [component, one] of components.entries()) {
    for (let resolution = 0; resolution <= one.levels; resolution += 1) {
      const room = most / layers - precincts.length;
      for (const precinct of precinctsOf(tile, component, resolution, one, room)) precincts.push(precinct);
    }
  }
  const keyed = precincts.map((precinct) => ({ precinct, key: order(precinct) }));
  keyed.sort(
    (a, b) => a.key.map((value, i) => value - b.key[i]!).find((difference) => difference !== 0) ?? 0,
  );
  const sorted = keyed.map(({ precinct }) => precinct);
  const groups =
    progression === LRCP
      ? [sorted]
      : progression === RLCP
        ? Array.from({ length: MAX_LEVELS + 1 }, (_, level) =>
            sorted.filter((one) => one.resolution === level),
          )
        : sorted.map((precinct) => [precinct]);
  for (const group of groups) {
    for (let layer = 0; layer < layers; layer += 1) {
      for (const precinct of group) yield { ...precinct, layer };
    }
  }
}

function precinctsOf(
  tile: Rectangle,
  component: number,
  resolution: number,
  { levels, blockWidth, blockHeight, precincts }: ComponentCoding,
  room: number,
): Precinct[] {
  const scale = 2 ** (levels - resolution);
  const area = scaled(tile, scale);
  if (area.x1 <= area.x0 || area.y1 <= area.y0) return [];
  const sizes = precincts[resolution] ?? 0xff;
  const [width, height] = [2 ** (sizes & 15), 2 ** (sizes >> 4)];
  // T.800 Table A.21: the bands would have half a column of it.
  if (resolution > 0 && (width === 1 || height === 1)) {
    throw badPicture(TITLE, `resolution ${resolution} has precincts of ${width} x ${height}`);
  }
  const [left, top] = [Math.floor(area.x0 / width), Math.floor(area.y0 / height)];
  const columns = Math.ceil(area.x1 / width) - left;
  const rows = Math.ceil(area.y1 / height) - top;
  if (columns * rows > room) throw badPicture(TITLE, `it has fewer packets than ${columns * rows}`);
  const bands = subbands(tile, resolution, levels);
  // Above the lowest resolution a precinct has half its size in each subband. T.800 §B.7.
  const half = resolution > 0 ? 2 : 1;
  const blockSize = {
    width: Math.min(2 ** blockWidth, width / half),
    height: Math.min(2 ** blockHeight, height / half),
  };
  return Array.from({ length: columns * rows }, (_, number) => {
    const x = (left + (number % columns)) * width;
    const y = (top + Math.floor(number / columns)) * height;
    const within = { x0: x / half, y0: y / half, x1: (x + width) / half, y1: (y + height) / half };
    return {
      component,
      resolution,
      number,
      x: x < area.x0 ? tile.x0 : x * scale,
      y: y < area.y0 ? tile.y0 : y * scale,
      subbands: bands.map((band) => {
        const own = intersection(band, within);
        return { area: own, blockSize, code: codeBlocks(own, blockSize) };
      }),
    };
  });
}

/** LL, or HL, LH and HH. T.800 §B.5, equation B-15. */
export function subbands(tile: Rectangle, resolution: number, levels: number): Rectangle[] {
  if (resolution === 0) return [scaled(tile, 2 ** levels)];
  const scale = 2 ** (levels - resolution + 1);
  return [
    [1, 0],
    [0, 1],
    [1, 1],
  ].map(([x = 0, y = 0]) => {
    const [dx, dy] = [(x * scale) / 2, (y * scale) / 2];
    return scaled({ x0: tile.x0 - dx, y0: tile.y0 - dy, x1: tile.x1 - dx, y1: tile.y1 - dy }, scale);
  });
}

function codeBlocks({ x0, y0, x1, y1 }: Rectangle, size: { width: number; height: number }): CodeBlocks {
  if (x1 <= x0 || y1 <= y0) return new CodeBlocks(0, 0);
  return new CodeBlocks(
    Math.ceil(x1 / size.width) - Math.floor(x0 / size.width),
    Math.ceil(y1 / size.height) - Math.floor(y0 / size.height),
  );
}
