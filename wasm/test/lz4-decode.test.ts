import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { wasm as scalar } from "@chunkwright/wasm/lz4-decode";
import { wasm as simd } from "@chunkwright/wasm/lz4-decode.simd";
import { describe, expect, test } from "vitest";
import { type Kernel, loadKernel } from "./kernel.ts";
import { randomSource } from "./random.ts";

const FIXTURES = new URL("./fixtures/lz4/", import.meta.url);
const expected = JSON.parse(readFileSync(new URL("expected.json", FIXTURES), "utf8"));
const names = readdirSync(FIXTURES).filter((name) => name.endsWith(".lz4"));
const fixture = (name: string): Uint8Array => readFileSync(new URL(name, FIXTURES));

describe.each([
  ["lz4-decode", scalar],
  ["lz4-decode.simd", simd],
])("%s", (_name, wasm) => {
  const kernel = loadKernel(wasm);

  test.each(names)("decode() of %s is what the reference library encoded", (name) => {
    const { byteLength, sha256 } = expected[name];
    const { result, output } = decode(kernel, fixture(name), byteLength);
    expect(result).toBe(byteLength);
    expect(createHash("sha256").update(output).digest("hex")).toBe(sha256);
  });

  test.each(names)("decode() of %s into a larger buffer leaves the rest alone", (name) => {
    const { byteLength } = expected[name];
    const { result, output } = decode(kernel, fixture(name), byteLength + 200);
    expect(result).toBe(byteLength);
    expect(output.subarray(byteLength + SLACK)).toEqual(new Uint8Array(200 - SLACK).fill(0xee));
  });

  test.each(names)("decode() of %s fails at every cut and in a buffer a byte too short", (name) => {
    const bytes = fixture(name);
    const { byteLength } = expected[name];
    for (let cut = 0; cut < bytes.length; cut += 1) {
      expect(decode(kernel, bytes.subarray(0, cut), byteLength).result).toBeLessThan(byteLength || 1);
    }
    if (byteLength > 0) expect(decode(kernel, bytes, byteLength - 1).result).toBe(ERROR_OVERFLOW);
  });

  test("decode() of damaged blocks stays inside its buffers", () => {
    const random = randomSource(1);
    for (const name of names) {
      const { byteLength } = expected[name];
      for (let round = 0; round < 100; round += 1) {
        const bytes = Uint8Array.from(fixture(name));
        for (let flips = 1 + random(3); flips > 0; flips -= 1) bytes[random(bytes.length)]! ^= 1 << random(8);
        expect(decode(kernel, bytes, byteLength).result).toBeLessThanOrEqual(byteLength);
      }
    }
  });

  test("decode() refuses offset 0 and offsets before the start", () => {
    const block = (offset: number): Uint8Array => Uint8Array.of(0x14, 65, offset, 0, 0x50, 1, 2, 3, 4, 5);
    expect(decode(kernel, block(1), 64).result).toBe(14);
    expect(decode(kernel, block(0), 64).result).toBe(ERROR_INVALID);
    expect(decode(kernel, block(2), 64).result).toBe(ERROR_INVALID);
  });
});

const SLACK = 64;
const ERROR_INVALID = -2;
const ERROR_OVERFLOW = -3;

function decode(kernel: Kernel, bytes: Uint8Array, length: number): { result: number; output: Uint8Array } {
  kernel.clear();
  const src = kernel.put(bytes);
  const dst = kernel.room(length);
  const result = kernel.call.decode!(src, bytes.length, dst, length);
  kernel.check();
  return { result, output: kernel.get(dst, length) };
}
