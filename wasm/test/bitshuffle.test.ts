import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { wasm as scalar } from "@chunkwright/wasm/bitshuffle";
import { wasm as simd } from "@chunkwright/wasm/bitshuffle.simd";
import { describe, expect, test } from "vitest";
import { type Kernel, loadKernel } from "./kernel.ts";
import { randomBytes } from "./random.ts";

interface Case {
  readonly byteLength: number;
  readonly typesize: number;
  readonly blockElements: number;
  readonly sha256: string;
}
const cases: Case[] = JSON.parse(
  readFileSync(new URL("./fixtures/bitshuffle/expected.json", import.meta.url), "utf8"),
);

describe.each([
  ["bitshuffle", scalar],
  ["bitshuffle.simd", simd],
])("%s", (_name, wasm) => {
  const kernel = loadKernel(wasm);

  test.each(cases)(
    "bitshuffle() of $byteLength bytes, typesize $typesize, blocks of $blockElements, agrees with the bitshuffle library",
    ({ byteLength, typesize, blockElements, sha256 }) => {
      const bytes = Uint8Array.from({ length: byteLength }, (_, i) => i * 37 + (i >> 3));
      const shuffled = apply(kernel, "bitshuffle", bytes, typesize, blockElements);
      expect(createHash("sha256").update(shuffled).digest("hex")).toBe(sha256);
      expect(apply(kernel, "bitunshuffle", shuffled, typesize, blockElements)).toEqual(bytes);
    },
  );

  test.each([1, 2, 3, 4, 6, 8, 12, 16, 31, 255])(
    "bitshuffle() of elements of %i bytes is the plain definition",
    (typesize) => {
      for (const elements of typesize > 16 ? [128, 136] : [0, 7, 8, 120, 128, 136, 520]) {
        const bytes = randomBytes(elements * typesize + Math.min(typesize - 1, 3), elements);
        const shuffled = rowsOfBits(bytes, typesize);
        expect(apply(kernel, "bitshuffle", bytes, typesize, 0)).toEqual(shuffled);
        expect(apply(kernel, "bitunshuffle", shuffled, typesize, 0)).toEqual(bytes);
      }
    },
  );

  test("bitshuffle() refuses typesizes and blocks that the formats cannot name", () => {
    for (const [typesize, blockElements] of [
      [0, 0],
      [256, 0],
      [2, 12],
    ] as const) {
      expect(kernel.call.bitshuffle!(kernel.room(64), kernel.room(64), 64, typesize, blockElements)).toBe(-2);
      expect(kernel.call.bitunshuffle!(kernel.room(64), kernel.room(64), 64, typesize, blockElements)).toBe(
        -2,
      );
    }
  });
});

type Direction = "bitshuffle" | "bitunshuffle";

function apply(
  kernel: Kernel,
  name: Direction,
  bytes: Uint8Array,
  typesize: number,
  blockElements: number,
): Uint8Array {
  kernel.clear();
  const src = kernel.put(bytes, 0);
  const dst = kernel.room(bytes.length, 0);
  expect(kernel.call[name]!(src, dst, bytes.length, typesize, blockElements)).toBe(bytes.length);
  kernel.check();
  return kernel.get(dst, bytes.length);
}

function rowsOfBits(bytes: Uint8Array, typesize: number): Uint8Array {
  const elements = Math.floor(bytes.length / typesize / 8) * 8;
  const result = Uint8Array.from(bytes);
  result.fill(0, 0, elements * typesize);
  for (let i = 0; i < elements; i += 1) {
    for (let bit = 0; bit < 8 * typesize; bit += 1) {
      const value = (bytes[i * typesize + (bit >> 3)]! >> (bit & 7)) & 1;
      result[(bit * elements) / 8 + (i >> 3)]! |= value << (i & 7);
    }
  }
  return result;
}
