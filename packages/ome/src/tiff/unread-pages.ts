/**
 * Pages that cannot be read: one of them need not hide the others, if it is reported.
 *
 * @module
 */

import {
  type ArrayInfo,
  type CallOptions,
  type ErrorCode,
  isStorageError,
  type StorageError,
} from "@chunkwright/core";
import type { ImageCollection } from "../image-model.ts";
import type { TiffPage } from "./tiff-pages.ts";

/** A page, or an image of several, that is left out, and why. Where the chain of pages breaks, it stands for all further. */
export interface UnreadPage {
  readonly path: string;
  readonly error: StorageError;
}

export interface PageOptions extends CallOptions {
  /** Called for pages that are left out; without it, errors are thrown. */
  readonly onUnread?: ((page: UnreadPage) => void) | undefined;
}

/** Options of those who open the images of a file. */
export interface DialectOptions extends PageOptions {
  /** Name of an image that the file itself does not name. */
  readonly name?: string | undefined;
}

/** The images that `read` opens, and what is left out; rejects with the first error if no image is left. */
export async function listUnread(
  read: (onUnread: (page: UnreadPage) => void) => Promise<ImageCollection>,
): Promise<ImageCollection> {
  const byPath = new Map<string, UnreadPage>();
  const collection = await read((page) => byPath.set(page.path, page));
  const unread = [...byPath.values()];
  const [first] = unread;
  if (!first) return collection;
  if (collection.images.length === 0) throw first.error;
  const warnings = unread.map(({ path, error }) => `${path} is left out: ${error.message}`);
  return { ...collection, unread, warnings: [...(collection.warnings ?? []), ...warnings] };
}

/** What errors say of pages that cannot be read. */
export const UNREADABLE: readonly ErrorCode[] = ["invalid-data", "unsupported"];

/** The result of `read` for the page at `path`; `undefined` if it cannot be read, after a call of `onUnread`. */
export async function unlessUnread<T>(
  path: string,
  read: () => T | Promise<T>,
  { onUnread }: PageOptions,
  codes: readonly ErrorCode[] = UNREADABLE,
): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!onUnread || !isStorageError(error, ...codes)) throw error;
    onUnread({ path, error });
    return undefined;
  }
}

/** What the image of the page at `path` is. */
export function readableImage(
  page: TiffPage,
  path: string,
  options: PageOptions,
): Promise<ArrayInfo | undefined> {
  return unlessUnread(path, () => page.source().info, options);
}
