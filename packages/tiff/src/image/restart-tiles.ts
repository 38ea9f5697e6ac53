/**
 * Tiles in an image that is one JPEG stream, as in Hamamatsu's NDPI: the parts between restart markers, whose positions
 * a private tag lists. As OpenSlide's and tifffile's sources describe the format, which has no published one.
 *
 * @module
 */

import { type Bytes, type CallOptions, dataViewOf } from "@chunkwright/core";
import { type IfdEntries, readEntryNumbers } from "../ifd/ifd-entries.ts";
import { TAGS } from "../ifd/tags.ts";
import type { TiffContext } from "../tiff-context.ts";
import type { IfdFields } from "../tiff-file.ts";
import { type ChunkPlace, Column } from "./chunk-table.ts";

export interface RestartTiles {
  readonly tileWidth: number;
  readonly tileHeight: number;
  /** The start of every tile's stream: from SOI to the header of the scan. */
  readonly header: Bytes;
  place(n: number, options?: CallOptions): Promise<ChunkPlace>;
}

/** A longer header is not taken for one. */
const MAX_HEADER_BYTES = 65536;

/** `undefined` where the markers do not cut the image into a regular grid: then it can only be read whole. */
export async function readRestartTiles(
  context: TiffContext,
  entries: IfdEntries,
  { width, height, tileWidth }: IfdFields,
  options?: CallOptions,
): Promise<RestartTiles | undefined> {
  const starts = entries.get(TAGS.McuStarts);
  const strip = entries.get(TAGS.StripOffsets);
  const stripLength = entries.get(TAGS.StripByteCounts);
  if (!starts || strip?.count !== 1 || stripLength?.count !== 1) return undefined;
  if (width === undefined || height === undefined || tileWidth !== undefined) return undefined;
  const first = async (entry: typeof starts): Promise<number> =>
    (await readEntryNumbers(context, entry, { from: 0, to: 1 }, options))[0] ?? 0;
  const stripOffset = await first(strip);
  const byteLength = await first(stripLength);
  const headerBytes = await first(starts);
  if (headerBytes > Math.min(MAX_HEADER_BYTES, byteLength)) return undefined;
  const bytes = await context.blocks.read(stripOffset, headerBytes, "the header of a JPEG stream", options);
  const grid = restartGrid(bytes, width, height);
  if (!grid || grid.count !== starts.count) return undefined;
  const high = entries.get(TAGS.McuStartsHighBytes);
  const lows = new Column(context, starts);
  const highs = high && new Column(context, high);
  const startOf = async (n: number, startOptions?: CallOptions): Promise<number> =>
    (await lows.value(n, startOptions)) + 2 ** 32 * ((await highs?.value(n, startOptions)) ?? 0);
  return {
    ...grid,
    async place(n, placeOptions) {
      const start = await startOf(n, placeOptions);
      const end = n + 1 < starts.count ? await startOf(n + 1, placeOptions) : byteLength;
      return { offset: stripOffset + start, byteCount: Math.max(0, end - start) };
    },
  };
}

/** The grid that the restart interval makes, and the header with its tiles' size in place of the image's. */
function restartGrid(bytes: Bytes, width: number, height: number) {
  const segments = parseSegments(bytes);
  if (!segments) return undefined;
  const { interval, frame, end } = segments;
  const [mcuWidth, mcuHeight] = mcuSize(bytes, frame);
  const mcusPerRow = Math.ceil(width / mcuWidth);
  // A tile is either a part of a row of MCUs, or as many whole rows.
  const columns = mcusPerRow / Math.min(interval, mcusPerRow);
  const rowsPerTile = Math.max(1, interval / mcusPerRow);
  const tileWidth = (mcuWidth * mcusPerRow) / columns;
  const tileHeight = mcuHeight * rowsPerTile;
  const isRegular = Number.isInteger(columns) && Number.isInteger(rowsPerTile);
  if (!isRegular || tileWidth > MAX_SIDE || tileHeight > MAX_SIDE) return undefined;
  const header = bytes.slice(0, end);
  const view = dataViewOf(header);
  view.setUint16(frame + 5, tileHeight);
  view.setUint16(frame + 7, tileWidth);
  return { tileWidth, tileHeight, header, count: columns * Math.ceil(height / tileHeight) };
}

/** Frames count rows and columns in 16 bits. T.81 §B.2.2. */
const MAX_SIDE = 65535;

const [SOI, SOF0, SOS, DRI] = [0xd8, 0xc0, 0xda, 0xdd] as const;
/** Bytes of a frame header behind its marker, without the three of each component. T.81 §B.2.2. */
const FRAME_BYTES = 8;
/** Bytes of a restart interval behind its marker. T.81 §B.2.4.4. */
const INTERVAL_BYTES = 4;

interface Segments {
  /** MCUs between restart markers. */
  readonly interval: number;
  /** Where the marker of the frame header is. */
  readonly frame: number;
  /** Where the scan begins. */
  readonly end: number;
}

/** The segments in front of the scan; `undefined` unless there are a frame and a restart interval. T.81 §B.1.1.4. */
function parseSegments(bytes: Bytes): Segments | undefined {
  const view = dataViewOf(bytes);
  let interval = 0;
  let frame: number | undefined;
  let at = 0;
  while (at + 4 <= bytes.byteLength) {
    const marker = view.getUint16(at) - 0xff00;
    if (marker === SOI) {
      at += 2;
      continue;
    }
    const length = view.getUint16(at + 2);
    const end = at + 2 + length;
    if (marker < 0 || end > bytes.byteLength) return undefined;
    if (marker === DRI && length >= INTERVAL_BYTES) interval = view.getUint16(at + 4);
    if (marker === SOF0 && length >= FRAME_BYTES) frame = at;
    at = end;
    if (marker === SOS) break;
  }
  return interval > 0 && frame !== undefined ? { interval, frame, end: at } : undefined;
}

/** Pixels of a minimum coded unit: eight times as many as the largest sampling factors. T.81 §A.2.3 and §B.2.2. */
function mcuSize(bytes: Bytes, frame: number): readonly [width: number, height: number] {
  let [across, down] = [1, 1];
  for (let i = 0; i < bytes[frame + 9]!; i += 1) {
    const factors = bytes[frame + 11 + 3 * i] ?? 0x11;
    across = Math.max(across, factors >> 4);
    down = Math.max(down, factors & 15);
  }
  return [8 * across, 8 * down];
}
