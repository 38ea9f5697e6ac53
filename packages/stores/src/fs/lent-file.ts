/**
 * Files that one thread has opened and others write to, by the descriptor that the process knows them by.
 *
 * @module
 */

import { fstatSync } from "node:fs";
import type { Bytes, LentFile } from "@chunkwright/core";
import { fileFailure } from "./file-failure.ts";
import { writeFullyNow } from "./write-file.ts";

/** What to tell other threads of an open file. */
export function lentFile(descriptor: number, path: string): LentFile {
  return { descriptor, identity: identityOf(descriptor), path };
}

/**
 * Writes all of `bytes` at `offset` of the file while this thread waits; what goes wrong is a "store" error. `undefined`
 * where the descriptor stands for something else, as where each thread has its own.
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
  const { dev, ino } = fstatSync(descriptor);
  return `${dev} ${ino}`;
}
