/**
 * One object as a random-access file.
 *
 * @module
 */

import type { ByteSource, CallOptions } from "@chunkwright/core";
import { type HttpFileOptions, openHttpFile } from "../http/http-file.ts";
import { checkKey } from "../store-key.ts";
import { objectPath } from "./object-request.ts";
import { type S3Options, s3Settings } from "./s3-options.ts";

/** Options of `openS3File`. */
export interface S3FileOptions extends S3Options, CallOptions, Pick<HttpFileOptions, "headBytes"> {
  readonly key: string;
}

/** Opens an object as `openHttpFile` does: in one request, reading one version (ETag) only; "not-found" if absent. */
export async function openS3File(options: S3FileOptions): Promise<ByteSource> {
  checkKey(options.key);
  const { http, bucketUrl } = s3Settings(options);
  return openHttpFile(new URL(objectPath(options.key), bucketUrl), { ...options, ...http });
}
