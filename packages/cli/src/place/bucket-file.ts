/**
 * An object in a bucket that may not be there.
 *
 * @module
 */

import { type ByteSource, type CallOptions, isStorageError } from "@chunkwright/core";
import { openS3File } from "@chunkwright/stores/s3";
import type { S3Location } from "./location.ts";
import { s3Options } from "./s3-environment.ts";

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
