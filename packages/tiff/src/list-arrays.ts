/**
 * Every image of a file, each on its own: what is wrong with one does not hide the others.
 *
 * @module
 */

import { type CallOptions, isStorageError, type StorageError } from "@chunkwright/core";
import type { MainIfds } from "./main-ifds.ts";
import { type OpenedIfd, openIfd } from "./open-ifd.ts";
import type { TiffContext } from "./tiff-context.ts";
import { invalidTiff } from "./tiff-error.ts";
import type { TiffArray } from "./tiff-file.ts";

/** Bytes of the smallest IFD: it has no entry. TIFF 6.0 §2. */
const LEAST_IFD_BYTES = 6;

/**
 * A chain that breaks is the last array's error, and so is the array after `maxIfds`, or after as many as the file has room
 * for: IFDs that share a list of SubIFDs would make billions of a small file.
 */
export async function* listArrays(
  context: TiffContext,
  main: MainIfds,
  options?: CallOptions,
): AsyncGenerator<TiffArray> {
  const most = Math.min(context.maxIfds, Math.ceil(context.file.size / LEAST_IFD_BYTES));
  let count = 0;
  for await (const array of walk(context, main, options)) {
    count += 1;
    if (count > most) {
      yield { path: array.path, error: invalidTiff(`Cannot list the images: there are more than ${most}`) };
      return;
    }
    yield array;
  }
}

async function* walk(context: TiffContext, main: MainIfds, options?: CallOptions): AsyncGenerator<TiffArray> {
  let wasOpened = true;
  for (let n = 0; ; n += 1) {
    options?.signal?.throwIfAborted();
    let opened: OpenedIfd | undefined;
    try {
      opened = main.known(n) ?? (await main.open(n, options));
    } catch (error) {
      const isThere = main.has(n);
      // Where an IFD cannot be read that would lead here, that has been told.
      if (isThere || wasOpened) yield { path: `ifd/${n}`, error: storageError(error) };
      if (!isThere) return;
      wasOpened = false;
      continue;
    }
    if (!opened) return;
    wasOpened = true;
    yield arrayOf(opened);
    if (opened.subIfdPlaces) yield* subArrays(context, opened.ifd.path, opened.subIfdPlaces, options);
  }
}

async function* subArrays(
  context: TiffContext,
  path: string,
  subIfdPlaces: NonNullable<OpenedIfd["subIfdPlaces"]>,
  options?: CallOptions,
): AsyncGenerator<TiffArray> {
  const places = await attempt(() => subIfdPlaces(options));
  if ("error" in places) {
    yield { path: `${path}/sub`, ...places };
    return;
  }
  for (const place of places.value) {
    const sub = await attempt(() => openIfd(context, place, options));
    yield "error" in sub ? { path: place.path, ...sub } : arrayOf(sub.value);
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
