/**
 * A file on a web server that may not be there.
 *
 * @module
 */

import { type ByteSource, isStorageError } from "@chunkwright/core";
import { type HttpFileOptions, openHttpFile } from "@chunkwright/stores/http";

/** `undefined` if the server has no such file. */
export async function openServerFile(
  url: string,
  options?: HttpFileOptions,
): Promise<ByteSource | undefined> {
  try {
    return await openHttpFile(url, options);
  } catch (error) {
    if (isStorageError(error, "not-found")) return undefined;
    throw error;
  }
}
