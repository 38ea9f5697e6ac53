/**
 * How to reach a bucket, by the environment variables of Amazon's own tools.
 *
 * @module
 */

import type { S3Options } from "@chunkwright/stores/s3";
import { UsageError } from "../usage-error.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Signed where `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` (and `AWS_SESSION_TOKEN`) are set, else anonymous;
 * `AWS_REGION` or `AWS_DEFAULT_REGION`; another server by `AWS_ENDPOINT_URL_S3` or `AWS_ENDPOINT_URL`. Throws
 * `UsageError` for one half of a key and for an endpoint that is not a URL.
 */
export function s3Options(bucket: string, environment: Environment = process.env): S3Options {
  const first = (...names: readonly string[]) => names.map((name) => environment[name]).find(Boolean);
  const accessKeyId = first("AWS_ACCESS_KEY_ID");
  const secretAccessKey = first("AWS_SECRET_ACCESS_KEY");
  const sessionToken = first("AWS_SESSION_TOKEN");
  const region = first("AWS_REGION", "AWS_DEFAULT_REGION");
  const endpoint = first("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL");
  if ((accessKeyId === undefined) !== (secretAccessKey === undefined)) {
    throw new UsageError("Set both AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or neither");
  }
  if (endpoint !== undefined && !/^https?:\/\//i.test(endpoint)) {
    throw new UsageError(`The endpoint "${endpoint}" is not an http(s) URL`);
  }
  const credentials = accessKeyId !== undefined &&
    secretAccessKey !== undefined && { accessKeyId, secretAccessKey, sessionToken };
  return {
    bucket,
    ...(credentials && { credentials }),
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
  };
}
