/**
 * The order in which ZFP stores the coefficients of a block of four values along each of one to four axes: low
 * frequencies first. P. Lindstrom, "Fixed-Rate Compressed Floating-Point Arrays", IEEE TVCG 20 (2014) §4; among equal
 * frequencies the order is that of zfp 1.0.
 */

const MAX_AXES: u32 = 4;
/** Places of the coefficients of 1, 2, 3 and 4 axes, one table after the other: 4 + 16 + 64 + 256 bytes. */
const PLACES: usize = memory.data(340);
/** Sort keys of the coefficients, while the tables are made. */
const KEYS: usize = memory.data(256 * sizeof<u32>(), 4);

for (let axes: u32 = 1; axes <= MAX_AXES; ++axes) {
  const size: u32 = 1 << (2 * axes);
  for (let i: u32 = 0; i < size; ++i) store<u32>(KEYS + (<usize>i << 2), keyOf(i, axes));
  for (let i: u32 = 0; i < size; ++i) {
    const key = load<u32>(KEYS + (<usize>i << 2));
    let rank: usize = 0;
    for (let j: u32 = 0; j < size; ++j) if (load<u32>(KEYS + (<usize>j << 2)) < key) ++rank;
    store<u8>(coefficientPlaces(axes) + rank, <u8>i);
  }
}

/** Positions in a block of `axes` axes of the coefficients in stream order, a byte each. */
export function coefficientPlaces(axes: u32): usize {
  return PLACES + (((<usize>1 << (2 * axes)) - 4) / 3);
}

/** The frequency of coefficient `i` along an axis. */
@inline
function frequency(i: u32, axis: u32): u32 {
  return (i >>> (2 * axis)) & 3;
}

/**
 * The sum of the frequencies, the sum of their squares, the largest; then, highest first, the axis of each frequency
 * that no other axis has, counted on from the axis before. Where there is none, the axis that shares the first one's.
 */
function keyOf(i: u32, axes: u32): u32 {
  let sum: u32 = 0;
  let squares: u32 = 0;
  let largest: u32 = 0;
  for (let axis: u32 = 0; axis < axes; ++axis) {
    const value = frequency(i, axis);
    sum += value;
    squares += value * value;
    if (value > largest) largest = value;
  }
  let ties: u32 = 0;
  let singles: u32 = 0;
  let previous: u32 = 0;
  for (let value: i32 = 3; value >= 0; --value) {
    const axis = onlyAxis(i, axes, <u32>value);
    if (axis == axes) continue;
    ties = (ties << 2) | ((axis + axes - previous) % axes);
    previous = axis;
    ++singles;
  }
  if (singles == 0 && axes == MAX_AXES) {
    let partner: u32 = 1;
    while (partner < axes - 1 && frequency(i, partner) != frequency(i, 0)) ++partner;
    ties = (partner << 2) | (3 - frequency(i, 0));
  }
  return (sum << 16) | (squares << 10) | (largest << 8) | ties;
}

/** The one axis along which coefficient `i` has the frequency `value`; `axes` if it is none, or several. */
function onlyAxis(i: u32, axes: u32, value: u32): u32 {
  let found = axes;
  for (let axis: u32 = 0; axis < axes; ++axis) {
    if (frequency(i, axis) != value) continue;
    if (found != axes) return axes;
    found = axis;
  }
  return found;
}
