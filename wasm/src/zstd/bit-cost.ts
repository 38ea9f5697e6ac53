/** What symbols cost in an entropy code, in units of 1/256 bit. */

/** One bit. */
export const BIT: u32 = 256;

/** `LOG2[n]` is 256 log2 n, for n up to 512. */
const LOG2: usize = memory.data(513 * sizeof<u16>(), 2);

for (let n: u64 = 1; n <= 512; ++n) {
  // Squaring the mantissa yields its logarithm bit by bit.
  let mantissa = n << clz(n);
  let logarithm: u32 = 63 - <u32>clz(n);
  for (let bit = 0; bit < 9; ++bit) {
    const square = (mantissa >>> 32) * (mantissa >>> 32);
    const carry = square >>> 63;
    logarithm = (logarithm << 1) | <u32>carry;
    mantissa = carry ? square : square << 1;
  }
  store<u16>(LOG2 + (<usize>n << 1), <u16>((logarithm + 1) >>> 1));
}

/** 256 log2 `n`, for `n` from 1; from 512 on, its nine highest bits decide. */
export function log2Cost(n: u32): u32 {
  const excess = max<i32>(0, 23 - <i32>clz(n));
  return <u32>load<u16>(LOG2 + ((n >>> excess) << 1)) + <u32>excess * BIT;
}
