/**
 * A plate of high-content screening: wells in rows and columns, and the images taken in each. OME-NGFF 0.4, "plate" and
 * "well" metadata; OME schema 2016-06, Plate.
 *
 * @module
 */

/** A plate of wells, whose fields are images of the same collection. */
export interface Plate {
  readonly name?: string;
  /** Names of all rows, with wells or without. */
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly wells: readonly PlateWell[];
  /** Runs in which fields were taken. */
  readonly acquisitions: readonly PlateAcquisition[];
}

/** Where a well is on its plate. */
export interface WellPlace {
  /** Place in `Plate.rows`. */
  readonly row: number;
  /** Place in `Plate.columns`. */
  readonly column: number;
}

/** A well and its fields of view. */
export interface PlateWell extends WellPlace {
  readonly fields: readonly PlateField[];
}

/** A field of view of a well. */
export interface PlateField {
  /** Place in `ImageCollection.images`. */
  readonly image: number;
  /** `PlateAcquisition.id` of the run in which it was taken. */
  readonly acquisition?: number;
}

/** A run in which fields of a plate were taken. */
export interface PlateAcquisition {
  /** Unique in the plate, not negative. */
  readonly id: number;
  readonly name?: string;
  readonly description?: string;
  /** Milliseconds since 1970, in UTC. */
  readonly startTime?: number;
  readonly endTime?: number;
  readonly maximumFieldCount?: number;
}

/** More rows or columns than any plate has: such counts are damage. */
export const MAX_PLATE_LENGTH = 4096;

/** The path of a well in the plate: `B/3`. */
export function wellPath({ rows, columns }: Plate, { row, column }: PlateWell): string {
  return `${rows[row]}/${columns[column]}`;
}

/** The path of the field that each image is, by the image's number: `B/3/0`. */
export function fieldPaths(plate: Plate): ReadonlyMap<number, string> {
  return new Map(
    plate.wells.flatMap((well) =>
      well.fields.map(({ image }, i) => [image, `${wellPath(plate, well)}/${i}`] as const),
    ),
  );
}
