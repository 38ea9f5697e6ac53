/**
 * Shared memory that one call after the other takes its input to a worker in.
 *
 * @module
 */

import { canShareMemory } from "./claims.ts";

/** Larger inputs get memory of their own. */
const MAX_BYTES = 2 ** 24;
const STEP_BYTES = 2 ** 16;

export class Scratch {
  #memory: SharedArrayBuffer | undefined;

  /** At least so many bytes, whatever is in them, until the next call; `undefined` if there are not so many. */
  take(byteLength: number): SharedArrayBuffer | undefined {
    if (!canShareMemory || byteLength > MAX_BYTES) return undefined;
    if (!this.#memory || this.#memory.byteLength < byteLength) {
      this.#memory = new SharedArrayBuffer(Math.ceil(byteLength / STEP_BYTES) * STEP_BYTES);
    }
    return this.#memory;
  }
}
