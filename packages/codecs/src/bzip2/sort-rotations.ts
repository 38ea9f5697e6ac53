/**
 * Sorting the rotations of a text, for the Burrows-Wheeler transform.
 *
 * @module
 */

/**
 * The start positions of the rotations of `bytes`, in sorted order. Prefix doubling: once rotations are sorted by their
 * first k bytes, the ranks of those starting k later order them by 2k. The order of equal rotations is arbitrary.
 */
export function sortRotations(bytes: Uint8Array): Uint32Array {
  const { length } = bytes;
  const sorted = new Uint32Array(length);
  const shifted = new Uint32Array(length);
  let ranks = new Uint32Array(length);
  let finer = new Uint32Array(length);
  const ends = new Uint32Array(Math.max(256, length) + 1);
  shifted.forEach((_, i) => {
    shifted[i] = i;
  });
  sortByRank(bytes, 256);
  let distinct = 0;
  for (let i = 0; i < length; i += 1) {
    if (i === 0 || bytes[sorted[i]!] !== bytes[sorted[i - 1]!]) distinct += 1;
    ranks[sorted[i]!] = distinct - 1;
  }
  for (let k = 1; k < length && distinct < length; k *= 2) {
    for (let i = 0; i < length; i += 1) {
      const start = sorted[i]! - k;
      shifted[i] = start < 0 ? start + length : start;
    }
    sortByRank(ranks, distinct);
    distinct = 0;
    let [lastFirst, lastSecond] = [-1, -1];
    for (let i = 0; i < length; i += 1) {
      const start = sorted[i]!;
      const first = ranks[start]!;
      const second = ranks[start + k < length ? start + k : start + k - length]!;
      if (first !== lastFirst || second !== lastSecond) distinct += 1;
      finer[start] = distinct - 1;
      lastFirst = first;
      lastSecond = second;
    }
    [ranks, finer] = [finer, ranks];
  }
  return sorted;

  /** A stable sort of `shifted` by the ranks of what it holds, into `sorted`. */
  function sortByRank(keys: Uint8Array | Uint32Array, count: number): void {
    ends.fill(0, 0, count + 1);
    for (let i = 0; i < length; i += 1) ends[keys[i]! + 1]! += 1;
    for (let i = 1; i <= count; i += 1) ends[i]! += ends[i - 1]!;
    for (let i = 0; i < length; i += 1) {
      const start = shifted[i]!;
      sorted[ends[keys[start]!]!++] = start;
    }
  }
}
