/**
 * What the index of a plate's folder says: which file holds which plane of which field.
 *
 * @module
 */

import { type ChunkSource, StorageError } from "@chunkwright/core";
import type { Channel } from "../../image-model.ts";
import type { AxisSizes } from "../../tiff/assemble-image.ts";
import { MAX_PLATE_LENGTH, type Plate } from "../plate.ts";
import { plateIndex, plateName } from "../plate-names.ts";

/** A plate as its instrument describes it. */
export interface PlateListing extends Pick<Plate, "name" | "rows" | "columns" | "acquisitions"> {
  /** What errors call the format. */
  readonly format: string;
  /** In any order. */
  readonly planes: readonly ListedPlane[];
  /** By `ListedPlane.c`. */
  readonly channels: ReadonlyMap<number, Channel>;
  /** Of a pixel of all fields. */
  readonly sizes: AxisSizes;
  /** The pixels of a plane from those of its file, where these differ. */
  readonly pixelsOf?: (file: ChunkSource) => ChunkSource;
  /** What the index lists and is left out. */
  readonly warnings?: readonly string[];
}

/** A plane and its file. Numbers of fields, times, channels and slices count in the format's own way. */
export interface ListedPlane {
  /** From 0. */
  readonly row: number;
  readonly column: number;
  readonly field: number;
  readonly t: number;
  readonly c: number;
  readonly z: number;
  /** From the folder of the index; "" if the index names none. */
  readonly path: string;
  /** Its number in a file of several planes, from 0; absent: the file's only one. */
  readonly page?: number;
  /** Its part of the file's picture; absent: all of it. */
  readonly tile?: MontageTile;
}

/** A tile of a picture that is cut into equal ones. */
export interface MontageTile {
  /** From 0. */
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
}

/** What messages call a plane: its file, and where in the file it is. */
export function nameOfPlane({ path, page, tile }: ListedPlane): string {
  if (page !== undefined) return `page ${page} of ${path}`;
  return tile ? `tile [${tile.row}, ${tile.column}] of ${path}` : path;
}

/** What an index says of the size of a plate, and of its first row and column. */
export interface PlateSize {
  readonly rows: number;
  readonly columns: number;
  readonly firstRow?: string;
  readonly firstColumn?: string;
}

/**
 * Names of the rows and columns of a plate of at least this size that has all of the planes. Throws "invalid-data" for
 * planes farther out than any plate reaches.
 */
export function namesFor(
  format: string,
  planes: readonly ListedPlane[],
  { rows, columns, firstRow = "A", firstColumn = "1" }: PlateSize,
): Pick<Plate, "rows" | "columns"> {
  const names = (axis: "row" | "column", stated: number, first: string) => {
    const least = stated <= MAX_PLATE_LENGTH ? stated : 0;
    const count = planes.reduce((most, plane) => Math.max(most, plane[axis] + 1), least);
    if (count > MAX_PLATE_LENGTH) throw invalidIndex(format, `a plane is in ${axis} ${count}`);
    const convention = /^\d/.test(first) ? "number" : "letter";
    const offset = plateIndex(first.toUpperCase(), convention) ?? 0;
    return Array.from({ length: count }, (_, i) => plateName(i + offset, convention));
  };
  return { rows: names("row", rows, firstRow), columns: names("column", columns, firstColumn) };
}

/** The error of an index that does not say what it should. */
export function invalidIndex(format: string, fact: string): StorageError<"invalid-data"> {
  return new StorageError("invalid-data", `Cannot read the index of a plate: ${fact}`, { format });
}

/** The path of a file that an index names, in its own folder if the index says that it is elsewhere. */
export function listedPath(text: string): string {
  const parts = text.replaceAll("\\", "/").split("/");
  const isBelow =
    !/^[a-z]+:|^\//i.test(text) && parts.every((part) => part !== "" && part !== ".." && part !== ".");
  return isBelow ? parts.join("/") : (parts.at(-1) ?? "");
}
