/**
 * What browsers tell of the hardware.
 *
 * @module
 */

/** Number of threads that the hardware runs concurrently, as far as the browser tells. */
export function hardwareConcurrency(): number {
  return globalThis.navigator?.hardwareConcurrency ?? 1;
}
