/**
 * The file that a job writes: a local one, or an object in a bucket.
 *
 * @module
 */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ByteSink, CallOptions } from "@chunkwright/core";
import { createFsFile, type FsFileSink, openFsFile } from "@chunkwright/stores/fs";
import { createS3File, type S3FileSink } from "@chunkwright/stores/s3";
import { parseLocation, type S3Location } from "./location.ts";
import { s3Options } from "./s3-environment.ts";

/** Written at any offset, and read back. `abort` is harmless after `close`. */
export type TargetFile = FsFileSink;

/** Sizes of a file that is written front to back and never read, and only patched at its front. */
export interface ForwardWrites {
  readonly frontBytes: number;
  /** The upper limit of the file's size. */
  readonly byteLength: number;
}

/** An object in a bucket is assembled in a local file and uploaded when it is complete. */
export async function createTargetFile(path: string, options: CallOptions): Promise<TargetFile> {
  const location = parseLocation(path);
  return location.kind === "s3" ? gatherObject(location, options) : createFsFile(path);
}

/** An object in a bucket is uploaded as it is written, without a local file. */
export async function createForwardFile(
  path: string,
  { frontBytes, byteLength }: ForwardWrites,
): Promise<ByteSink & Partial<TargetFile> & Pick<TargetFile, "abort">> {
  const location = parseLocation(path);
  if (location.kind !== "s3") return createFsFile(path);
  return upload(location, byteLength, frontBytes);
}

async function gatherObject(location: S3Location, options: CallOptions): Promise<TargetFile> {
  const directory = await mkdtemp(join(tmpdir(), "chunkwright-"));
  const path = join(directory, "object");
  const gathered = await createFsFile(path);
  const remove = () => rm(directory, { recursive: true, force: true });
  return {
    write: gathered.write,
    read: gathered.read,
    async close() {
      try {
        await gathered.close();
        await uploadFile(path, location, options);
      } finally {
        await remove();
      }
    },
    async abort() {
      await gathered.abort();
      await remove();
    },
  };
}

async function uploadFile(path: string, location: S3Location, options: CallOptions): Promise<void> {
  const file = await openFsFile(path);
  const object = upload(location, file.size);
  try {
    for (let offset = 0; offset < file.size; offset += READ_BYTES) {
      const bytes = await file.read(offset, Math.min(READ_BYTES, file.size - offset), options);
      await object.write(offset, bytes, options);
    }
    await object.close();
  } finally {
    await object.abort();
    await file.close();
  }
}

const READ_BYTES = 2 ** 22;

/** Amazon S3 User Guide, "Multipart upload limits": 10,000 parts at most. */
const MAX_PARTS = 10_000;
const MIN_PART_BYTES = 2 ** 24;

function upload({ bucket, key }: S3Location, byteLength: number, headBytes = 0): S3FileSink {
  const partBytes = Math.max(MIN_PART_BYTES, Math.ceil(byteLength / MAX_PARTS));
  return createS3File({ ...s3Options(bucket), key, partBytes, headBytes });
}
