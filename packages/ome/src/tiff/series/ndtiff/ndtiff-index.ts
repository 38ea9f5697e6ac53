/**
 * The index of an NDTiff dataset, which says where each plane lies. "Specification for NDTiff", versions 2 and 3.
 *
 * @module
 */

import { type Bytes, dataViewOf, isJsonObject, parseJson, StorageError, showJson } from "@chunkwright/core";

/** Where a plane is along the axes of an acquisition, and in which file. */
export interface NdTiffPlane {
  readonly axes: NdTiffAxes;
  readonly fileName: string;
  readonly offset: number;
  readonly width: number;
  readonly height: number;
  /** 0: 8 bits; 2: RGB of 8 bits; 1 and 3 to 6: 16, 10, 12, 14 and 11 bits, in 16. */
  readonly pixelType: number;
  readonly metadata: { readonly offset: number; readonly length: number };
}

/** `{ time: 1, channel: "DAPI" }`. */
export type NdTiffAxes = ReadonlyMap<string, number | string>;

export interface NdTiffIndex {
  readonly planes: readonly NdTiffPlane[];
  /** The last entry is incomplete: the acquisition goes on, or was interrupted. */
  readonly isCut: boolean;
}

/**
 * Parses NDTiff.index, little-endian, a sequence of
 *   0  4  length of the next field; 0 where room was reserved for more entries
 *      k  JSON of the axes
 *      4  length of the next field
 *      n  name of the file
 *      4  offset of the pixels
 *      4  width
 *      4  height
 *      4  pixel type
 *      4  pixel compression, 0
 *      4  offset of the metadata
 *      4  length of the metadata
 *      4  metadata compression, 0
 * A plane that is listed again replaces the one before. Throws "invalid-data", and "unsupported" for compressed planes.
 */
export function parseNdTiffIndex(bytes: Bytes, path: string): NdTiffIndex {
  const view = dataViewOf(bytes);
  const planes = new Map<string, NdTiffPlane>();
  let at = 0;
  const number = (place: number) => view.getUint32(place, true);
  while (at + 4 <= bytes.byteLength) {
    const axesEnd = at + 4 + number(at);
    if (axesEnd === at + 4) break;
    const nameEnd =
      axesEnd + 4 <= bytes.byteLength ? axesEnd + 4 + number(axesEnd) : Number.POSITIVE_INFINITY;
    if (nameEnd + NUMBERS_BYTES > bytes.byteLength) break;
    const axes = parseAxes(bytes.subarray(at + 4, axesEnd), path);
    if (number(nameEnd + 16) !== 0) {
      throw new StorageError("unsupported", `Cannot read ${path}: planes are compressed`, {
        format: "ndtiff",
        feature: `pixel compression ${number(nameEnd + 16)}`,
      });
    }
    planes.set(keyOf(axes), {
      axes,
      fileName: new TextDecoder().decode(bytes.subarray(axesEnd + 4, nameEnd)),
      offset: number(nameEnd),
      width: number(nameEnd + 4),
      height: number(nameEnd + 8),
      pixelType: number(nameEnd + 12),
      metadata: { offset: number(nameEnd + 20), length: number(nameEnd + 24) },
    });
    at = nameEnd + NUMBERS_BYTES;
  }
  return { planes: [...planes.values()], isCut: bytes.subarray(at).some((byte) => byte !== 0) };
}

const NUMBERS_BYTES = 32;

function parseAxes(json: Bytes, path: string): NdTiffAxes {
  const value = parseJson(json, path);
  if (!isJsonObject(value)) throw invalid(path, "the axes of a plane are no JSON object");
  return new Map(
    Object.entries(value).map(([name, position]) => {
      if (typeof position === "string" || Number.isSafeInteger(position))
        return [name, position as string | number];
      throw invalid(path, `a plane has the position ${showJson(position)} along ${name}`);
    }),
  );
}

function keyOf(axes: NdTiffAxes): string {
  return JSON.stringify([...axes].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function invalid(path: string, fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot read ${path}: ${fact}`, { format: "ndtiff" });
}
