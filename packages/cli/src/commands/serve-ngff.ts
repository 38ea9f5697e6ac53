/**
 * Sources as OME-Zarr 0.5 hierarchies, without writing them: Zarr as it is, with its metadata in the newer notation;
 * images of other formats as the groups and arrays that conversion would write.
 *
 * @module
 */

import {
  type Bytes,
  type CallOptions,
  type ChunkSource,
  type Group,
  isStorageError,
  type JsonObject,
  joinPath,
  StorageError,
  viewSource,
} from "@chunkwright/core";
import {
  datasetDimensionNames,
  datasetPath,
  type ImageCollection,
  migrateNgff,
  ngffAttributes,
  planNgff,
} from "@chunkwright/ome";
import type { OpenedSource } from "../opened-source.ts";

export interface NgffHierarchy {
  readonly root: Group | ChunkSource;
  /** Paths of the groups that hold images. */
  readonly images: readonly string[];
  /** Values beside the groups, by key. */
  readonly files: ReadonlyMap<string, Bytes>;
}

/** Rejects with "unsupported" for a source without images and without a hierarchy. */
export async function ngffHierarchy(source: OpenedSource, options: CallOptions): Promise<NgffHierarchy> {
  const collection = await source.images(options);
  const inPlace = collection?.images.flatMap(({ path }) => (path === undefined ? [] : [path])) ?? [];
  if (source.root && inPlace.length === (collection?.images.length ?? 0)) {
    const root = source.root.kind === "group" ? await upgradedGroup("", source.root, options) : source.root;
    return { root, images: [...new Set(inPlace)], files: filesOf(collection) };
  }
  if (collection && collection.images.length > 0) return plannedHierarchy(collection);
  throw new StorageError("unsupported", `Cannot serve ${source.location}: it holds no image`, {
    format: source.format,
    feature: "file without images",
  });
}

/** The groups and arrays of an image model. */
function plannedHierarchy(collection: ImageCollection): NgffHierarchy {
  const plan = planNgff(collection, "0.5");
  const groups = new Map<string, JsonObject>(plan.groups.map(({ path, attributes }) => [path, attributes]));
  const arrays = new Map<string, ChunkSource>();
  for (const { path, image } of plan.images) {
    groups.set(path, ngffAttributes(image, "0.5"));
    const names = image.axes.map(({ name }) => name);
    for (const [i, { source }] of image.levels.entries()) {
      arrays.set(joinPath(path, datasetPath(i)), withDimensionNames(source, names));
    }
  }
  return {
    root: plannedGroup("", groups, arrays),
    images: plan.images.map(({ path }) => path),
    files: filesOf(collection),
  };
}

function filesOf(collection: ImageCollection | undefined): ReadonlyMap<string, Bytes> {
  if (!collection) return new Map();
  return new Map(planNgff(collection, "0.5").files.map(({ key, bytes }) => [key, bytes]));
}

function plannedGroup(
  path: string,
  groups: ReadonlyMap<string, JsonObject>,
  arrays: ReadonlyMap<string, ChunkSource>,
): Group {
  return {
    kind: "group",
    attributes: groups.get(path) ?? {},
    async *list() {
      const prefix = path === "" ? "" : `${path}/`;
      for (const node of [...groups.keys(), ...arrays.keys()]) {
        const name = node.slice(prefix.length);
        if (node.startsWith(prefix) && name !== "" && !name.includes("/")) yield name;
      }
    },
    async open(relative) {
      const below = joinPath(path, relative);
      return arrays.get(below) ?? (groups.has(below) ? plannedGroup(below, groups, arrays) : undefined);
    },
  };
}

/** A Zarr group whose OME-NGFF metadata, and that of everything below, is presented as 0.5 where possible. */
async function upgradedGroup(path: string, group: Group, options?: CallOptions): Promise<Group> {
  return {
    kind: "group",
    attributes: await upgradedAttributes(path, group, options),
    list: group.list,
    async open(relative, options) {
      const node = await group.open(relative, options);
      const below = joinPath(path, relative);
      if (node?.kind === "group") return upgradedGroup(below, node, options);
      if (!node || node.info.dimensionNames) return node;
      const parts = relative.split("/");
      const name = parts.pop() ?? "";
      const parent = parts.length === 0 ? group : await group.open(parts.join("/"), options);
      const names = parent?.kind === "group" ? axisNames(parent.attributes).get(name) : undefined;
      return names ? withDimensionNames(node, names) : node;
    },
  };
}

async function upgradedAttributes(path: string, group: Group, options?: CallOptions): Promise<JsonObject> {
  try {
    return await migrateNgff(group, path, "0.5", options);
  } catch (error) {
    if (isStorageError(error)) return group.attributes;
    throw error;
  }
}

function axisNames(attributes: JsonObject): ReadonlyMap<string, readonly string[]> {
  try {
    return datasetDimensionNames(attributes);
  } catch (error) {
    if (isStorageError(error)) return new Map();
    throw error;
  }
}

function withDimensionNames(source: ChunkSource, dimensionNames: readonly string[]): ChunkSource {
  return viewSource(
    {
      info: { ...source.info, dimensionNames },
      origin: async (index) => ({ source, index }),
      chunkShape: (shape) => shape,
      codecs: (codecs) => codecs,
      chunk: (chunk) => chunk,
    },
    source,
  );
}
