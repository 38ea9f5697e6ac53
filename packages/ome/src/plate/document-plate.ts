/**
 * Whether an OME-XML document says of images what a plate does.
 *
 * @module
 */

import { jsonEquals } from "@chunkwright/core";
import { parseOmeXml } from "../ome-xml/parse-ome-xml.ts";
import type { Plate } from "./plate.ts";
import { plateJson } from "./plate-json.ts";
import { plateOfOmeXml } from "./plate-of-ome-xml.ts";

/** The plate that a document describes, whose first so many images are meant. */
export function documentPlate(xml: string, images: number): Plate | undefined {
  const { images: described, plates = [] } = parseOmeXml(xml);
  return plateOfOmeXml(
    plates,
    described.slice(0, images).map(({ id }) => id),
  ).plate;
}

/** Whether two plates are the same in all they say. */
export function samePlate(a: Plate | undefined, b: Plate): boolean {
  return a !== undefined && jsonEquals(plateJson(a), plateJson(b));
}

/** Whether images lie alike on both plates, whatever rows and columns are called and however many are empty. */
export function sameWells(a: Plate, b: Plate): boolean {
  return jsonEquals(imagePlaces(a), imagePlaces(b));
}

/** Rows and columns of all images, in their order, each counted among those with images. */
function imagePlaces({ wells }: Plate): readonly (readonly number[])[] {
  const used = wells.filter(({ fields }) => fields.length > 0);
  const rows = ranks(used.map(({ row }) => row));
  const columns = ranks(used.map(({ column }) => column));
  return used
    .flatMap(({ row, column, fields }) =>
      fields.map(({ image }) => [image, rows.get(row)!, columns.get(column)!]),
    )
    .sort(([a = 0], [b = 0]) => a - b);
}

function ranks(values: readonly number[]): ReadonlyMap<number, number> {
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  return new Map(sorted.map((value, rank) => [value, rank]));
}
