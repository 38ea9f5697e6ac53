import { readdirSync, readFileSync } from "node:fs";
import { wasm as decoder } from "@chunkwright/wasm/lz4-decode";
import { wasm as fast } from "@chunkwright/wasm/lz4-encode";
import { wasm as small } from "@chunkwright/wasm/lz4hc-encode";
import { describe, expect, test } from "vitest";
import { type Kernel, loadKernel } from "./kernel.ts";
import { lastMatchStart } from "./lz4-block.ts";
import { randomBytes } from "./random.ts";

const ERROR_OVERFLOW = -3;
const FIXTURES = new URL("./fixtures/lz4/", import.meta.url);
const expected = JSON.parse(readFileSync(new URL("expected.json", FIXTURES), "utf8"));
const decode = loadKernel(decoder);

/** With what `effort` means to each, accelerations or levels, and what the reference library's blocks were made with. */
describe.each([
  {
    name: "lz4-encode",
    wasm: fast,
    efforts: [0, 1, 3, 9, 65537],
    reference: { effort: 1, suffix: ".fast.lz4" },
  },
  {
    name: "lz4hc-encode",
    wasm: small,
    efforts: [0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 99],
    reference: { effort: 12, suffix: ".hc.lz4" },
  },
])("$name", ({ wasm, efforts, reference }) => {
  const kernel = loadKernel(wasm);

  test("encode() of random bytes of any length decodes to them", () => {
    const effort = (i: number) => efforts[i % efforts.length]!;
    for (let length = 0; length < 400; length += 1) {
      roundTrip(kernel, randomBytes(length, length), effort(length));
    }
    for (const length of [65535, 65547, 65548, 70000, 300000]) {
      roundTrip(kernel, randomBytes(length, length), effort(length));
      roundTrip(kernel, new Uint8Array(length), effort(length + 1));
    }
  });

  test.each(efforts)("encode() with effort %i decodes to its input", (effort) => {
    for (const length of [100, 5000, 100000]) roundTrip(kernel, randomBytes(length, 3), effort);
  });

  test.each(readdirSync(FIXTURES).filter((name) => name.endsWith(reference.suffix)))(
    "encode() makes %s no more than 2 percent larger than the reference library",
    (name) => {
      const block = readFileSync(new URL(name, FIXTURES));
      decode.clear();
      const { byteLength } = expected[name];
      const dst = decode.room(byteLength);
      decode.call.decode!(decode.put(block), block.length, dst, byteLength);
      const encoded = roundTrip(kernel, decode.get(dst, byteLength), reference.effort);
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

test("lz4hc-encode at a higher level is never much larger", () => {
  const kernel = loadKernel(small);
  const bytes = randomBytes(60000, 5);
  const lengths = [3, 6, 9, 12].map((level) => roundTrip(kernel, bytes, level).length);
  for (let i = 1; i < lengths.length; i += 1) expect(lengths[i]).toBeLessThan(lengths[i - 1]! * 1.001);
});

function encode(kernel: Kernel, bytes: Uint8Array, room: number, effort: number) {
  kernel.clear();
  const src = kernel.put(bytes);
  const dst = kernel.room(room);
  const result = kernel.call.encode!(src, bytes.length, dst, room, effort);
  kernel.check();
  return { result, output: kernel.get(dst, Math.max(result, 0)) };
}

/** Encodes, checks that the block decodes to `bytes` and ends as the format asks, and returns it. */
function roundTrip(kernel: Kernel, bytes: Uint8Array, effort: number): Uint8Array {
  const { output } = encode(kernel, bytes, kernel.call.bound!(bytes.length), effort);
  decode.clear();
  const dst = decode.room(bytes.length);
  expect(decode.call.decode!(decode.put(output), output.length, dst, bytes.length)).toBe(bytes.length);
  expect(Buffer.compare(decode.get(dst, bytes.length), bytes)).toBe(0);
  expect(lastMatchStart(output)).toBeLessThanOrEqual(bytes.length - 12);
  return output;
}
