/**
 * OME-NGFF metadata of plates: rows, columns, wells and runs. OME-NGFF 0.1 to OME-Zarr 0.6, "plate" metadata.
 *
 * @module
 */

import { isJsonObject, type Json, type JsonObject } from "@chunkwright/core";
import { MAX_PLATE_LENGTH, type Plate, type PlateAcquisition } from "../plate/plate.ts";
import { listField, objectField, pathField } from "./ngff-fields.ts";

/** A well that a plate lists. */
export interface ListedWell {
  readonly path: string;
  /** Places in the plate's rows and columns; `undefined` if neither indices nor names tell. */
  readonly row: number | undefined;
  readonly column: number | undefined;
}

/** What a plate says of itself. */
export interface ListedPlate extends Pick<Plate, "name" | "rows" | "columns" | "acquisitions"> {
  /** Each once. */
  readonly wells: readonly ListedWell[];
}

/** Throws "invalid-data" for wells without paths below the plate; what else is amiss only lacks places. */
export function parsePlate(plate: JsonObject): ListedPlate {
  const [rows, columns] = [namesIn(plate.rows), namesIn(plate.columns)];
  const wells = new Map<string, ListedWell>();
  for (const [i, item] of listField(plate.wells, "plate.wells").entries()) {
    const well = objectField(item, `plate.wells[${i}]`);
    const path = pathField(well.path, `plate.wells[${i}].path`);
    const [row, column] = path.split("/");
    wells.set(path, {
      path,
      row: placeOf(well.rowIndex, row, rows),
      column: placeOf(well.columnIndex, column, columns),
    });
  }
  const acquisitions = Array.isArray(plate.acquisitions) ? plate.acquisitions : [];
  return {
    ...(typeof plate.name === "string" && { name: plate.name }),
    rows,
    columns,
    wells: [...wells.values()],
    acquisitions: acquisitions.flatMap(parseAcquisition),
  };
}

function namesIn(list: Json | undefined): readonly string[] {
  const names = Array.isArray(list)
    ? list.map((item: Json) => (isJsonObject(item) ? item.name : undefined))
    : [];
  return names.slice(0, MAX_PLATE_LENGTH).map((name) => (name === undefined ? "" : String(name)));
}

/** The place of a row or column: versions from 0.4 on state its index, earlier ones its name. */
function placeOf(index: Json | undefined, name: string | undefined, names: readonly string[]) {
  const place = typeof index === "number" ? index : names.indexOf(name ?? "");
  return Number.isInteger(place) && place >= 0 && place < names.length ? place : undefined;
}

function parseAcquisition(value: Json): PlateAcquisition[] {
  if (!isJsonObject(value) || typeof value.id !== "number") return [];
  const { id, name, description, starttime, endtime, maximumfieldcount } = value;
  return [
    {
      id,
      ...(typeof name === "string" && { name }),
      ...(typeof description === "string" && { description }),
      ...(typeof starttime === "number" && { startTime: starttime }),
      ...(typeof endtime === "number" && { endTime: endtime }),
      ...(typeof maximumfieldcount === "number" && { maximumFieldCount: maximumfieldcount }),
    },
  ];
}
