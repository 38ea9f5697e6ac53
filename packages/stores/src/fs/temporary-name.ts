/**
 * Names of files that are still being written, in the directory of the final file.
 *
 * @module
 */

import { randomBytes } from "node:crypto";

/** A random name. It does not contain the final name, which may already have the maximum length. */
export function temporaryName(): string {
  return `.${randomBytes(8).toString("hex")}.chunkwright-tmp`;
}

/** Whether a file of this name is incomplete: it is neither listed nor read. */
export function isTemporaryName(name: string): boolean {
  return /^\.[0-9a-f]{16}\.chunkwright-tmp$/i.test(name);
}
