/**
 * The directory that files named on the command line are in, as a store.
 *
 * @module
 */

import { join, posix, resolve, win32 } from "node:path";
import { fsStore } from "@chunkwright/stores/fs";
import { httpStore } from "@chunkwright/stores/http";
import { baseName, parseLocation } from "../place/location.ts";
import { writableStore } from "../place/writable-store.ts";
import { UsageError } from "../usage-error.ts";
import type { HierarchyStore } from "./hierarchy-source.ts";

export interface PathInFolder {
  readonly folder: string;
  /** The rest of the path, with `/` between its parts. */
  readonly path: string;
}

/** A location as a directory and what is in it: the file name, or all from the part on that has the character `at`. */
export function splitLocation(
  text: string,
  at: number = text.length,
  platform: NodeJS.Platform = process.platform,
): PathInFolder {
  const { kind } = parseLocation(text);
  if (kind === "path") return splitPath(text, at, platform);
  const [whole, query] = kind === "url" ? splitQuery(text) : [text, ""];
  const cut = whole.lastIndexOf("/", at - 1);
  const path = whole.slice(cut + 1);
  return { folder: whole.slice(0, cut) + query, path: kind === "url" ? decoded(path, text) : path };
}

function splitPath(text: string, at: number, platform: NodeJS.Platform): PathInFolder {
  const { parse } = platform === "win32" ? win32 : posix;
  // `C:\` and `C:` are two folders: that at the top of the drive, and the current one on it.
  const { root } = parse(text);
  const cut = Math.max(root.length, ...separatorsOf(text.slice(0, at), platform).map((place) => place + 1));
  const folder = cut > root.length ? text.slice(0, cut - 1) : root;
  return { folder: folder || ".", path: withSlashes(text.slice(cut), platform) };
}

function separatorsOf(path: string, platform: NodeJS.Platform): number[] {
  return [...withSlashes(path, platform).matchAll(/\//g)].map(({ index }) => index);
}

/** A local path with `/` between its parts. */
export function withSlashes(path: string, platform: NodeJS.Platform = process.platform): string {
  return platform === "win32" ? path.replaceAll("\\", "/") : path;
}

/** Where `name` in the folder is, as on the command line. */
export function locationIn(folder: string, name: string): string {
  return parseLocation(folder).kind === "path" ? join(folder, name) : `${folder.replace(/\/+$/, "")}/${name}`;
}

function decoded(path: string, url: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new UsageError(`Cannot open ${url}: write % in a URL as %25`);
  }
}

function splitQuery(url: string): [string, string] {
  const end = url.search(/[?#]/);
  return end < 0 ? [url, ""] : [url.slice(0, end), url.slice(end)];
}

/** Links in a local directory are followed, wherever they lead: whoever names the directory means its files. */
export function folderStore(folder: string): HierarchyStore {
  const location = parseLocation(folder);
  switch (location.kind) {
    case "path":
      return fsStore(location.path, { followLinks: true });
    case "url":
      return httpStore(location.url);
    case "s3":
      return writableStore(folder);
  }
}

/** The last part of its path. */
export function folderName(folder: string): string {
  const location = parseLocation(folder);
  return baseName(location.kind === "path" ? resolve(location.path) : folder);
}
