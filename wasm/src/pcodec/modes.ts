/** Numbers out of the latents of pcodec, in place. Pco Format Spec, "Modes". */

import { ERROR_INVALID } from "../_errors";
import { floatOfHalf, halfOfFloat } from "../bytes/half";
import { middle } from "./deltas";

/** The kinds of numbers, which differ in their order-preserving bijection to latents. */
export const UNSIGNED: u32 = 0;
export const SIGNED: u32 = 1;
export const FLOAT: u32 = 2;

/** `from_latent_ordered` of `count` latents. */
export function orderedNumbers<L>(out: usize, count: u32, kind: u32): void {
  const end = out + <usize>count * sizeof<L>();
  if (kind == SIGNED) {
    for (let at = out; at < end; at += sizeof<L>()) store<L>(at, load<L>(at) ^ middle<L>());
  } else if (kind == FLOAT) {
    for (let at = out; at < end; at += sizeof<L>()) store<L>(at, floatBits<L>(load<L>(at)));
  }
}

/** The bits of the float that a latent stands for: the first is toggled, and all others of negative ones. */
// @ts-ignore: decorator
@inline
function floatBits<L>(latent: L): L {
  return (latent & middle<L>()) != 0 ? latent ^ middle<L>() : ~latent;
}

// @ts-ignore: decorator
@inline
function latentOf<L>(bits: L): L {
  return (bits & middle<L>()) != 0 ? ~bits : bits ^ middle<L>();
}

/** IntMult: `l0 * mult + l1`. */
export function joinMultiples<L>(out: usize, adjustments: usize, count: u32, base: L): void {
  for (let i: usize = 0; i < <usize>count; ++i) {
    const at = out + i * sizeof<L>();
    store<L>(at, load<L>(at) * base + load<L>(adjustments + i * sizeof<L>()));
  }
}

/** FloatQuant: `l1` is counted away from zero, so from above in negative numbers. */
export function joinQuanta<L>(out: usize, adjustments: usize, count: u32, k: u32): void {
  const most = ((<L>1) << <L>k) - 1;
  const firstPositive = middle<L>() >>> <L>k;
  for (let i: usize = 0; i < <usize>count; ++i) {
    const at = out + i * sizeof<L>();
    const quantum = load<L>(at);
    const rest = load<L>(adjustments + i * sizeof<L>());
    store<L>(at, (quantum << <L>k) + (quantum >= firstPositive ? rest : most - rest));
  }
}

/** Bits of the fraction in a float of `L`'s size. */
// @ts-ignore: decorator
@inline
export function fractionBits<L>(): u32 {
  return sizeof<L>() == 2 ? 10 : sizeof<L>() == 4 ? 23 : 52;
}

/** The bits of infinity. */
// @ts-ignore: decorator
@inline
function infinity<L>(): L {
  return <L>(((<u64>1 << ((sizeof<L>() << 3) - 1)) - 1) >>> fractionBits<L>() << fractionBits<L>());
}

/** Whether a latent stands for a number other than 0, infinity and NaN. */
export function isFactor<L>(latent: L): bool {
  const magnitude = floatBits<L>(latent) & ~middle<L>();
  return magnitude != 0 && magnitude < infinity<L>();
}

/** FloatMult: `int_float_from_latent(l0) * mult`, and `l1` units in the last place. */
export function joinFloatMultiples<L>(out: usize, adjustments: usize, count: u32, base: L): void {
  const factor = floatBits<L>(base);
  for (let i: usize = 0; i < <usize>count; ++i) {
    const at = out + i * sizeof<L>();
    const product = multiply<L>(integerFloat<L>(load<L>(at)), factor);
    store<L>(at, latentOf<L>(product) + load<L>(adjustments + i * sizeof<L>()) + middle<L>());
  }
}

/** The bits of the whole number, infinity or NaN that a latent counts: from 2^(fraction + 1) on all floats are whole. */
// @ts-ignore: decorator
@inline
function integerFloat<L>(latent: L): L {
  const isNegative = latent < middle<L>();
  const magnitude = isNegative ? middle<L>() - 1 - latent : latent - middle<L>();
  const allWhole = (<L>2) << <L>fractionBits<L>();
  const bits = magnitude < allWhole ? bitsOf<L>(magnitude) : bitsOf<L>(allWhole) + (magnitude - allWhole);
  return isNegative ? bits | middle<L>() : bits;
}

/** The bits of a float of a whole number, which it can hold. */
// @ts-ignore: decorator
@inline
function bitsOf<L>(whole: L): L {
  if (sizeof<L>() == 8) return <L>reinterpret<u64>(<f64>whole);
  if (sizeof<L>() == 4) return <L>reinterpret<u32>(<f32>whole);
  return <L>halfOfFloat(<f32>whole);
}

/** A NaN stays as it is, but quiet: what WebAssembly makes of it is not determined. */
// @ts-ignore: decorator
@inline
function multiply<L>(bits: L, factor: L): L {
  if ((bits & ~middle<L>()) > infinity<L>()) return bits | ((<L>1) << <L>(fractionBits<L>() - 1));
  if (sizeof<L>() == 8) {
    return <L>reinterpret<u64>(reinterpret<f64>(<u64>bits) * reinterpret<f64>(<u64>factor));
  }
  if (sizeof<L>() == 4) {
    return <L>reinterpret<u32>(reinterpret<f32>(<u32>bits) * reinterpret<f32>(<u32>factor));
  }
  return <L>halfOfFloat(floatOfHalf(<u32>bits) * floatOfHalf(<u32>factor));
}

/** Dict: the values at `dictionary` that `indices` name, both perhaps not aligned. Returns 0 or an error. */
export function lookUp<L>(out: usize, indices: usize, count: u32, dictionary: usize, length: u32): i32 {
  for (let i: usize = 0; i < <usize>count; ++i) {
    const index = load<u32>(indices + (i << 2));
    if (index >= length) return ERROR_INVALID;
    store<L>(out + i * sizeof<L>(), load<L>(dictionary + <usize>index * sizeof<L>()));
  }
  return 0;
}
