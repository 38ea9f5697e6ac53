/**
 * Decoding a scan of JPEG-LS: each sample is predicted from its neighbours, and the error coded in Golomb codes that
 * adapt to the context; flat regions are coded as runs. ITU-T T.87 Annex A.
 *
 * @module
 */

/** The coding parameters of a scan. */
export interface ScanParameters {
  readonly width: number;
  readonly height: number;
  readonly maxValue: number;
  /** NEAR, the largest difference to the original; 0 is lossless. */
  readonly near: number;
  /** Thresholds of the gradients: T1, T2, T3. */
  readonly thresholds: readonly [number, number, number];
  /** RESET: samples after which the counts of a context are halved. */
  readonly reset: number;
}

/**
 * Bits of a scan: `read` takes the next `count`, at most 24; `zeros` counts those before the next 1, at most `most`.
 */
export interface ScanBits {
  read(count: number): number;
  zeros(most: number): number;
}

/** Contexts of gradients, and the two of samples that end a run. */
const CONTEXTS = 367;
const RUN_CONTEXT = 365;
const MIN_CORRECTION = -128;
const MAX_CORRECTION = 127;
/** Bits of run lengths by the run index. Table A.1's J. */
const RUN_BITS = [
  0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13, 14, 15,
];

/** Decodes the one component of a scan, line by line, to `put`. */
export function decodeScan(
  bits: ScanBits,
  { width, height, maxValue, near, thresholds, reset }: ScanParameters,
  put: (line: Int32Array, y: number) => void,
): void {
  const step = 2 * near + 1;
  const range = Math.floor((maxValue + 2 * near) / step) + 1;
  const errorBits = Math.ceil(Math.log2(range));
  const sampleBits = Math.max(2, Math.ceil(Math.log2(maxValue + 1)));
  const limit = 2 * (sampleBits + Math.max(8, sampleBits));
  // A, B, C and N of A.2.1; of the contexts of runs, B is Nn: how many errors were negative.
  const magnitudes = new Int32Array(CONTEXTS).fill(Math.max(2, Math.floor((range + 32) / 64)));
  const biases = new Int32Array(CONTEXTS);
  const corrections = new Int32Array(CONTEXTS);
  const counts = new Int32Array(CONTEXTS).fill(1);
  let runIndex = 0;
  // A sample more at both ends: before the first the one above it, after the last that one again.
  let above = new Int32Array(width + 2);
  let line = new Int32Array(width + 2);

  /** A limited-length Golomb code. A.5.3. */
  function readCode(k: number, longest: number): number {
    const mostZeros = longest - errorBits - 1;
    const high = bits.zeros(mostZeros);
    return high < mostZeros ? high * 2 ** k + bits.read(k) : bits.read(errorBits) + 1;
  }

  /** The Golomb parameter k: low bits of an error that are stored directly. A.5.1. */
  function codeBits(count: number, magnitude: number): number {
    let k = 0;
    while (count << k < magnitude) k += 1;
    return k;
  }

  /** The sample that differs from its prediction by `error` steps. A.4.4. */
  function restored(prediction: number, error: number): number {
    let value = prediction + error * step;
    if (value < -near) value += range * step;
    else if (value > maxValue + near) value -= range * step;
    return Math.min(Math.max(value, 0), maxValue);
  }

  function forget(context: number): void {
    if (counts[context] === reset) {
      magnitudes[context]! >>= 1;
      biases[context]! >>= 1;
      counts[context]! >>= 1;
    }
    counts[context]! += 1;
  }

  /** A sample by its three gradients, sign and context `q`. A.4 to A.6. */
  function regularSample(q: number, sign: number, left: number, up: number, corner: number): number {
    const low = Math.min(left, up);
    const high = Math.max(left, up);
    const edge = corner >= high ? low : corner <= low ? high : left + up - corner;
    const prediction = Math.min(Math.max(edge + sign * corrections[q]!, 0), maxValue);
    const k = codeBits(counts[q]!, magnitudes[q]!);
    const code = readCode(k, limit);
    let error = code % 2 === 0 ? code >> 1 : -((code + 1) >> 1);
    if (near === 0 && k === 0 && 2 * biases[q]! <= -counts[q]!) error = -error - 1;
    biases[q]! += error * step;
    magnitudes[q]! += Math.abs(error);
    forget(q);
    if (biases[q]! <= -counts[q]!) {
      biases[q] = Math.max(biases[q]! + counts[q]!, 1 - counts[q]!);
      if (corrections[q]! > MIN_CORRECTION) corrections[q]! -= 1;
    } else if (biases[q]! > 0) {
      biases[q] = Math.min(biases[q]! - counts[q]!, 0);
      if (corrections[q]! < MAX_CORRECTION) corrections[q]! += 1;
    }
    return restored(prediction, sign * error);
  }

  /** The sample that ends a run. A.7.2. */
  function interruptingSample(left: number, up: number): number {
    const isFlat = Math.abs(left - up) <= near ? 1 : 0;
    const q = RUN_CONTEXT + isFlat;
    const sign = isFlat === 0 && left > up ? -1 : 1;
    const k = codeBits(counts[q]!, magnitudes[q]! + (isFlat ? counts[q]! >> 1 : 0));
    const code = readCode(k, limit - RUN_BITS[runIndex]! - 1);
    const mapped = code + isFlat;
    const isOdd = mapped % 2 === 1;
    const size = (mapped + (isOdd ? 1 : 0)) / 2;
    const error = (k !== 0 || 2 * biases[q]! >= counts[q]!) === isOdd ? -size : size;
    if (error < 0) biases[q]! += 1;
    magnitudes[q]! += (code + 1 - isFlat) >> 1;
    forget(q);
    return restored(isFlat ? left : up, sign * error);
  }

  /** Decodes a run from sample `x` on, and what ends it, and returns where it goes on. A.7.1. */
  function run(x: number): number {
    const value = line[x - 1]!;
    let next = x;
    while (next <= width && bits.read(1) === 1) {
      const length = 2 ** RUN_BITS[runIndex]!;
      const end = Math.min(next + length, width + 1);
      line.fill(value, next, end);
      if (end - next === length && runIndex < RUN_BITS.length - 1) runIndex += 1;
      next = end;
    }
    if (next > width) return next;
    const end = Math.min(next + bits.read(RUN_BITS[runIndex]!), width);
    line.fill(value, next, end);
    line[end] = interruptingSample(value, above[end]!);
    if (runIndex > 0) runIndex -= 1;
    return end + 1;
  }

  const [t1, t2, t3] = thresholds;
  /** A.3.3. */
  function quantized(gradient: number): number {
    const size = Math.abs(gradient);
    const level = size <= near ? 0 : size < t1 ? 1 : size < t2 ? 2 : size < t3 ? 3 : 4;
    return gradient < 0 ? -level : level;
  }

  for (let y = 0; y < height; y += 1) {
    line[0] = above[1]!;
    above[width + 1] = above[width]!;
    for (let x = 1; x <= width; ) {
      const left = line[x - 1]!;
      const corner = above[x - 1]!;
      const up = above[x]!;
      const gradients =
        81 * quantized(above[x + 1]! - up) + 9 * quantized(up - corner) + quantized(corner - left);
      if (gradients === 0) {
        x = run(x);
      } else {
        line[x] = regularSample(Math.abs(gradients), Math.sign(gradients), left, up, corner);
        x += 1;
      }
    }
    put(line, y);
    [above, line] = [line, above];
  }
}
