/**
 * Plates of high-content screening: rows and columns of wells, and the fields of view in each.
 *
 * @module
 */

import { type CallOptions, type Group, type JsonObject, mapConcurrently } from "@chunkwright/core";
import type { Image } from "../image-model.ts";
import { listField, objectField, pathField } from "./ngff-fields.ts";
import { ngffMetadata } from "./parse-ngff.ts";
import { readImageGroup } from "./read-image-group.ts";

export interface Fields {
  /** In the order of the plate's wells and of each well's images. */
  readonly images: readonly Image[];
  /** Wells and fields that are listed, but not stored: plates are acquired, and copied, in parts. */
  readonly warnings: readonly string[];
}

/** Wells read at a time: each takes some requests of its own. */
const WELLS_IN_FLIGHT = 8;

/** The images of all wells, named by row, column and field: "B/3/0". OME-NGFF 0.4, "plate" metadata. */
export async function readPlate(group: Group, plate: JsonObject, options: CallOptions): Promise<Fields> {
  const paths = listField(plate.wells, "plate.wells").map((item, i) =>
    pathField(objectField(item, `plate.wells[${i}]`).path, `plate.wells[${i}].path`),
  );
  const wells = new Map<string, Fields>();
  await mapConcurrently(
    new Set(paths),
    async (path) => {
      wells.set(path, await readWellAt(group, path, options));
    },
    { concurrency: WELLS_IN_FLIGHT, signal: options.signal },
  );
  return join(paths.map((path) => wells.get(path)!));
}

/** The images of a well, named by the path of the well, if that is known, and of the field. "well" metadata. */
export async function readWell(
  group: Group,
  path: string,
  well: JsonObject,
  options: CallOptions,
): Promise<Fields> {
  const fields: Fields[] = [];
  for (const [i, item] of listField(well.images, "well.images").entries()) {
    const image = objectField(item, `well.images[${i}]`);
    const own = pathField(image.path, `well.images[${i}].path`);
    const name = path === "" ? own : `${path}/${own}`;
    const field = await group.open(own, options);
    const metadata = field?.kind === "group" ? ngffMetadata(field.attributes) : undefined;
    if (field?.kind !== "group" || metadata?.fields.multiscales === undefined) {
      fields.push({
        images: [],
        warnings: [`Field ${name} is listed, but ${field ? "no image" : "absent"}`],
      });
      continue;
    }
    const images = await readImageGroup(field, name, metadata, options);
    fields.push({ images: images.map((own) => ({ ...own, name })), warnings: [] });
  }
  return join(fields);
}

async function readWellAt(plate: Group, path: string, options: CallOptions): Promise<Fields> {
  const group = await plate.open(path, options);
  const well = group?.kind === "group" ? ngffMetadata(group.attributes).fields.well : undefined;
  if (group?.kind !== "group" || well === undefined) {
    return { images: [], warnings: [`Well ${path} is listed, but ${group ? "no well" : "absent"}`] };
  }
  return readWell(group, path, objectField(well, "well"), options);
}

function join(fields: readonly Fields[]): Fields {
  return {
    images: fields.flatMap(({ images }) => images),
    warnings: fields.flatMap(({ warnings }) => warnings),
  };
}
