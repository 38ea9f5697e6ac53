/**
 * A directory as a store, local or in a bucket.
 *
 * @module
 */

import { fsStore } from "@chunkwright/stores/fs";
import { type S3Store, s3Store } from "@chunkwright/stores/s3";
import { parseLocation } from "./location.ts";
import { s3Options } from "./s3-environment.ts";

/** Both kinds read, write and list. */
export function writableStore(directory: string): S3Store {
  return openStore(directory, false);
}

/** The store of a target, which has a temporary name until it is complete. */
export function targetStore(workingPath: string): S3Store {
  return openStore(workingPath, true);
}

function openStore(directory: string, unpublished: boolean): S3Store {
  const location = parseLocation(directory);
  if (location.kind !== "s3") return fsStore(directory, { unpublished });
  return s3Store({ ...s3Options(location.bucket), prefix: location.key });
}
