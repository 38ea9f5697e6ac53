/**
 * Writing a value with one request. Amazon S3 API Reference, PutObject.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import { objectPath, requestS3 } from "./object-request.ts";
import type { S3Settings } from "./s3-options.ts";

/** Writes under `key`, which starts from the bucket's root; `name` is used in errors. */
export async function putObject(
  settings: S3Settings,
  key: string,
  name: string,
  value: Bytes,
  signal: AbortSignal | undefined,
): Promise<void> {
  await requestS3(settings, {
    action: `write ${name}`,
    method: "PUT",
    path: objectPath(key),
    key: name,
    body: value,
    headers: settings.createOnly(name) ? CREATE_ONLY : {},
    signal,
    parse: () => undefined,
  });
}

/** Makes a write fail if the object exists. Amazon S3 User Guide, "Conditional writes". */
export const CREATE_ONLY: Readonly<Record<string, string>> = { "if-none-match": "*" };
