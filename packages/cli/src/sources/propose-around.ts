/**
 * What to open instead of something that is no source by itself, but lies in one, as a chunk or a path in an HDF5 file
 * does, or holds some, as a folder of images does.
 *
 * @module
 */

import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { OpenOptions } from "../opened-source.ts";
import { parseLocation } from "../place/location.ts";
import { quoteArgument } from "../terminal/quote-argument.ts";
import { folderStore, splitLocation } from "./folder-store.ts";
import { openHierarchySource } from "./hierarchy-source.ts";

/** In the words of a message; `undefined` if no source is around it. */
export async function proposeAround(text: string, options?: OpenOptions): Promise<string | undefined> {
  const file = parseLocation(text).kind === "path" ? await fileAround(text) : undefined;
  if (file !== undefined) {
    const inside = text.slice(file.length).replace(/^[/\\]+/, "");
    return `${quoteArgument(file)} is a file, and what is in it is named by --image ${quoteArgument(inside)}`;
  }
  const [nearest, ...others] = await hierarchiesAround(text, options);
  const whole = others.at(-1);
  const all = whole === undefined ? "" : `, or the whole hierarchy ${quoteArgument(whole)}`;
  return nearest && `open ${quoteArgument(nearest)} around it${all}`;
}

/** In the words of a message; `undefined` for a folder without hierarchies and image files of other formats than TIFF. */
export async function proposeBelow(folder: string, options?: OpenOptions): Promise<string | undefined> {
  const names: string[] = [];
  for await (const { key } of folderStore(folder).list?.("", options) ?? []) {
    const name = key.replace(/\/$/, "");
    if (SOURCE_NAME.test(name)) names.push(name);
  }
  const [first] = names.sort();
  if (first === undefined) return undefined;
  const example = quoteArgument(`${folder.replace(/\/+$/, "")}/${first}`);
  return names.length === 1
    ? `open ${example} in it`
    : `open one of the ${names.length} images in it, such as ${example}`;
}

const SOURCE_NAME = /^[^.].*\.(zarr|n5|zip|ozx|ims|h5|hdf5|nc)$/i;

/** The file that a path goes through as if it were a directory. */
async function fileAround(path: string): Promise<string | undefined> {
  for (let around = dirname(path); around !== dirname(around); around = dirname(around)) {
    const found = await stat(around).catch(() => undefined);
    if (found) return found.isFile() ? around : undefined;
  }
  return undefined;
}

/** The array or group that `text` lies in, then the groups around it. */
async function hierarchiesAround(text: string, options?: OpenOptions): Promise<readonly string[]> {
  const { kind } = parseLocation(text);
  const found: string[] = [];
  let inside = text.replace(/\/+$/, "");
  for (let level = 0; level < MAX_LEVELS; level++) {
    const { folder } = splitLocation(inside);
    if (folder === inside || parseLocation(folder).kind !== kind) break;
    if (await isHierarchy(folder, options)) found.push(folder);
    // Directories of chunks have no documents; groups around groups do.
    else if (found.length > 0) break;
    inside = folder;
  }
  return found;
}

/** Chunks lie as deep as their array has axes, and a few groups are around it. */
const MAX_LEVELS = 16;

async function isHierarchy(folder: string, options?: OpenOptions): Promise<boolean> {
  options?.signal?.throwIfAborted();
  const source = await openHierarchySource(folder, folderStore(folder), options).catch(() => undefined);
  await source?.close();
  return source !== undefined;
}
