/** The input of the DEFLATE decoder: bits, the next lowest. RFC 1951 §3.1.1. */

/** The next byte and where they end. */
export let next: usize = 0;
export let inputEnd: usize = 0;
/** Bits read but not consumed, and how many; those above are zero or what `next` holds. */
export let bits: u64 = 0;
export let bitCount: u32 = 0;
/** Zero bytes made up beyond the end. */
export let missing: u32 = 0;

export function openBits(src: usize, srcLength: usize): void {
  inputEnd = src + srcLength;
  resumeBits(src, 0, 0);
}

/** Takes over from a loop that kept `next`, `bits` and `bitCount` in locals, and made up nothing. */
export function resumeBits(at: usize, waiting: u64, count: u32): void {
  next = at;
  bits = waiting;
  bitCount = count;
  missing = 0;
}

/** At least 56 bits, if need be zeroes beyond the end. */
// @ts-ignore: decorator
@inline
export function refill(): void {
  if (next + 8 <= inputEnd) {
    bits |= load<u64>(next) << bitCount;
    const bytes = (63 - bitCount) >>> 3;
    next += bytes;
    bitCount += bytes << 3;
  } else {
    refillAtEnd();
  }
}

function refillAtEnd(): void {
  for (; bitCount < 56; bitCount += 8) {
    if (next < inputEnd) bits |= <u64>load<u8>(next++) << bitCount;
    else ++missing;
  }
}

/** Whether bits were consumed that are not in the input. */
export function isBeyondEnd(): bool {
  return missing << 3 > bitCount;
}

/** The next `count` bits, which a `refill` has provided. */
// @ts-ignore: decorator
@inline
export function take(count: u32): u32 {
  const value = <u32>bits & ((1 << count) - 1);
  drop(count);
  return value;
}

// @ts-ignore: decorator
@inline
export function drop(count: u32): void {
  bits >>= count;
  bitCount -= count;
}

/** The first byte of which no bit has been consumed. */
export function nextByte(): usize {
  return next - ((bitCount >>> 3) - missing);
}
