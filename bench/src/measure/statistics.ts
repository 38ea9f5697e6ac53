/**
 * What samples are summed up by.
 *
 * @module
 */

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value that 95 of 100 samples do not exceed. */
export function p95(values: readonly number[]): number {
  return quantile(values, 0.95);
}

/** Interpolates linearly between the two nearest samples. Throws `RangeError` without samples. */
export function quantile(values: readonly number[], fraction: number): number {
  if (values.length === 0) throw new RangeError("No samples have no quantile");
  const sorted = values.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * fraction;
  const below = Math.floor(position);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (position - below);
}

/** The mean for ratios and speeds: twice as fast and half as fast cancel out. */
export function geometricMean(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError("No values have no mean");
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}
