/**
 * Lengths that HDF5 requires to be powers of two: structures that double in size address their parts by bits.
 *
 * @module
 */

export function isPowerOf2(value: number): boolean {
  return value > 0 && Number.isInteger(Math.log2(value));
}
