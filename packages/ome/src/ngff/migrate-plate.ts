/**
 * A plate in the notation of another version: from 0.4 wells have the indices of their row and column.
 *
 * @module
 */

import type { Json, JsonObject } from "@chunkwright/core";
import { unplacedNgff } from "./migrate-multiscale.ts";
import { listField, objectField, textField } from "./ngff-fields.ts";
import { isFrom, type ReleasedNgffVersion } from "./ngff-version.ts";

/** Indices are added where they are missing, and kept where older versions do not require them. "plate" metadata. */
export function migratePlate(plate: JsonObject, version: ReleasedNgffVersion): JsonObject {
  if (!isFrom(version, "0.4")) return plate;
  const rows = namesOf(plate.rows, "plate.rows");
  const columns = namesOf(plate.columns, "plate.columns");
  const wells = listField(plate.wells, "plate.wells").map((item, i) => {
    const well = objectField(item, `plate.wells[${i}]`);
    if (well.rowIndex !== undefined && well.columnIndex !== undefined) return well;
    const path = textField(well.path, `plate.wells[${i}].path`);
    const [row = "", column = "", ...others] = path.split("/");
    const [rowIndex, columnIndex] = [rows.indexOf(row), columns.indexOf(column)];
    if (rowIndex < 0 || columnIndex < 0 || others.length > 0) {
      throw unplacedNgff(version, `the well ${path}, which is not a row and a column of the plate`);
    }
    return { ...well, rowIndex, columnIndex };
  });
  return { ...plate, wells };
}

function namesOf(value: Json | undefined, where: string): readonly string[] {
  return listField(value, where).map((item, i) =>
    textField(objectField(item, `${where}[${i}]`).name, `${where}[${i}].name`),
  );
}
