/**
 * What references may lead to: what lies around them, and what the user says.
 *
 * @module
 */

import { dirname, isAbsolute, posix, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { type ReadableStore, StorageError } from "@chunkwright/core";
import { fsStore } from "@chunkwright/stores/fs";
import { httpStore } from "@chunkwright/stores/http";
import { s3Store } from "@chunkwright/stores/s3";
import { type Location, parseLocation } from "../place/location.ts";
import { s3Options } from "../place/s3-environment.ts";

/**
 * A store whose keys are the URLs of references that lie at `location`: relative ones begin in the folder around it.
 * What is neither there nor below one of `allowed`, folders and URLs as on the command line, is refused with
 * "unsupported": references come from others, who must not say which files and servers are read.
 */
export function referenceTargets(location: string, allowed: readonly string[] = []): ReadableStore {
  const own = folderOf(parseLocation(location));
  const others = allowed.map((folder) => parseLocation(folder));
  const stores = new Map<string, ReadableStore>();

  function find(url: string): TargetValue {
    const target = resolveTarget(url, own);
    const place = placeBelow(own, target) ?? firstOf(others, (root) => placeIn(root, target));
    if (!place) throw refusal(url, target);
    const name = nameOf(place.root);
    const store = stores.get(name) ?? storeAt(place.root);
    stores.set(name, store);
    return { store, key: place.key };
  }

  function refusal(url: string, target: Location): StorageError<"unsupported"> {
    const hint = `--allow-targets ${nameOf(withoutQuery(folderOf(target)))} allows it`;
    return new StorageError(
      "unsupported",
      `Refused to read ${url}: the reference leads out of ${nameOf(withoutQuery(own))} (${hint})`,
      { format: "references", feature: "reference that is not allowed" },
    );
  }

  return {
    async get(url, options) {
      const { store, key } = find(url);
      return store.get(key, options);
    },
    async getRange(url, range, options) {
      const { store, key } = find(url);
      return store.getRange(key, range, options);
    },
    async size(url, options) {
      const { store, key } = find(url);
      return store.size(key, options);
    },
    locateValue: async (url) => ({ ...find(url), offset: 0 }),
  };
}

interface TargetValue {
  readonly store: ReadableStore;
  readonly key: string;
}

/** The place that a reference names, which may be relative to the folder around the references. */
function resolveTarget(url: string, own: Location): Location {
  if (/^(file|local):(\/|[a-z]:)/i.test(url)) return { kind: "path", path: pathOf(url) };
  if (/^(https?|s3):\/\//i.test(url)) return absoluteTarget(url);
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(url)?.[1];
  if (scheme) {
    throw new StorageError("unsupported", `Cannot read ${url}: ${scheme}:// is not supported`, {
      format: "references",
      feature: `references to ${scheme}://`,
    });
  }
  switch (own.kind) {
    case "path":
      return { kind: "path", path: resolve(own.path, url) };
    case "url":
      return besideUrl(url, own.url);
    case "s3":
      return { ...own, key: posix.resolve("/", own.key, url).slice(1) };
  }
}

function absoluteTarget(url: string): Location {
  try {
    return parseLocation(url);
  } catch (cause) {
    throw unreadable(url, cause);
  }
}

function pathOf(url: string): string {
  try {
    return fileURLToPath(url.replace(/^local:/i, "file:"));
  } catch (cause) {
    throw unreadable(url, cause);
  }
}

/** A query of the references may be a signature that is good for what lies beside them. */
function besideUrl(url: string, own: string): Location {
  if (!URL.canParse(url, own)) throw unreadable(url);
  const target = new URL(url, own);
  if (target.search === "") target.search = new URL(own).search;
  return { kind: "url", url: target.href };
}

function unreadable(url: string, cause?: unknown): StorageError<"invalid-data"> {
  const context = { format: "references" };
  return new StorageError("invalid-data", `Cannot read ${url}: it is no URL`, context, { cause });
}

interface PlaceBelow {
  readonly root: Location;
  readonly key: string;
}

/** Where `target` lies below `root`; `undefined` if it is elsewhere, or `root` itself. */
function placeBelow(root: Location, target: Location): PlaceBelow | undefined {
  const key = keyBelow(root, target);
  return key ? { root: asReached(root, target), key } : undefined;
}

/** As `placeBelow`, and where it is `root` itself, which then is a file. */
function placeIn(root: Location, target: Location): PlaceBelow | undefined {
  return placeBelow(keyBelow(root, target) === "" ? folderOf(root) : root, target);
}

function firstOf<T, U>(items: readonly T[], find: (item: T) => U | undefined): U | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The key of `target` below `root`, "" for `root` itself; `undefined` if it is elsewhere. */
function keyBelow(root: Location, target: Location): string | undefined {
  if (root.kind === "path" && target.kind === "path") {
    const path = relative(resolve(root.path), resolve(target.path));
    const isOutside = path === ".." || path.startsWith(`..${sep}`) || isAbsolute(path);
    return isOutside ? undefined : path.split(sep).join("/");
  }
  if (root.kind === "s3" && target.kind === "s3") {
    return root.bucket === target.bucket ? below(root.key, target.key) : undefined;
  }
  if (root.kind !== "url" || target.kind !== "url") return undefined;
  const [from, to] = [new URL(root.url), new URL(target.url)];
  const path = from.origin === to.origin ? below(from.pathname, to.pathname) : undefined;
  return path && decodePath(path, target.url);
}

function below(folder: string, path: string): string | undefined {
  const prefix = folder.replace(/\/+$/, "");
  if (prefix === path.replace(/\/+$/, "")) return "";
  // Paths of URLs begin with a slash, keys in a bucket do not.
  const start = prefix === "" && !path.startsWith("/") ? "" : `${prefix}/`;
  return path.startsWith(start) ? path.slice(start.length) : undefined;
}

function decodePath(path: string, url: string): string {
  try {
    return decodeURIComponent(path);
  } catch (cause) {
    throw unreadable(url, cause);
  }
}

/** The folder around a place. */
function folderOf(place: Location): Location {
  switch (place.kind) {
    case "path":
      return { kind: "path", path: dirname(resolve(place.path)) };
    case "url": {
      const url = new URL(place.url);
      url.pathname = url.pathname.replace(/[^/]*\/*$/, "");
      return { kind: "url", url: url.href };
    }
    case "s3":
      return { ...place, key: place.key.replace(/\/?[^/]*$/, "") };
  }
}

/** A server gets the query that the reference has. */
function asReached(root: Location, target: Location): Location {
  if (root.kind !== "url" || target.kind !== "url") return root;
  const url = new URL(root.url);
  url.search = new URL(target.url).search;
  return { kind: "url", url: url.href };
}

function withoutQuery(place: Location): Location {
  if (place.kind !== "url") return place;
  const { origin, pathname } = new URL(place.url);
  return { kind: "url", url: origin + pathname };
}

function nameOf(place: Location): string {
  if (place.kind === "s3") return `s3://${place.bucket}/${place.key}`;
  return place.kind === "url" ? place.url : place.path;
}

function storeAt(root: Location): ReadableStore {
  if (root.kind === "url") return httpStore(root.url);
  if (root.kind === "s3") return s3Store({ ...s3Options(root.bucket), prefix: root.key });
  return fsStore(root.path);
}
