/**
 * Elements as any library gives them, and what tells whether two gave the same.
 *
 * @module
 */

import { createHash } from "node:crypto";

/** Where elements are. */
export interface Elements {
  readonly buffer: ArrayBufferLike;
  readonly byteOffset: number;
  readonly byteLength: number;
}

/** SHA-256 of their bytes. */
export function digestOfElements({ buffer, byteOffset, byteLength }: Elements): string {
  return createHash("sha256")
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest("hex");
}
