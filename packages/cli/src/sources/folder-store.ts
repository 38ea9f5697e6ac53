/**
 * The directory that files named on the command line are in, as a store.
 *
 * @module
 */

import { resolve } from "node:path";
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
export function splitLocation(text: string, at: number = text.length): PathInFolder {
  const { kind } = parseLocation(text);
  const [whole, query = ""] = kind === "url" ? splitQuery(text) : [text];
  const separator = kind === "path" && process.platform === "win32" ? /[/\\]/g : /\//g;
  const cut = [...whole.slice(0, at).matchAll(separator)].at(-1)?.index;
  const path = whole.slice(cut === undefined ? 0 : cut + 1).replace(separator, "/");
  const folder = cut === undefined ? "." : whole.slice(0, cut) || "/";
  return { folder: folder + query, path: kind === "url" ? decoded(path, text) : path };
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
