/** Latents of pcodec out of their differences. Pco Format Spec, "Delta Encodings". */

import { ERROR_INVALID } from "../_errors";

/** Half of what `L` counts: differences are signed, and stored with this added. */
// @ts-ignore: decorator
@inline
export function middle<L>(): L {
  return <L>((<u64>1) << <u64>((sizeof<L>() << 3) - 1));
}

/**
 * `count` latents at `out` by `order` sums, in place. `moments`, of 8 bytes each, are the first values of the sums, and become
 * those of the next batch.
 */
export function sumConsecutive<L>(out: usize, count: u32, moments: usize, order: u32): void {
  const end = out + <usize>count * sizeof<L>();
  for (let at = out; at < end; at += sizeof<L>()) store<L>(at, load<L>(at) + middle<L>());
  for (let k = order; k > 0; --k) {
    let moment = <L>load<u64>(moments + ((k - 1) << 3));
    for (let at = out; at < end; at += sizeof<L>()) {
      const delta = load<L>(at);
      store<L>(at, moment);
      moment += delta;
    }
    store<u64>(moments + ((k - 1) << 3), <u64>moment);
  }
}

/**
 * Adds to `count` latents from element `first` of the page at `out` on those that lie as far back as `lookbacks` say. Before the
 * page are zeros. Returns 0, or an error where one lies outside the window.
 */
export function addLookbacks<L>(out: usize, first: u32, count: u32, lookbacks: usize, windowLog: u32): i32 {
  const window: u64 = (<u64>1) << windowLog;
  for (let i: u32 = 0; i < count; ++i) {
    const lookback = load<u32>(lookbacks + (<usize>i << 2));
    if (lookback == 0 || <u64>lookback > window) return ERROR_INVALID;
    const at = out + <usize>(first + i) * sizeof<L>();
    const earlier = lookback <= first + i ? load<L>(at - <usize>lookback * sizeof<L>()) : 0;
    store<L>(at, load<L>(at) + middle<L>() + earlier);
  }
  return 0;
}

/** The weights and the bias of a convolution, 8 bytes each, and how many of the bits of its sum are a fraction. */
export const WEIGHTS: usize = memory.data(32 * sizeof<i64>(), 8);
let bias: i64 = 0;
let quantization: u32 = 0;
let weightCount: u32 = 0;

export function setConvolution(constant: i64, fractionBits: u32, order: u32): void {
  bias = constant;
  quantization = fractionBits;
  weightCount = order;
}

/** Adds to `count` latents at `out` what the convolution foretells by the latents before them. */
export function addForetold<L>(out: usize, count: u32): void {
  const before = <usize>weightCount * sizeof<L>();
  const end = out + <usize>count * sizeof<L>();
  for (let at = out; at < end; at += sizeof<L>()) {
    let sum = bias;
    for (let j: usize = 0; j < <usize>weightCount; ++j) {
      sum += load<i64>(WEIGHTS + (j << 3)) * <i64>load<L>(at - before + j * sizeof<L>());
    }
    store<L>(at, load<L>(at) + middle<L>() + <L>(max<i64>(sum, 0) >> <i64>quantization));
  }
}
