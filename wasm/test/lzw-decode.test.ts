import { wasm } from "@chunkwright/wasm/lzw-decode";
import { expect, test } from "vitest";
import { loadKernel } from "./kernel.ts";
import { randomBytes, randomSource } from "./random.ts";

const kernel = loadKernel(wasm);
const ERROR_INVALID = -2;
const random = randomSource(5);

/** Decodes between canaries. */
function decode(bytes: Uint8Array, room: number, lsbFirst = 0) {
  kernel.clear();
  const src = kernel.put(bytes);
  const dst = kernel.room(room);
  const result = kernel.call.decode!(src, bytes.length, dst, room, lsbFirst);
  kernel.check();
  return { result, output: [...kernel.get(dst, Math.max(result, 0))] };
}

/** Codes of 9 bits in either order. */
function packed(codes: readonly number[], lsbFirst: boolean): Uint8Array {
  const bits = codes.flatMap((code) => {
    const digits = Array.from({ length: 9 }, (_, i) => (code >>> i) & 1);
    return lsbFirst ? digits : digits.reverse();
  });
  return Uint8Array.from({ length: Math.ceil(bits.length / 8) }, (_, byte) =>
    Array.from({ length: 8 }, (_, i) => (bits[8 * byte + i] ?? 0) << (lsbFirst ? i : 7 - i)).reduce(
      (a, b) => a | b,
    ),
  );
}

test.each([true, false])("decode() follows the codes, least significant bit first: %s", (lsbFirst) => {
  // TIFF 6.0 §13's example: 7, 258 "77", 8, 8, 258 "77", 6, 6.
  const bytes = packed([256, 7, 258, 8, 8, 258, 6, 6, 257], lsbFirst);
  expect(decode(bytes, 20, Number(lsbFirst)).output).toEqual([7, 7, 7, 8, 8, 7, 7, 6, 6]);
  expect(decode(bytes, 6, Number(lsbFirst)).output).toEqual([7, 7, 7, 8, 8, 7]);
});

test("decode() of a string that ends in what it starts with grows by itself", () => {
  const codes = [256, 65, ...Array.from({ length: 60 }, (_, i) => 258 + i), 257];
  const length = (61 * 62) / 2;
  expect(decode(packed(codes, false), 3000).output).toEqual(new Array(length).fill(65));
  for (let room = 0; room < 40; room += 1) expect(decode(packed(codes, false), room).result).toBe(room);
});

test("decode() refuses codes that stand for nothing yet", () => {
  expect(decode(packed([256, 258], false), 9).result).toBe(ERROR_INVALID);
  expect(decode(packed([256, 65, 259], false), 9).result).toBe(ERROR_INVALID);
});

test.each([0, 1])("decode() of noise stays in its buffers, bit order %i", (lsbFirst) => {
  for (let round = 0; round < 3000; round += 1) {
    const bytes = randomBytes(random(200), round);
    expect(decode(bytes, random(2000), lsbFirst).result).toBeGreaterThanOrEqual(ERROR_INVALID);
  }
});
