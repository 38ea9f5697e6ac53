import { readdirSync, readFileSync } from "node:fs";
import { wasm as decoder } from "@chunkwright/wasm/lz4-decode";
import { wasm as scalar } from "@chunkwright/wasm/lz4hc-encode";
import { wasm as simd } from "@chunkwright/wasm/lz4hc-encode.simd";
import { describe, expect, test } from "vitest";
import { type Kernel, loadKernel } from "./kernel.ts";
import { lastMatchStart } from "./lz4-block.ts";
import { randomBytes } from "./random.ts";

const ERROR_OVERFLOW = -3;
const FIXTURES = new URL("./fixtures/lz4/", import.meta.url);
const expected = JSON.parse(readFileSync(new URL("expected.json", FIXTURES), "utf8"));
const decode = loadKernel(decoder);

describe.each([
  ["lz4hc-encode", scalar],
  ["lz4hc-encode.simd", simd],
])("%s", (_name, wasm) => {
  const kernel = loadKernel(wasm);

  test("encode() of random bytes of any length decodes to them", () => {
    for (let length = 0; length < 400; length += 1)
      roundTrip(kernel, randomBytes(length, length), 3 + (length % 10));
    for (const length of [65535, 65547, 65548, 70000, 300000]) {
      roundTrip(kernel, randomBytes(length, length), 3 + (length % 10));
      roundTrip(kernel, new Uint8Array(length), 9);
    }
  });

  test.each([0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 99])(
    "encode() at level %i decodes to its input",
    (level) => {
      for (const length of [100, 5000, 100000]) roundTrip(kernel, randomBytes(length, 3), level);
    },
  );

  test("encode() at a higher level is never much larger", () => {
    const bytes = randomBytes(60000, 5);
    const lengths = [3, 6, 9, 12].map((level) => roundTrip(kernel, bytes, level).length);
    for (let i = 1; i < lengths.length; i += 1) expect(lengths[i]).toBeLessThan(lengths[i - 1]! * 1.001);
  });

  test.each(readdirSync(FIXTURES).filter((name) => name.endsWith(".hc.lz4")))(
    "encode() makes %s no more than 2 percent larger than the reference library",
    (name) => {
      const block = readFileSync(new URL(name, FIXTURES));
      decode.clear();
      const { byteLength } = expected[name];
      const dst = decode.room(byteLength);
      decode.call.decode!(decode.put(block), block.length, dst, byteLength);
      const encoded = roundTrip(kernel, decode.get(dst, byteLength), 12);
      expect(encoded.length).toBeLessThanOrEqual(Math.ceil(block.length * 1.02));
    },
  );

  test("encode() into any smaller buffer is ERROR_OVERFLOW", () => {
    for (const length of [0, 5, 50, 500]) {
      const bytes = randomBytes(length, 9);
      const needed = roundTrip(kernel, bytes, 1).length;
      for (let room = 0; room < needed; room += 1) {
        expect(encode(kernel, bytes, room, 1).result).toBe(ERROR_OVERFLOW);
      }
    }
  });
});

test("encode() is the same with SIMD and without", () => {
  const [a, b] = [loadKernel(scalar), loadKernel(simd)];
  for (let length = 1; length < 200000; length *= 3) {
    const bytes = randomBytes(length, length);
    expect(roundTrip(a, bytes, 2)).toEqual(roundTrip(b, bytes, 2));
  }
});

function encode(kernel: Kernel, bytes: Uint8Array, room: number, level: number) {
  kernel.clear();
  const src = kernel.put(bytes);
  const dst = kernel.room(room);
  const result = kernel.call.encode!(src, bytes.length, dst, room, level);
  kernel.check();
  return { result, output: kernel.get(dst, Math.max(result, 0)) };
}

/** Encodes, checks that the block decodes to `bytes` and ends as the format asks, and returns it. */
function roundTrip(kernel: Kernel, bytes: Uint8Array, level: number): Uint8Array {
  const { output } = encode(kernel, bytes, kernel.call.bound!(bytes.length), level);
  decode.clear();
  const dst = decode.room(bytes.length);
  expect(decode.call.decode!(decode.put(output), output.length, dst, bytes.length)).toBe(bytes.length);
  expect(Buffer.compare(decode.get(dst, bytes.length), bytes)).toBe(0);
  expect(lastMatchStart(output)).toBeLessThanOrEqual(bytes.length - 12);
  return output;
}
