/**
 * Reusable shared memory for the inputs of calls to a worker.
 *
 * @module
 */

import { canShareMemory } from "./claims.ts";

/** Larger inputs do not use it. */
const MAX_BYTES = 2 ** 24;
const STEP_BYTES = 2 ** 16;

export class Scratch {
  #memory: SharedArrayBuffer | undefined;

  /** At least `byteLength` bytes, with arbitrary contents, until the next call; `undefined` if that is too many. */
  take(byteLength: number): SharedArrayBuffer | undefined {
    if (!canShareMemory || byteLength > MAX_BYTES) return undefined;
    if (!this.#memory || this.#memory.byteLength < byteLength) {
      this.#memory = new SharedArrayBuffer(Math.ceil(byteLength / STEP_BYTES) * STEP_BYTES);
    }
    return this.#memory;
  }
}
