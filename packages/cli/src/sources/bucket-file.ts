/**
 * An object in a bucket that may not be there, and those beside it.
 *
 * @module
 */

import { type ByteSource, type CallOptions, isStorageError } from "@chunkwright/core";
import { openS3File } from "@chunkwright/stores/s3";
import type { S3Location } from "../place/location.ts";
import { s3Options } from "../place/s3-environment.ts";
import { checkBareName, type Siblings } from "./siblings.ts";

/** `undefined` if the bucket has no such object. */
export async function openBucketFile(
  { bucket, key }: S3Location,
  options?: CallOptions,
): Promise<ByteSource | undefined> {
  try {
    return await openS3File({ ...s3Options(bucket), key, signal: options?.signal });
  } catch (error) {
    if (isStorageError(error, "not-found")) return undefined;
    throw error;
  }
}

export function siblingsInBucket(location: S3Location): Siblings {
  return async (fileName) => {
    checkBareName(fileName);
    const key = location.key.replace(/[^/]*$/, fileName);
    const file = await openBucketFile({ ...location, key });
    return file && { size: file.size, read: file.read, close: async () => {} };
  };
}
