/**
 * OME-NGFF in the attributes of N5 groups, whose axes n5-universe lists fastest first, like N5. They are reversed
 * here, once, on reading and on writing.
 *
 * @module
 */

import {
  type ChunkSource,
  type Group,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonMembers,
  StorageError,
} from "@chunkwright/core";

/** `root` with the axes of its multiscales, and of those below it, in the order of its arrays: the slowest first. */
export function slowestFirstGroup(root: Group): Group {
  return {
    ...root,
    attributes: mapMultiscales(root.attributes, (entry) =>
      isFastestFirst(axisNames(entry)) ? reversed(entry) : entry,
    ),
    async open(path, options) {
      const node = await root.open(path, options);
      return node && slowestFirst(node);
    },
  };
}

/** As `slowestFirstGroup`; arrays stay as they are. */
export function slowestFirst<T extends ChunkSource>(node: Group | T): Group | T {
  return node.kind === "group" ? slowestFirstGroup(node) : node;
}

/**
 * The inverse of `slowestFirst`, for the attributes of an N5 group. Axes that would not be recognised in reverse
 * stay; throws "unsupported" for those that would be taken for another order.
 */
export function fastestFirstAttributes(attributes: JsonObject): JsonObject {
  return mapMultiscales(attributes, (entry) => {
    const names = axisNames(entry);
    if (isFastestFirst(names.toReversed())) return reversed(entry);
    if (!isFastestFirst(names)) return entry;
    const feature = `OME-NGFF axes in the order ${names.join(", ")}`;
    throw new StorageError("unsupported", `Cannot write N5: it has no ${feature}`, { format: "n5", feature });
  });
}

/** OME-NGFF from 0.4 on places its datasets, before it states a version. */
export function isNgff(entry: Json): boolean {
  if (!isJsonObject(entry)) return false;
  const { version, datasets } = entry;
  const [first] = Array.isArray(datasets) ? datasets : [];
  return version !== undefined || (isJsonObject(first) && first.coordinateTransformations !== undefined);
}

/** A list that begins with x and ends otherwise; ImageJ's is x, y, c, z, t. */
function isFastestFirst(names: readonly Json[]): boolean {
  return names.length > 1 && names[0] === "x" && names.at(-1) !== "x";
}

interface WithAxes extends JsonObject {
  readonly axes: readonly Json[];
}

function axisNames({ axes }: WithAxes): readonly Json[] {
  return axes.map((axis) => (isJsonObject(axis) ? (axis.name ?? null) : axis));
}

/** Changes the entries of `multiscales`, which OME-NGFF up to 0.4 keeps among the attributes, later versions under `ome`. */
function mapMultiscales(attributes: JsonObject, change: (entry: WithAxes) => JsonObject): JsonObject {
  const { multiscales, ome } = attributes;
  if (isJsonObject(ome)) return { ...attributes, ome: mapMultiscales(ome, change) };
  if (!Array.isArray(multiscales)) return attributes;
  return {
    ...attributes,
    multiscales: multiscales.map((entry) => (isNgff(entry) && hasAxes(entry) ? change(entry) : entry)),
  };
}

function hasAxes(entry: Json): entry is WithAxes {
  return isJsonObject(entry) && Array.isArray(entry.axes);
}

function reversed(entry: WithAxes): JsonObject {
  return reorderedMultiscale(
    entry,
    entry.axes.map((_, i) => entry.axes.length - 1 - i),
  );
}

/** A multiscale with every list that has an entry for each axis in another order. */
export function reorderedMultiscale(entry: WithAxes, order: readonly number[]): JsonObject {
  const pick = (values: readonly Json[]) => order.map((axis) => values[axis]!);
  const turn = (value: Json): Json => {
    if (Array.isArray(value)) {
      const isVector = value.every(isNumber) && value.length === order.length;
      return isVector ? pick(value) : value.map(turn);
    }
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(jsonMembers(value).map(([name, member]) => [name, turn(member)]));
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

function isNumber(value: Json): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}
