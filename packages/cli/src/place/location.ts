/**
 * What SRC and DST of a command line refer to: a path, a URL, or an object in a bucket.
 *
 * @module
 */

import { UsageError } from "../usage-error.ts";

export type Location =
  | { readonly kind: "path"; readonly path: string }
  | { readonly kind: "url"; readonly url: string }
  | S3Location;

/** `s3://bucket/key`; the key is "" for the bucket itself. */
export interface S3Location {
  readonly kind: "s3";
  readonly bucket: string;
  /** Without slashes at its ends. */
  readonly key: string;
}

/** Throws `UsageError` for anything else, and `TypeError` for values that are not strings. */
export function parseLocation(text: string, platform: NodeJS.Platform = process.platform): Location {
  if (typeof text !== "string")
    throw new TypeError(`A source or target is a path or a URL, not ${typeof text}`);
  if (/^https?:\/\//i.test(text)) {
    if (!URL.canParse(text)) throw new UsageError(`Cannot open ${text}: it is no URL`);
    return { kind: "url", url: text };
  }
  const s3 = /^s3:\/\/([^/]+)(?:\/+(.*?))?\/*$/i.exec(text);
  if (s3) return { kind: "s3", bucket: s3[1] ?? "", key: s3[2] ?? "" };
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(text)?.[1];
  if (scheme?.toLowerCase() === "s3")
    throw new UsageError(`Cannot open ${text}: it names no bucket, as s3://bucket/key does`);
  if (scheme)
    throw new UsageError(
      `Cannot open ${text}: ${scheme}:// is not supported, use a path, http(s):// or s3://`,
    );
  if (text === "-")
    throw new UsageError(
      "Cannot use -: standard input and output are not supported; ./- is a file of that name",
    );
  if (text === "") throw new UsageError("The path of a source is empty");
  if (platform === "win32" && text.includes('"')) {
    throw new UsageError(
      `Cannot use ${text}: names on Windows have no quotation marks; a path between them must not end in a backslash`,
    );
  }
  return { kind: "path", path: text };
}

/** Whether each request takes a round trip to a server. */
export function isRemote(text: string): boolean {
  return parseLocation(text).kind !== "path";
}

/** The last part of a path or URL: `image.ome.tif`. */
export function baseName(text: string): string {
  // In the names of files, these are characters like any other.
  const named = /^https?:\/\//i.test(text) ? text.replace(/[?#].*$/, "") : text;
  const path = named.replace(/[/\\]+$/, "");
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}

/** `image.ome.tif` as `image`: a name for an image that has none of its own. */
export function stemOf(text: string): string {
  return baseName(text).replace(/(\.ome)?\.[a-z0-9]+$/i, "") || baseName(text);
}
