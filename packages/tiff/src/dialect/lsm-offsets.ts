/**
 * Strip offsets of Zeiss LSM files over 4 GiB: classic TIFF holds their low 32 bits, and the strips lie in such an order that
 * the others follow. As tifffile does it; "LSM Image File Format Release 6.0" (Zeiss 2009) says nothing of it.
 *
 * @module
 */

import { type CallOptions, dataViewOf } from "@chunkwright/core";
import { IfdChain } from "../ifd/ifd-chain.ts";
import { readEntryBytes, readEntryNumbers, readIfdEntries } from "../ifd/ifd-entries.ts";
import { TAGS } from "../ifd/tags.ts";
import type { TiffContext } from "../tiff-context.ts";
import { invalidTiff } from "../tiff-error.ts";

const WRAP = 2 ** 32;

/** Offsets of all strips, by the offset of their IFD in the main chain; those of SubIFDs are not among them. */
export async function readLsmOffsets(
  context: TiffContext,
  options?: CallOptions,
): Promise<ReadonlyMap<number, Float64Array>> {
  const ifds = await new IfdChain(context).offsets(options);
  const stored = new Map<number, Float64Array>();
  for (const ifd of ifds) {
    const entry = (await readIfdEntries(context, ifd, options)).get(TAGS.StripOffsets);
    stored.set(
      ifd,
      entry ? (await readEntryNumbers(context, entry, undefined, options)).slice() : new Float64Array(),
    );
  }
  const [image, thumbnail] = ifds.map((ifd) => stored.get(ifd)?.[0] ?? 0);
  const isThumbnailFirst = (image ?? 0) > (thumbnail ?? 0);
  let high = 0;
  let previous = 0;
  for (const n of await writtenOrder(context, ifds.length, options)) {
    const offsets = stored.get(ifds[isThumbnailFirst ? n ^ 1 : n] ?? 0);
    // An acquisition that was interrupted.
    if (!offsets?.some((offset) => offset > 0)) break;
    for (const [i, offset] of offsets.entries()) {
      if (offset < previous) high += WRAP;
      previous = offset;
      offsets[i] = offset + high;
    }
  }
  return stored;
}

/**
 * IFDs in the order in which their strips were written: pairs of an image and its thumbnail, one after the other; of several
 * positions, though, all those of a time before those of the next, where the IFDs have all times of a position together.
 * CZ_LSMINFO:
 *   24  4  DimensionTime
 *  264  8  DimensionP and DimensionM, positions and tiles of a mosaic
 */
async function writtenOrder(
  context: TiffContext,
  count: number,
  options?: CallOptions,
): Promise<readonly number[]> {
  const order = Array.from({ length: count }, (_, n) => n);
  const entry = (await readIfdEntries(context, context.firstIfdOffset, options)).get(TAGS.CZ_LSMINFO);
  if (!entry || entry.count < 272) return order;
  const bytes = await readEntryBytes(context, entry, 0, 272, options);
  const view = dataViewOf(bytes);
  const [times = 1, ...places] = [24, 264, 268].map((at) => Math.max(1, view.getInt32(at, true)));
  const positions = places.reduce((product, length) => product * length, 1);
  if (positions === 1 || times === 1) return order;
  const block = count / (positions * times);
  if (!Number.isInteger(block / 2)) {
    throw invalidTiff(`Cannot read ${count} IFDs of LSM: they are ${times} times of ${positions} positions`);
  }
  return order.map((n) => {
    const [place, rest] = [Math.floor(n / block), n % block];
    const [time, position] = [Math.floor(place / positions), place % positions];
    return (position * times + time) * block + rest;
  });
}
