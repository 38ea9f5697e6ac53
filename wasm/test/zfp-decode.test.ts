import { wasm } from "@chunkwright/wasm/zfp-decode";
import { describe, expect, test } from "vitest";
import { loadKernel } from "./kernel.ts";
import { randomBytes, randomSource } from "./random.ts";

const kernel = loadKernel(wasm);
const ERROR_TRUNCATED = -1;
const ERROR_INVALID = -2;
const ERROR_OVERFLOW = -3;
const INT32 = 1;
const FLOAT = 3;
const random = randomSource(8);

interface Mode {
  readonly minbits?: number;
  readonly maxbits?: number;
  readonly maxprec?: number;
  readonly minexp?: number;
}

/** Decodes an array of `shape`, x first, between canaries. */
function decode(bytes: Uint8Array, type: number, shape: readonly number[], room: number, mode: Mode = {}) {
  kernel.clear();
  const src = kernel.put(bytes, 0);
  const dst = kernel.room(room, 0);
  const [nx = 1, ny = 1, nz = 1, nw = 1] = shape;
  const { minbits = 1, maxbits = 16658, maxprec = 64, minexp = -1074 } = mode;
  const lengths = [shape.length, nx, ny, nz, nw];
  const limits = [minbits, maxbits, maxprec, minexp];
  const result = kernel.call.decode!(src, bytes.length, dst, room, 0, type, ...lengths, ...limits);
  kernel.check();
  return { result, output: kernel.get(dst, Math.max(result, 0)) };
}

function packed(bits: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  for (const [i, bit] of bits.entries()) bytes[i >>> 3]! |= bit << (i & 7);
  return bytes;
}

test("decode() follows the planes of a block: the first coefficient alone is the same everywhere", () => {
  // Reversible, 32 planes: none but the lowest has a 1, that of coefficient 0, and nothing follows it.
  const planes = [1, 1, 1, 1, 1, ...new Array<number>(31).fill(0), 1, 1, 0];
  const { output } = decode(packed(planes), INT32, [4], 16, { minexp: -1075 });
  // Sums of sums of sums of 1, 0, 0, 0.
  expect([...new Int32Array(output.buffer)]).toEqual([1, 1, 1, 1]);
});

test("decode() takes a block without an exponent for zeros, filled up to `minbits`", () => {
  const bits = [0, ...new Array<number>(15).fill(1), ...new Array<number>(16).fill(0)];
  const { result, output } = decode(packed(bits), FLOAT, [6], 24, { minbits: 16, maxbits: 16 });
  expect(result).toBe(24);
  expect(output.every((byte) => byte === 0)).toBe(true);
});

test("decode() refuses arrays that are larger than the destination, and types it does not know", () => {
  expect(decode(new Uint8Array(8), INT32, [5], 16).result).toBe(ERROR_OVERFLOW);
  expect(decode(new Uint8Array(8), INT32, [2 ** 31, 2, 4], 16).result).toBe(ERROR_OVERFLOW);
  expect(decode(new Uint8Array(8), 5, [4], 16).result).toBe(ERROR_INVALID);
});

test("decode() says where the blocks are more than the bytes", () => {
  expect(decode(new Uint8Array(0), FLOAT, [4], 16).result).toBe(ERROR_TRUNCATED);
  expect(decode(new Uint8Array(2), FLOAT, [400], 1600, { minbits: 9 }).result).toBe(ERROR_TRUNCATED);
});

describe("decode() stays in its buffers whatever the bytes", () => {
  test.each([1, 2, 3, 4])("in %i axes", (axes) => {
    for (let round = 0; round < 500; round += 1) {
      const shape = Array.from({ length: axes }, () => 1 + random(7));
      const type = 1 + random(4);
      const room = shape.reduce((product, extent) => product * extent, 8);
      const mode = {
        minbits: 1 + random(300),
        maxbits: 1 + random(9000),
        maxprec: 1 + random(64),
        minexp: -1075 + random(3) * 500,
      };
      const { result } = decode(randomBytes(random(400), round), type, shape, room, mode);
      expect(result === ERROR_TRUNCATED || result > 0).toBe(true);
    }
  });
});
