/**
 * Images exported by ilastik: datasets of any name, with their axes in vigra's JSON. vigranumpy, "Axistags".
 *
 * @module
 */

import {
  type CallOptions,
  type ChunkSource,
  type Group,
  isJsonObject,
  isStorageError,
  type Json,
} from "@chunkwright/core";
import type { Image } from "../image-model.ts";
import { labelledImage } from "../labelled-image.ts";
import { parseLeniently } from "../lenient-json.ts";

/** Datasets lie at the root or in a group of it. */
const MAX_DEPTH = 2;
/** A file with more objects there is not an export. */
const MAX_OBJECTS = 256;

/** Images of all datasets near the root that have `axistags`; `name` is for a single one. */
export async function readIlastik(
  root: Group,
  { name = "", ...options }: CallOptions & { readonly name?: string | undefined } = {},
): Promise<readonly Image[]> {
  const images: Image[] = [];
  for await (const { path, source } of datasets(root, options)) {
    const image = imageOf(path, source);
    if (image) images.push(image);
  }
  const [only, ...others] = images;
  return only && others.length === 0 ? [{ ...only, name: name || only.name }] : images;
}

interface Found {
  readonly path: string;
  readonly source: ChunkSource;
}

/** The datasets among the first `MAX_OBJECTS` objects, level by level, in the order of their groups. */
async function* datasets(root: Group, options: CallOptions): AsyncGenerator<Found> {
  let groups: readonly { readonly path: string; readonly group: Group }[] = [{ path: "", group: root }];
  let objects = 0;
  for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
    const below: { path: string; group: Group }[] = [];
    for (const { path, group } of groups) {
      for await (const name of group.list?.(options) ?? []) {
        objects += 1;
        if (objects > MAX_OBJECTS) return;
        const childPath = path === "" ? name : `${path}/${name}`;
        const child = await open(group, name, options);
        if (child?.kind === "array") yield { path: childPath, source: child };
        else if (child) below.push({ path: childPath, group: child });
      }
    }
    groups = below;
  }
}

/** `undefined` for what cannot be read, which does not hide the others. */
async function open(
  group: Group,
  name: string,
  options: CallOptions,
): Promise<Group | ChunkSource | undefined> {
  try {
    return await group.open(name, options);
  } catch (error) {
    if (isStorageError(error, "invalid-data", "unsupported", "not-found")) return undefined;
    throw error;
  }
}

function imageOf(path: string, source: ChunkSource): Image | undefined {
  const { axistags } = source.info.attributes;
  const tags = typeof axistags === "string" ? parseLeniently(axistags) : axistags;
  const axes = isJsonObject(tags) && Array.isArray(tags.axes) ? tags.axes.map(axisOf) : [];
  if (axes.length === 0) return undefined;
  return labelledImage({
    name: path,
    source,
    axes: axes.map(({ key }) => key),
    scale: axes.map(({ resolution }) => resolution),
  });
}

/** A resolution of 0 means none. */
function axisOf(value: Json): { readonly key: string; readonly resolution: number } {
  const { key, resolution } = isJsonObject(value) ? value : {};
  return {
    key: typeof key === "string" ? key : "",
    resolution: typeof resolution === "number" && resolution > 0 ? resolution : 1,
  };
}
