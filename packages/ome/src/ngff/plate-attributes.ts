/**
 * Plates and wells as OME-NGFF. OME-NGFF 0.4 and OME-Zarr 0.5, "plate" and "well" metadata.
 *
 * @module
 */

import type { JsonObject } from "@chunkwright/core";
import { type Plate, type PlateAcquisition, type PlateWell, wellPath } from "../plate/plate.ts";
import { type NgffVersion, wrapAttributes } from "./ngff-version.ts";

/** Why OME-NGFF cannot hold a plate of so many images, all of them in wells; `undefined` if it can. */
export function strangePlate({ rows, columns, wells }: Plate, images: number): string | undefined {
  const strange = [rows, columns].flatMap((names) => names.filter((name) => !/^[A-Za-z0-9]+$/.test(name)));
  if (strange.length > 0) return `rows or columns are called ${strange.map((name) => JSON.stringify(name))}`;
  const isTwofold = (keys: readonly unknown[]) => new Set(keys).size < keys.length;
  if ([rows, columns].some((names) => isTwofold(names.map((name) => name.toLowerCase())))) {
    return "rows or columns have the same name";
  }
  if (isTwofold(wells.map(({ row, column }) => `${row}/${column}`))) return "wells have the same place";
  const fields = wells.flatMap((well) => well.fields.map(({ image }) => image));
  if (isTwofold(fields)) return "an image is in several wells";
  return fields.length < images ? `${images - fields.length} of the images are in no well` : undefined;
}

/** Members of the plate's group: wells without images are left out. */
export function plateMembers(plate: Plate, version: NgffVersion): JsonObject {
  const { name, rows, columns, wells, acquisitions } = plate;
  const listed = wells.filter(({ fields }) => fields.length > 0);
  return {
    plate: {
      ...(version === "0.4" && { version }),
      ...(name !== undefined && { name }),
      columns: columns.map((column) => ({ name: column })),
      rows: rows.map((row) => ({ name: row })),
      wells: listed.map((well) => ({
        path: wellPath(plate, well),
        rowIndex: well.row,
        columnIndex: well.column,
      })),
      field_count: listed.reduce((count, { fields }) => Math.max(count, fields.length), 1),
      ...(acquisitions.length > 0 && { acquisitions: acquisitions.map(acquisitionJson) }),
    },
  };
}

/** Attributes of a well's group, whose images are the groups 0, 1 and so on. */
export function wellAttributes({ fields }: PlateWell, version: NgffVersion): JsonObject {
  const well = {
    ...(version === "0.4" && { version }),
    images: fields.map(({ acquisition }, i) => ({
      path: `${i}`,
      ...(acquisition !== undefined && { acquisition }),
    })),
  };
  return wrapAttributes({ well }, version);
}

/** Whether every field names one of the runs, as it must where there are several. */
export function hasRuns({ acquisitions, wells }: Plate): boolean {
  const ids = new Set<number | undefined>(acquisitions.map(({ id }) => id));
  const named = wells.flatMap(({ fields }) => fields.map(({ acquisition }) => acquisition));
  return named.every((id) => (id === undefined ? ids.size < 2 : ids.has(id)));
}

/** The plate without its runs. */
export function withoutRuns(plate: Plate): Plate {
  const wells = plate.wells.map(({ fields, ...place }) => ({
    ...place,
    fields: fields.map(({ image }) => ({ image })),
  }));
  return { ...plate, wells, acquisitions: [] };
}

function acquisitionJson(acquisition: PlateAcquisition): JsonObject {
  const { id, name, description, startTime, endTime, maximumFieldCount } = acquisition;
  return {
    id,
    ...(name !== undefined && { name }),
    ...(maximumFieldCount !== undefined && { maximumfieldcount: maximumFieldCount }),
    ...(description !== undefined && { description }),
    ...(startTime !== undefined && { starttime: startTime }),
    ...(endTime !== undefined && { endtime: endTime }),
  };
}
