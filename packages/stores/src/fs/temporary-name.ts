/**
 * Names of files that are still being written: they lie beside the file they will become.
 *
 * @module
 */

import { randomBytes } from "node:crypto";

/** A name that no other writer uses. It does not contain the final name, which may be as long as names get. */
export function temporaryName(): string {
  return `.${randomBytes(8).toString("hex")}.chunkwright-tmp`;
}

/** Whether a file of this name is half a file: never listed, never read. */
export function isTemporaryName(name: string): boolean {
  return /^\.[0-9a-f]{16}\.chunkwright-tmp$/i.test(name);
}
