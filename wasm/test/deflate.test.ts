import { deflateRawSync, inflateRawSync } from "node:zlib";
import { wasm } from "@chunkwright/wasm/deflate";
import { wasm as decoder } from "@chunkwright/wasm/inflate";
import { describe, expect, test } from "vitest";
import { loadKernel } from "./kernel.ts";
import { randomBytes, randomSource } from "./random.ts";

const kernel = loadKernel(wasm);
const inflate = loadKernel(decoder);
const ERROR_OVERFLOW = -3;
const LEVELS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

function encode(bytes: Uint8Array, room: number, level: number) {
  kernel.clear();
  const src = kernel.put(bytes);
  const dst = kernel.room(room);
  const result = kernel.call.encode!(src, bytes.length, dst, room, level);
  kernel.check();
  return { result, output: kernel.get(dst, Math.max(result, 0)) };
}

/** Encodes, checks that zlib and our decoder get `bytes` back, and returns the stream. */
function roundTrip(bytes: Uint8Array, level: number): Uint8Array {
  const { output } = encode(bytes, kernel.call.bound!(bytes.length), level);
  expect(Buffer.compare(inflateRawSync(output), bytes)).toBe(0);
  inflate.clear();
  const dst = inflate.room(bytes.length);
  expect(inflate.call.decode!(inflate.put(output), output.length, dst, bytes.length)).toBe(bytes.length);
  expect(Buffer.compare(inflate.get(dst, bytes.length), bytes)).toBe(0);
  return output;
}

function fill(length: number, value: (i: number) => number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => value(i));
}

/** Byte n as often as the nth Fibonacci number says, in no order. */
function fibonacciCounts(count: number): Uint8Array {
  const bytes: number[] = [];
  for (let byte = 0, times = 1, next = 1; byte < count; byte += 1, [times, next] = [next, times + next]) {
    for (let i = 0; i < times; i += 1) bytes.push(byte);
  }
  for (let i = bytes.length - 1; i > 0; i -= 1) {
    const other = random(i + 1);
    [bytes[i], bytes[other]] = [bytes[other]!, bytes[i]!];
  }
  return Uint8Array.from(bytes);
}

const random = randomSource(1);
const words = ["chunk", "codec", "pixel", "of", "the", "stored", "range", "is", "a", "byte"];
const sentences = Array.from({ length: 30_000 }, () => words[random(words.length)]).join(" ");
const pixels = Uint16Array.from({ length: 100_000 }, (_, i) => 900 + 300 * Math.sin(i / 700) + random(60));

const CONTENTS = [
  ["nothing", new Uint8Array(0)],
  ["one byte", Uint8Array.of(9)],
  ["three bytes", Uint8Array.of(1, 1, 1)],
  ["zeroes", new Uint8Array(300_000)],
  ["noise", fill(200_000, () => random(256))],
  ["noise of two bytes", fill(100_000, () => random(2))],
  ["text", new Uint8Array(Buffer.from(sentences))],
  ["uint16 pixels", new Uint8Array(pixels.buffer)],
  [
    "noise before text",
    new Uint8Array(Buffer.concat([fill(90_000, () => random(256)), Buffer.from(sentences)])),
  ],
  ["runs, repeats and gradients", randomBytes(400_000, 2)],
  [
    "a repeat 32768 bytes on",
    ((part) => new Uint8Array(Buffer.concat([part, part])))(fill(32768, () => random(256))),
  ],
  // Trees of counts like these are the deepest.
  ["Fibonacci's counts", fibonacciCounts(24)],
] as const;

describe.each(CONTENTS)("of %s", (_name, content) => {
  test.each(LEVELS)("encode() at level %i is read by zlib and by our decoder", (level) => {
    roundTrip(content, level);
  });

  test("encode() at level 1 takes hardly more than zlib does", () => {
    expect(roundTrip(content, 1).length).toBeLessThan(
      1.08 * deflateRawSync(content, { level: 1 }).length + 1,
    );
  });
});

test("encode() of any short length is read, at every level", () => {
  for (let length = 0; length < 300; length += 1) roundTrip(randomBytes(length, length), length % 10);
});

test("encode() of noise takes hardly more than its length", () => {
  const noise = CONTENTS[4][1];
  for (const level of LEVELS) expect(roundTrip(noise, level).length).toBeLessThan(noise.length * 1.0005);
});

test.each(LEVELS)("encode() at level %i into any smaller buffer is ERROR_OVERFLOW", (level) => {
  for (const length of [0, 5, 50, 500]) {
    const bytes = randomBytes(length, 9);
    const needed = roundTrip(bytes, level).length;
    for (let room = 0; room < needed; room += 1)
      expect(encode(bytes, room, level).result).toBe(ERROR_OVERFLOW);
    expect(encode(bytes, needed, level).result).toBe(needed);
  }
  const large = randomBytes(300_000, 10);
  const { length } = roundTrip(large, level);
  for (const room of [0, 1000, length >> 1, length - 1]) {
    expect(encode(large, room, level).result).toBe(ERROR_OVERFLOW);
  }
});
