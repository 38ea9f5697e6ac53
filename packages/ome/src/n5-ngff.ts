/**
 * OME-NGFF in N5 attributes, whose axes may be in N5's order.
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
import { type N5Image, ngffAxisOrder } from "./n5-pyramid.ts";
import { typeOfAxisName } from "./parse-axes.ts";
import { readNgff } from "./read-ngff.ts";

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
    const withAxes = isJsonObject(entry) && hasAxes(entry) ? entry : undefined;
    const order = withAxes && orderOfAxes(withAxes.axes);
    const own: JsonObject = {
      ...fields,
      ...(entry !== undefined && { multiscales: [order ? reordered(withAxes, order.ofEntry) : entry] }),
    };
    const found = await readNgff(
      {
        ...group,
        attributes: fields === ome ? { ...group.attributes, ome: own } : own,
        async open(child, openOptions) {
          const node = await group.open(child, openOptions);
          return node?.kind === "array" && order?.ofArray.length === node.info.shape.length
            ? permute(node, order.ofArray)
            : node;
        },
      },
      options,
    );
    if (!found) return undefined;
    const isSound = !order || isIdentity(order.ofEntry);
    for (const { path: _, ...image } of found.images) {
      images.push({ image: isSound ? { ...image, path } : image, warnings: [] });
    }
  }
  return images;
}

/** OME-NGFF from 0.4 on places its datasets, before it states a version. */
export function isNgff(entry: Json): boolean {
  if (!isJsonObject(entry)) return false;
  const { version, datasets } = entry;
  const [first] = Array.isArray(datasets) ? datasets : [];
  return version !== undefined || (isJsonObject(first) && first.coordinateTransformations !== undefined);
}

/**
 * Which of the `axes` of a multiscale comes where in OME-NGFF's order, and which of its arrays' axes. n5-universe lists
 * them in N5's order: a list that begins with x and ends otherwise is that; and as ImageJ has them: x, y, c, z, t.
 */
function orderOfAxes(axes: readonly Json[]): {
  readonly ofEntry: readonly number[];
  readonly ofArray: readonly number[];
} {
  const names = axes.map((axis) => (isJsonObject(axis) ? axis.name : axis));
  const isFastestFirst = names.length > 1 && names[0] === "x" && names.at(-1) !== "x";
  const slowestFirst = names.map((_, i) => (isFastestFirst ? names.length - 1 - i : i));
  const types = slowestFirst.map((i) => {
    const axis = axes[i];
    const type = isJsonObject(axis) ? axis.type : undefined;
    return type === undefined ? typeOfAxisName(String(names[i])) : type;
  });
  const ofArray = ngffAxisOrder(types);
  return { ofArray, ofEntry: ofArray.map((i) => slowestFirst[i]!) };
}

function isIdentity(order: readonly number[]): boolean {
  return order.every((axis, i) => axis === i);
}

/** OME-NGFF 0.4 with its axes in N5's order, its levels at other paths. */
export function fastestFirst(attributes: JsonObject, datasetPath: (level: number) => string): JsonObject {
  const { multiscales } = attributes;
  if (!Array.isArray(multiscales)) return attributes;
  return {
    ...attributes,
    multiscales: multiscales.map((entry) => {
      if (!isJsonObject(entry) || !hasAxes(entry)) return entry;
      const { datasets } = entry;
      const moved = Array.isArray(datasets) ? datasets.filter(isJsonObject) : [];
      const own = {
        ...entry,
        datasets: moved.map((dataset, level) => ({ ...dataset, path: datasetPath(level) })),
      };
      return reordered(
        own,
        entry.axes.map((_, i) => entry.axes.length - 1 - i),
      );
    }),
  };
}

interface WithAxes extends JsonObject {
  readonly axes: readonly Json[];
}

function hasAxes(entry: JsonObject): entry is WithAxes {
  return Array.isArray(entry.axes);
}

/** A multiscale with every list that has an entry for each axis in another order. */
function reordered(entry: WithAxes, order: readonly number[]): JsonObject {
  const pick = (values: readonly Json[]) => order.map((axis) => values[axis]!);
  const turn = (value: Json): Json => {
    if (Array.isArray(value)) {
      const isVector = value.every((item) => typeof item === "number") && value.length === order.length;
      return isVector ? pick(value) : value.map(turn);
    }
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, turn(member)]));
  };
  const { axes, datasets, coordinateTransformations } = entry;
  return {
    ...entry,
    axes: pick(axes),
    ...(datasets !== undefined && { datasets: turn(datasets) }),
    ...(coordinateTransformations !== undefined && {
      coordinateTransformations: turn(coordinateTransformations),
    }),
  };
}
