import { wasm as scalar } from "@chunkwright/wasm/byteswap";
import { wasm as simd } from "@chunkwright/wasm/byteswap.simd";
import { describe, expect, test } from "vitest";
import { type Kernel, loadKernel } from "./kernel.ts";
import { randomBytes } from "./random.ts";

describe.each([
  ["byteswap", scalar],
  ["byteswap.simd", simd],
])("%s", (_name, wasm) => {
  const kernel = loadKernel(wasm);

  test.each([2, 4, 8])("byteswap() reverses elements of %i bytes and keeps the tail", (typesize) => {
    for (let length = 0; length < 100; length += 1) {
      const bytes = randomBytes(length, length);
      expect(apply(kernel, bytes, typesize)).toEqual(reversed(bytes, typesize));
    }
  });

  test.each([0, 1, 3, 16])("byteswap() leaves elements of %i bytes alone", (typesize) => {
    const bytes = randomBytes(100, 1);
    expect(apply(kernel, bytes, typesize)).toEqual(bytes);
  });
});

function apply(kernel: Kernel, bytes: Uint8Array, typesize: number): Uint8Array {
  kernel.clear();
  const at = kernel.put(bytes, 0);
  kernel.call.byteswap!(at, bytes.length, typesize);
  kernel.check();
  return kernel.get(at, bytes.length);
}

function reversed(bytes: Uint8Array, typesize: number): Uint8Array {
  const result = Uint8Array.from(bytes);
  for (let at = 0; at + typesize <= bytes.length; at += typesize)
    result.subarray(at, at + typesize).reverse();
  return result;
}
