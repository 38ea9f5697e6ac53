/**
 * A plate as JSON, for files whose own notation cannot say all of it.
 *
 * @module
 */

import { isJsonObject, type Json, type JsonObject } from "@chunkwright/core";
import {
  MAX_PLATE_LENGTH,
  type Plate,
  type PlateAcquisition,
  type PlateField,
  type PlateWell,
} from "./plate.ts";

/** The plate as its own description. */
export function plateJson(plate: Plate): JsonObject {
  const { wells, acquisitions, ...rest } = plate;
  return {
    ...rest,
    wells: wells.map(({ fields, ...place }) => ({ ...place, fields: fields.map((field) => ({ ...field })) })),
    acquisitions: acquisitions.map((acquisition) => ({ ...acquisition })),
  };
}

/** The plate that `json` describes, of so many images; `undefined` if it is none. */
export function plateOfJson(json: Json | undefined, images: number): Plate | undefined {
  if (!isJsonObject(json)) return undefined;
  const { name, rows, columns, wells, acquisitions } = json;
  if (!isTexts(rows) || !isTexts(columns) || !Array.isArray(wells) || !Array.isArray(acquisitions)) {
    return undefined;
  }
  const isPlaced = (well: Json): well is Json & PlateWell =>
    isJsonObject(well) &&
    isBelow(well.row, rows.length) &&
    isBelow(well.column, columns.length) &&
    Array.isArray(well.fields) &&
    well.fields.every((field: Json) => isField(field, images));
  if (!wells.every(isPlaced) || !acquisitions.every(isAcquisition)) return undefined;
  return { ...(typeof name === "string" && { name }), rows, columns, wells, acquisitions };
}

function isTexts(value: Json | undefined): value is readonly string[] {
  return (
    Array.isArray(value) &&
    value.length <= MAX_PLATE_LENGTH &&
    value.every((item) => typeof item === "string")
  );
}

function isField(value: Json, images: number): value is Json & PlateField {
  return isJsonObject(value) && isBelow(value.image, images) && isOptional(value.acquisition, "number");
}

function isAcquisition(value: Json): value is Json & PlateAcquisition {
  if (!isJsonObject(value)) return false;
  const { id, name, description, startTime, endTime, maximumFieldCount } = value;
  return (
    typeof id === "number" &&
    [name, description].every((text) => isOptional(text, "string")) &&
    [startTime, endTime, maximumFieldCount].every((number) => isOptional(number, "number"))
  );
}

function isOptional(value: Json | undefined, type: "string" | "number"): boolean {
  return value === undefined || typeof value === type;
}

function isBelow(value: Json | undefined, limit: number): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value < limit;
}
