/**
 * Checks for options that are counts, sizes or times.
 *
 * @module
 */

/** The longest delay of `setTimeout`, whose argument is a signed 32-bit integer. HTML Standard §8.7. */
export const MAX_TIMEOUT_MS: number = 2 ** 31 - 1;

/** Throws `RangeError` unless option `name` is a whole number from `min` to `max`. */
export function checkCount(
  name: string,
  value: number,
  min: number,
  max: number = Number.MAX_SAFE_INTEGER,
): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  const limits = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
  throw new RangeError(`Option ${name} is ${value}, not a whole number ${limits}`);
}
