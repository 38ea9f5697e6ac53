/**
 * Numbers of 16 bits, IEEE 754 binary16, as those of 32 bits and back. Infinities pass; who has NaN looks for it first.
 */

/** The same number. */
export function floatOfHalf(half: u32): f32 {
  const sign = (half & 0x8000) << 16;
  const magnitude = half & 0x7fff;
  if (magnitude >= 0x7c00) return reinterpret<f32>(sign | 0x7f800000);
  // Exponents are 112 apart; by that factor subnormal numbers become normal ones.
  const scaled = reinterpret<f32>(magnitude << 13) * reinterpret<f32>((127 + 112) << 23);
  return reinterpret<f32>(sign | reinterpret<u32>(scaled));
}

/** The nearest number, of two the even one. */
export function halfOfFloat(float: f32): u32 {
  const bits = reinterpret<u32>(float);
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude >= 0x47800000) return sign | 0x7c00;
  if (magnitude < 0x38800000) {
    // A subnormal number counts 2^-24: so does the last bit of what is added to 1/2.
    return sign | (reinterpret<u32>(reinterpret<f32>(magnitude) + <f32>0.5) - 0x3f000000);
  }
  const odd = (magnitude >>> 13) & 1;
  return sign | ((magnitude - 0x38000000 + 0xfff + odd) >>> 13);
}
