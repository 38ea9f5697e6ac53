/**
 * The images of a CellH5 file: positions of plates, and the regions that were found in them. CellH5 format
 * specification, "sample" and "definition".
 *
 * @module
 */

import type { CallOptions, Group } from "@chunkwright/core";
import { BY_NUMBERS_IN_TEXT } from "../by-numbers-in-text.ts";
import type { Image, ImageCollection } from "../image-model.ts";
import { labelledImage } from "../labelled-image.ts";
import type { Plate } from "../plate/plate.ts";
import { plateIndex, plateNames } from "../plate/plate-names.ts";
import { type ImagePlace, wellsOfImages } from "../plate/wells-of-images.ts";

/** Axes of images and of regions. */
const AXES = ["c", "t", "z", "y", "x"];

/**
 * Images `plate/well/position`, and their regions as images of their own; none for other files. Those of one plate
 * whose wells are called by row and column, such as A01, are fields of its wells.
 */
export async function readCellH5(
  root: Group,
  options: CallOptions = {},
): Promise<Pick<ImageCollection, "images" | "plate">> {
  const images: Image[] = [];
  const places: CellH5Place[] = [];
  for await (const { name, group: sample } of children(root, "sample", options)) {
    for await (const plate of children(sample, "plate", options)) {
      for await (const well of children(plate.group, "experiment", options)) {
        for await (const position of children(well.group, "position", options)) {
          const path = [plate.name, well.name, position.name].join("/");
          const own = await readPosition(position.group, name === "0" ? path : `${name}/${path}`, options);
          images.push(...own);
          places.push(...own.map(() => ({ sample: name, plate: plate.name, well: well.name })));
        }
      }
    }
  }
  const plate = plateOf(places);
  return { images, ...(plate && { plate }) };
}

interface CellH5Place {
  readonly sample: string;
  readonly plate: string;
  readonly well: string;
}

/** The plate of images by their places; `undefined` for several plates, and wells of other names. */
function plateOf(places: readonly CellH5Place[]): Plate | undefined {
  const [first] = places;
  const inWells: ImagePlace[] = [];
  for (const { sample, plate, well } of places) {
    const [, letters = "", digits = ""] = /^([A-Z]+)(\d+)$/.exec(well) ?? [];
    const [row, column] = [plateIndex(letters, "letter"), plateIndex(digits, "number")];
    const isAlike = sample === first?.sample && plate === first.plate;
    if (!isAlike || row === undefined || column === undefined) return undefined;
    inWells.push({ row, column });
  }
  if (!first) return undefined;
  const wells = wellsOfImages(inWells);
  const count = (axis: "row" | "column") => wells.reduce((most, well) => Math.max(most, well[axis] + 1), 0);
  return {
    name: first.plate,
    rows: plateNames(count("row"), "letter"),
    columns: plateNames(count("column"), "number"),
    wells,
    acquisitions: [],
  };
}

async function readPosition(position: Group, path: string, options: CallOptions): Promise<readonly Image[]> {
  const images: Image[] = [];
  for (const [dataset, name] of [
    ["image/channel", path],
    ["image/region", `${path} regions`],
  ] as const) {
    const source = await position.open(dataset, options);
    const image = source?.kind === "array" ? labelledImage({ name, source, axes: AXES }) : undefined;
    if (image) images.push(image);
  }
  return images;
}

/** The groups in a child of `group`, by number where they are numbered. */
async function* children(
  group: Group,
  name: string,
  options: CallOptions,
): AsyncGenerator<{ readonly name: string; readonly group: Group }> {
  const around = await group.open(name, options);
  if (around?.kind !== "group") return;
  const names: string[] = [];
  for await (const child of around.list?.(options) ?? []) names.push(child);
  for (const child of names.sort(BY_NUMBERS_IN_TEXT.compare)) {
    const found = await around.open(child, options);
    if (found?.kind === "group") yield { name: child, group: found };
  }
}
