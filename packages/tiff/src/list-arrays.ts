/**
 * Every image of a file, each on its own: what is wrong with one does not hide the others.
 *
 * @module
 */

import { type CallOptions, isStorageError, type StorageError } from "@chunkwright/core";
import type { MainIfds } from "./ifd/main-ifds.ts";
import { type OpenedIfd, openIfd } from "./ifd/open-ifd.ts";
import { prefetchIfds } from "./ifd/sub-ifds.ts";
import type { TiffContext } from "./tiff-context.ts";
import { invalidTiff } from "./tiff-error.ts";
import type { TiffArray } from "./tiff-file.ts";

/** Bytes of the smallest IFD of an image: ImageWidth, ImageLength and StripOffsets. TIFF 6.0 §2. */
const LEAST_IFD_BYTES = 2 + 3 * 12 + 4;

/**
 * IFDs without any tag of an image are none. A chain that breaks is the last array's error, and so are more IFDs than
 * `maxIfds`, or than the file has room for: those that share a list of SubIFDs would make billions of a small file.
 */
export async function* listArrays(
  context: TiffContext,
  main: MainIfds,
  options?: CallOptions,
): AsyncGenerator<TiffArray> {
  const listed = new ListedIfds(context);
  let wasOpened = true;
  for (let n = 0; !listed.areTooMany; n += 1) {
    options?.signal?.throwIfAborted();
    let opened: OpenedIfd | undefined;
    try {
      opened = main.known(n) ?? (await main.open(n, options));
      if (!opened) return;
      listed.add(1);
    } catch (error) {
      const isThere = main.has(n);
      // If the IFD before could not be read, its error has been reported already.
      if (isThere || wasOpened) yield { path: `ifd/${n}`, error: storageError(error) };
      if (!isThere) return;
      listed.skip();
      wasOpened = false;
      continue;
    }
    wasOpened = true;
    // A file without images has one that cannot be read.
    if (opened.isImage || n === 0) yield arrayOf(opened);
    if (!opened.subIfds) continue;
    main.prefetch(n + 1, options);
    yield* listSubArrays(context, opened, listed, options);
  }
}

async function* listSubArrays(
  context: TiffContext,
  { ifd, subIfds }: OpenedIfd,
  listed: ListedIfds,
  options?: CallOptions,
): AsyncGenerator<TiffArray> {
  const places = await attempt(async () => {
    listed.add(subIfds?.count() ?? 0);
    return (await subIfds?.places(options)) ?? [];
  });
  if ("error" in places) {
    yield { path: `${ifd.path}/sub`, ...places };
    return;
  }
  prefetchIfds(context, places.value, options);
  for (const place of places.value) {
    const sub = await attempt(() => openIfd(context, place, options));
    if ("error" in sub) yield { path: place.path, ...sub };
    else if (sub.value.isImage) yield arrayOf(sub.value);
  }
}

/** Counts IFDs, and refuses more than there can be. */
class ListedIfds {
  readonly #most: number;
  #count = 0;

  constructor({ maxIfds, file }: TiffContext) {
    this.#most = Math.min(maxIfds, Math.ceil(file.size / LEAST_IFD_BYTES));
  }

  get areTooMany(): boolean {
    return this.#count > this.#most;
  }

  /** Throws "invalid-data" if these are too many. */
  add(count: number): void {
    this.#count += count;
    if (this.areTooMany) throw invalidTiff(`Cannot list the images: there are more than ${this.#most}`);
  }

  /** Counts an IFD that could not be read. */
  skip(): void {
    this.#count += 1;
  }
}

function arrayOf({ ifd }: OpenedIfd): TiffArray {
  try {
    return { path: ifd.path, ifd, source: ifd.source() };
  } catch (error) {
    return { path: ifd.path, error: storageError(error) };
  }
}

type Attempt<T> = { readonly value: T } | { readonly error: StorageError };

async function attempt<T>(task: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await task() };
  } catch (error) {
    return { error: storageError(error) };
  }
}

/** What is wrong with the file is an answer; anything else, an abort say, is rethrown. */
function storageError(error: unknown): StorageError {
  if (isStorageError(error)) return error;
  throw error;
}
