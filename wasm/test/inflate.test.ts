import { deflateRawSync, deflateSync, gzipSync, inflateRawSync } from "node:zlib";
import { wasm } from "@chunkwright/wasm/inflate";
import { describe, expect, test } from "vitest";
import { loadKernel } from "./kernel.ts";
import { randomBytes, randomSource } from "./random.ts";

const kernel = loadKernel(wasm);
const { decode, consumed, crc32, adler32 } = kernel.call;

const ERROR_TRUNCATED = -1;
const ERROR_INVALID = -2;
const ERROR_OVERFLOW = -3;

/** What the kernel makes of `bytes` with room for `length`: an error's number, or the bytes and what it consumed. */
function inflate(bytes: Uint8Array, length: number) {
  kernel.clear();
  const src = kernel.put(bytes);
  const dst = kernel.room(length);
  const written = decode!(src, bytes.length, dst, length);
  kernel.check();
  return written < 0 ? written : { bytes: kernel.get(dst, written), consumed: consumed!(src) };
}

/** Byte n as often as the nth Fibonacci number says: trees of such counts are the deepest. */
function fibonacciCounts(count: number): Uint8Array {
  const bytes: number[] = [];
  for (let byte = 0, times = 1, next = 1; byte < count; byte += 1, [times, next] = [next, times + next]) {
    for (let i = 0; i < times; i += 1) bytes.push(byte);
  }
  const random = randomSource(8);
  for (let i = bytes.length - 1; i > 0; i -= 1) {
    const other = random(i + 1);
    [bytes[i], bytes[other]] = [bytes[other]!, bytes[i]!];
  }
  return Uint8Array.from(bytes);
}

const CONTENTS = [
  ["nothing", new Uint8Array(0)],
  ["one byte", Uint8Array.of(9)],
  ["zeroes", new Uint8Array(100_000)],
  [
    "noise",
    Uint8Array.from(
      { length: 70_000 },
      (
        (random) => () =>
          random(256)
      )(randomSource(1)),
    ),
  ],
  ["runs, repeats and gradients", randomBytes(200_000, 2)],
  ["bytes with codes of up to 15 bits", fibonacciCounts(22)],
] as const;

describe.each(CONTENTS)("of %s", (_name, content) => {
  test.each([
    ["stored blocks", { level: 0 }],
    ["fast dynamic blocks", { level: 1 }],
    ["small dynamic blocks", { level: 9, memLevel: 1 }],
    ["fixed blocks", { level: 9, strategy: 4 }],
    ["Huffman codes alone", { level: 9, strategy: 2 }],
    ["runs alone", { level: 9, strategy: 3 }],
  ])("decode() reads %s, to their end and no further", (_blocks, options) => {
    const encoded = deflateRawSync(content, options);
    const result = inflate(Buffer.concat([encoded, Buffer.from("tail")]), content.length);
    expect(result).toMatchObject({ consumed: encoded.length });
    expect(typeof result === "object" && Buffer.compare(result.bytes, content)).toBe(0);
    if (content.length > 0) expect(inflate(encoded, content.length - 1)).toBe(ERROR_OVERFLOW);
  });

  test("crc32() and adler32() are what zlib writes behind it", () => {
    kernel.clear();
    const src = kernel.put(content);
    expect(crc32!(src, content.length) >>> 0).toBe(
      gzipSync(content).readUInt32LE(gzipSync(content).length - 8),
    );
    expect(adler32!(src, content.length) >>> 0).toBe(
      deflateSync(content).readUInt32BE(deflateSync(content).length - 4),
    );
  });
});

test.each([
  ["stored", { level: 0 }],
  ["dynamic", { level: 9 }],
  ["fixed", { level: 9, strategy: 4 }],
])("decode() of %s blocks cut anywhere says that they are", (_name, options) => {
  const content = randomBytes(1500, 5);
  const encoded = deflateRawSync(content, options);
  for (let length = 0; length < encoded.length; length += 1) {
    expect(inflate(encoded.subarray(0, length), content.length)).toBe(ERROR_TRUNCATED);
  }
});

/** What zlib makes of `bytes` with room for `length`. */
function zlibInflate(bytes: Uint8Array, length: number): Uint8Array | undefined {
  try {
    return inflateRawSync(bytes, { maxOutputLength: length });
  } catch {
    return undefined;
  }
}

test.each([
  ["stored", randomBytes(3000, 6), { level: 0 }],
  ["dynamic", randomBytes(3000, 6), { level: 9 }],
  ["fixed", randomBytes(3000, 6), { level: 9, strategy: 4 }],
  ["long codes'", fibonacciCounts(18), { level: 6, strategy: 2 }],
])(
  "decode() of %s blocks with flipped bits gives what zlib does, inside its buffers",
  (_name, content, options) => {
    const random = randomSource(7);
    const encoded = deflateRawSync(content, options);
    for (let flip = 0; flip < 2000; flip += 1) {
      const damaged = Uint8Array.from(encoded);
      // Half of them among the codes.
      const at = random(flip % 2 === 0 ? damaged.length : Math.min(80, damaged.length));
      damaged[at] = damaged[at]! ^ (1 << random(8));
      const expected = zlibInflate(damaged, content.length);
      const actual = inflate(damaged, content.length);
      expect(typeof actual === "object").toBe(expected !== undefined);
      if (typeof actual === "object") expect(Buffer.compare(actual.bytes, expected!)).toBe(0);
    }
  },
);

/** Bits from the first to be read to the last. */
function bits(text: string): Uint8Array {
  const digits = text.replaceAll(" ", "");
  return Uint8Array.from({ length: Math.ceil(digits.length / 8) + 8 }, (_, i) =>
    [...digits.slice(8 * i, 8 * i + 8)].reduce((byte, digit, place) => byte | (Number(digit) << place), 0),
  );
}

test.each([
  ["a block of the reserved type", "1 11"],
  ["a stored length that its complement contradicts", `1 00 00000 ${"1".repeat(16)}${"1".repeat(16)}`],
  ["a match before any byte", "1 10 0000001 00000"],
  ["a length symbol beyond 285", "1 10 00110000 11000110 0000000"],
  ["287 literal codes and more", "1 01 01111 00000 0000"],
])("decode() refuses %s", (_name, text) => {
  expect(inflate(bits(text), 100)).toBe(ERROR_INVALID);
});
