/**
 * The store that a directory is, on this machine or in a bucket.
 *
 * @module
 */

import { fsStore } from "@chunkwright/stores/fs";
import { type S3Store, s3Store } from "@chunkwright/stores/s3";
import { parseLocation } from "./location.ts";
import { s3Options } from "./s3-environment.ts";

/** Both kinds read, write and list. */
export function writableStore(directory: string): S3Store {
  const location = parseLocation(directory);
  if (location.kind !== "s3") return fsStore(directory);
  return s3Store({ ...s3Options(location.bucket), prefix: location.key });
}
