/**
 * OME-NGFF in N5 attributes, whose arrays may have their axes in another order than OME-NGFF's.
 *
 * @module
 */

import {
  type CallOptions,
  type Group,
  isJsonObject,
  type Json,
  type JsonObject,
  permute,
} from "@chunkwright/core";
import { typeOfAxisName } from "../axis-names.ts";
import { readNgffImages } from "../ngff/ngff-images.ts";
import { reorderedMultiscale } from "./n5-axis-order.ts";
import { type N5Image, ngffAxisOrder } from "./n5-pyramid.ts";

/** Images of OME-NGFF; those whose axes are in its order have the group's path, since that is how others see them. */
export async function readN5Ngff(
  group: Group,
  path: string,
  options: CallOptions,
): Promise<readonly N5Image[] | undefined> {
  const { ome } = group.attributes;
  const fields = isJsonObject(ome) ? ome : group.attributes;
  const entries = Array.isArray(fields.multiscales) ? fields.multiscales : [fields.multiscales];
  const images: N5Image[] = [];
  for (const entry of entries) {
    const axes = isJsonObject(entry) && Array.isArray(entry.axes) ? entry.axes : undefined;
    const order = axes && ngffAxisOrder(axes.map(typeOfAxis));
    const own: JsonObject = {
      ...fields,
      ...(entry !== undefined && {
        multiscales: [axes && order ? reorderedMultiscale({ ...entry, axes }, order) : entry],
      }),
    };
    const found = await readNgffImages(
      {
        ...group,
        attributes: fields === ome ? { ...group.attributes, ome: own } : own,
        async open(child, openOptions) {
          const node = await group.open(child, openOptions);
          return node?.kind === "array" && order?.length === node.info.shape.length
            ? permute(node, order)
            : node;
        },
      },
      options,
    );
    if (!found) return undefined;
    const isSound = !order || order.every((axis, i) => axis === i);
    for (const { path: _, ...image } of found.images) {
      images.push({ image: isSound ? { ...image, path } : image, warnings: [] });
    }
  }
  return images;
}

function typeOfAxis(axis: Json): Json | undefined {
  const { type, name } = isJsonObject(axis) ? axis : { name: axis };
  return type ?? typeOfAxisName(String(name));
}
