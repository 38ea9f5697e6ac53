/**
 * Buckets of Amazon S3 and of servers with the same API, in browsers and in Node.
 *
 * @module
 */

export { createS3File, type S3FileSink, type S3SinkOptions } from "./s3/create-s3-file.ts";
export { openS3File, type S3FileOptions } from "./s3/s3-file.ts";
export type { S3Options } from "./s3/s3-options.ts";
export { type S3Store, type S3StoreOptions, s3Store } from "./s3/s3-store.ts";
export type { S3Credentials } from "./s3/signing-fetch.ts";
