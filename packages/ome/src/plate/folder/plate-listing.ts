/**
 * What the index of a plate's folder says: which file holds which plane of which field.
 *
 * @module
 */

import { type ChunkSource, StorageError } from "@chunkwright/core";
import type { Channel } from "../../image-model.ts";
import type { AxisSizes } from "../../tiff/assemble-image.ts";
import type { WellPlace } from "../plate.ts";

/** A plate as its instrument describes it. */
export interface PlateListing {
  /** What errors call the format. */
  readonly format: string;
  /** Of the plate; "" if it has none. */
  readonly name: string;
  /** What the index says of the number of rows and columns, and of their names. */
  readonly size: PlateSize;
  /** When the run began and ended in which all planes were taken: milliseconds since 1970. */
  readonly startTime?: number | undefined;
  readonly endTime?: number | undefined;
  /** In any order. */
  readonly planes: readonly ListedPlane[];
  /** Wells that were to be imaged: a warning tells of those that have no plane. */
  readonly selected?: readonly WellPlace[];
  /** By `ListedPlane.c`. */
  readonly channels: ReadonlyMap<number, Channel>;
  /** Of a pixel of all fields. */
  readonly sizes: AxisSizes;
  /** The pixels of a plane from those of its file, where these differ. */
  readonly pixelsOf?: (file: ChunkSource) => ChunkSource;
  /** What the index lists and is left out. */
  readonly warnings?: readonly string[];
}

/** Rows and columns of a plate: 0 or NaN where the index does not tell, as planes show how many there are at least. */
export interface PlateSize {
  readonly rows: number;
  readonly columns: number;
  /** The names of the first row and column; A and 1 unless stated. */
  readonly firstRow?: string;
  readonly firstColumn?: string;
}

/** A plane and its file. Numbers of fields, times, channels and slices count in the format's own way, from any number on. */
export interface ListedPlane extends WellPlace {
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
  /** How many tiles there are. */
  readonly rows: number;
  readonly columns: number;
}

/** What messages call a plane: its file, and where in the file it is. */
export function nameOfPlane({ path, page, tile }: ListedPlane): string {
  if (page !== undefined) return `page ${page} of ${path}`;
  return tile ? `tile [${tile.row}, ${tile.column}] of ${path}` : path;
}

/** The error of an index that does not say what it should. */
export function invalidIndex(format: string, fact: string): StorageError<"invalid-data"> {
  return new StorageError("invalid-data", `Cannot read the index of a plate: ${fact}`, { format });
}

/**
 * The path of a file that an index names. Absolute paths, and those that lead out of the folder, are what they were on the
 * instrument: the file is then looked for beside the index.
 */
export function listedPath(text: string): string {
  const parts = text.replaceAll("\\", "/").split("/");
  const isBelow =
    !/^[a-z]+:|^\//i.test(text) && parts.every((part) => part !== "" && part !== ".." && part !== ".");
  return isBelow ? parts.join("/") : (parts.at(-1) ?? "");
}
