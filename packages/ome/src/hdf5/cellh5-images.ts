/**
 * The images of a CellH5 file: positions of plates, and the regions that were found in them. CellH5 format
 * specification, "sample" and "definition".
 *
 * @module
 */

import type { CallOptions, Group } from "@chunkwright/core";
import type { Image } from "../image-model.ts";
import { labelledImage } from "../labelled-image.ts";

/** Of images and of regions. */
const AXES = ["c", "t", "z", "y", "x"];

/** Images `plate/well/position`, and their regions as images of their own; empty for other files. */
export async function readCellH5(root: Group, options: CallOptions = {}): Promise<readonly Image[]> {
  const images: Image[] = [];
  for await (const { name, group: sample } of children(root, "sample", options)) {
    for await (const plate of children(sample, "plate", options)) {
      for await (const well of children(plate.group, "experiment", options)) {
        for await (const position of children(well.group, "position", options)) {
          const path = [plate.name, well.name, position.name].join("/");
          images.push(
            ...(await readPosition(position.group, name === "0" ? path : `${name}/${path}`, options)),
          );
        }
      }
    }
  }
  return images;
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
  for (const child of names.sort(BY_NUMBER.compare)) {
    const found = await around.open(child, options);
    if (found?.kind === "group") yield { name: child, group: found };
  }
}

const BY_NUMBER = new Intl.Collator("en", { numeric: true });
