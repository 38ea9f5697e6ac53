/**
 * Plates of high-content screening: rows and columns of wells, and the fields of view in each.
 *
 * @module
 */

import type { CallOptions, Group, JsonObject } from "@chunkwright/core";
import type { Image, ImageCollection } from "../image-model.ts";
import { mapInOrder } from "../map-in-order.ts";
import { nameFields } from "../plate/name-fields.ts";
import type { Plate, PlateField, PlateWell } from "../plate/plate.ts";
import { listField, objectField, pathField } from "./ngff-fields.ts";
import { ngffMetadata } from "./parse-ngff.ts";
import { type ListedPlate, parsePlate } from "./parse-plate.ts";
import { readImageGroup } from "./read-image-group.ts";

interface Fields {
  /** In the order of each well's images. */
  readonly fields: readonly OpenedField[];
  /** Wells and fields that are listed, but not stored: plates are acquired, and copied, in parts. */
  readonly warnings: readonly string[];
}

/** A field of view, and the run in which it was taken. */
interface OpenedField extends Omit<PlateField, "image"> {
  readonly image: Image;
}

/**
 * The images of all wells, in the order of the plate's wells, or of `series`, the paths of images beside the plate, if
 * it lists all of them. OME-NGFF 0.4, "plate" metadata.
 */
export async function readPlate(
  group: Group,
  plate: JsonObject,
  series: readonly string[],
  options: CallOptions,
): Promise<Pick<ImageCollection, "images" | "plate" | "warnings">> {
  const listed = parsePlate(plate);
  const wells = await mapInOrder(listed.wells, ({ path }) => readWellAt(group, path, options), options);
  const images = inSeries(
    wells.flatMap(({ fields }) => fields.map(({ image }) => image)),
    series,
  );
  const warnings = wells.flatMap((well) => well.warnings);
  const found = placeWells(listed, wells, images);
  if (!found) warnings.push("The plate is left aside: not all of its wells have a place");
  return { images: nameByPath(images), ...(found && { plate: found }), warnings };
}

/** The images of a well. "well" metadata. */
export async function readWell(
  group: Group,
  well: JsonObject,
  options: CallOptions,
): Promise<Pick<ImageCollection, "images" | "warnings">> {
  const { fields, warnings } = await readFields(group, "", well, options);
  return { images: nameByPath(fields.map(({ image }) => image)), warnings };
}

function nameByPath(images: readonly Image[]): readonly Image[] {
  return nameFields(images, new Map(images.map(({ path = "" }, i) => [i, path])));
}

/** The images in the order of `series`, if it lists all of them. */
function inSeries(images: readonly Image[], series: readonly string[]): readonly Image[] {
  const places = new Map(series.map((path, place) => [path, place]));
  if (!images.every(({ path = "" }) => places.has(path))) return images;
  return images.toSorted((a, b) => places.get(a.path!)! - places.get(b.path!)!);
}

function placeWells(
  { wells: places, ...plate }: ListedPlate,
  wells: readonly Fields[],
  images: readonly Image[],
): Plate | undefined {
  const numbers = new Map(images.map((image, number) => [image, number]));
  const placed = places.flatMap(({ row, column }, i): PlateWell[] => {
    if (row === undefined || column === undefined) return [];
    const fields = wells[i]!.fields.map(({ image, ...field }) => ({ image: numbers.get(image)!, ...field }));
    return [{ row, column, fields }];
  });
  return placed.length === places.length ? { ...plate, wells: placed } : undefined;
}

async function readWellAt(plate: Group, path: string, options: CallOptions): Promise<Fields> {
  const group = await plate.open(path, options);
  const well = group?.kind === "group" ? ngffMetadata(group.attributes).fields.well : undefined;
  if (group?.kind !== "group" || well === undefined) {
    return { fields: [], warnings: [`Well ${path} is listed, but ${group ? "no well" : "absent"}`] };
  }
  return readFields(group, path, objectField(well, "well"), options);
}

async function readFields(
  group: Group,
  path: string,
  well: JsonObject,
  options: CallOptions,
): Promise<Fields> {
  const listed = listField(well.images, "well.images").map((item, i) => {
    const field = objectField(item, `well.images[${i}]`);
    return { own: pathField(field.path, `well.images[${i}].path`), acquisition: field.acquisition };
  });
  const read = await mapInOrder(
    listed,
    async ({ own, acquisition }): Promise<Fields> => {
      const name = path === "" ? own : `${path}/${own}`;
      const field = await group.open(own, options);
      const metadata = field?.kind === "group" ? ngffMetadata(field.attributes) : undefined;
      if (field?.kind !== "group" || metadata?.fields.multiscales === undefined) {
        return {
          fields: [],
          warnings: [`Field ${name} is listed, but ${field ? "no image" : "absent"}`],
        };
      }
      const images = await readImageGroup(field, name, metadata, options);
      const run = typeof acquisition === "number" && { acquisition };
      return { fields: images.map((image) => ({ image, ...run })), warnings: [] };
    },
    options,
  );
  return {
    fields: read.flatMap(({ fields }) => fields),
    warnings: read.flatMap(({ warnings }) => warnings),
  };
}
