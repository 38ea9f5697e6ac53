import { wasm as scalar } from "@chunkwright/wasm/shuffle";
import { wasm as simd } from "@chunkwright/wasm/shuffle.simd";
import { describe, expect, test } from "vitest";
import { type Kernel, loadKernel } from "./kernel.ts";
import { randomBytes } from "./random.ts";

const TYPESIZES = [1, 2, 3, 4, 5, 7, 8, 12, 16, 24, 255, 300];

describe.each([
  ["shuffle", scalar],
  ["shuffle.simd", simd],
])("%s", (_name, wasm) => {
  const kernel = loadKernel(wasm);

  test.each(TYPESIZES)("shuffle() lays elements of %i bytes out as planes and keeps the tail", (typesize) => {
    for (const elements of [0, 1, 2, 15, 16, 17, 33, 64, 100]) {
      const bytes = randomBytes(elements * typesize + Math.min(typesize - 1, 3), elements);
      expect(apply(kernel, "shuffle", bytes, typesize)).toEqual(planes(bytes, typesize));
    }
  });

  test.each(TYPESIZES)("unshuffle() undoes shuffle() of elements of %i bytes", (typesize) => {
    for (let length = 0; length < 600; length += 7) {
      const bytes = randomBytes(length, length);
      expect(apply(kernel, "unshuffle", planes(bytes, typesize), typesize)).toEqual(bytes);
    }
  });
});

function apply(
  kernel: Kernel,
  name: "shuffle" | "unshuffle",
  bytes: Uint8Array,
  typesize: number,
): Uint8Array {
  kernel.clear();
  const src = kernel.put(bytes, 0);
  const dst = kernel.room(bytes.length, 0);
  kernel.call[name]!(src, dst, bytes.length, typesize);
  kernel.check();
  return kernel.get(dst, bytes.length);
}

/** HDF5 File Format Specification, "Shuffle Algorithm", in its plainest form. */
function planes(bytes: Uint8Array, typesize: number): Uint8Array {
  const elements = Math.floor(bytes.length / typesize);
  const result = Uint8Array.from(bytes);
  for (let i = 0; i < elements; i += 1) {
    for (let byte = 0; byte < typesize; byte += 1) result[byte * elements + i] = bytes[i * typesize + byte]!;
  }
  return result;
}
