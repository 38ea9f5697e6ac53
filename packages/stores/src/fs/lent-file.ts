/**
 * Files that one thread has opened and others write to, by the descriptor, which the whole process shares.
 *
 * @module
 */

import { fstatSync } from "node:fs";
import type { Bytes, LentFile } from "@chunkwright/core";
import { fileFailure } from "./file-failure.ts";
import { writeFullyNow } from "./write-file.ts";

/** Describes an open file for other threads. */
export function lentFile(descriptor: number, path: string): LentFile {
  return { descriptor, identity: identityOf(descriptor), path };
}

/**
 * A function that synchronously writes all of `bytes` at `offset` of the file; it throws "store" errors. `undefined` if
 * the descriptor is not that of the file, as on platforms where each thread has its own descriptors.
 */
export function openLent({
  descriptor,
  identity,
  path,
}: LentFile): ((offset: number, bytes: Bytes) => void) | undefined {
  try {
    if (identityOf(descriptor) !== identity) return undefined;
  } catch {
    return undefined;
  }
  return (offset, bytes) => {
    try {
      writeFullyNow(descriptor, offset, bytes);
    } catch (error) {
      throw fileFailure(`Cannot write ${path}`, path, error);
    }
  };
}

function identityOf(descriptor: number): string {
  // On Windows these have 64 bits, and two files whose numbers are close would look like one.
  const { dev, ino } = fstatSync(descriptor, { bigint: true });
  return `${dev} ${ino}`;
}
