/**
 * What Node tells of the hardware.
 *
 * @module
 */

import { availableParallelism } from "node:os";

/** Number of threads that the hardware runs concurrently. */
export function hardwareConcurrency(): number {
  return availableParallelism();
}
