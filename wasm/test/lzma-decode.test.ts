import { wasm } from "@chunkwright/wasm/lzma-decode";
import { expect, test } from "vitest";
import { loadKernel } from "./kernel.ts";
import { randomSource } from "./random.ts";

const kernel = loadKernel(wasm);
const LZMA2 = 0xff;
const [TRUNCATED, INVALID, OVERFLOW, UNSUPPORTED] = [-1, -2, -3, -4];
const random = randomSource(6);

/** "LZMA, LZMA, LZMA, LZMA", by Python's lzma: FORMAT_RAW with lc 3, lp 0, pb 2, and its end marker; LZMA2. */
const PROPERTIES = 93;
const CONTENT = "LZMA, LZMA, LZMA, LZMA";
const STREAM = Buffer.from("00261685bc466882ecbe3711fffffb1ee000", "hex");
const CHUNKS = Buffer.from("e00015000c5d00261685bc466882ecb3d6000000", "hex");

/** Decodes between canaries. */
function decode(bytes: Uint8Array, room: number, properties: number) {
  kernel.clear();
  const src = kernel.put(bytes);
  const dst = kernel.room(room);
  const result = kernel.call.decode!(src, bytes.length, dst, room, properties);
  kernel.check();
  return { result, output: new TextDecoder().decode(kernel.get(dst, Math.max(result, 0))) };
}

test.each([
  ["LZMA", STREAM, PROPERTIES],
  ["LZMA2", CHUNKS, LZMA2],
] as const)("decode() of %s stops at the end marker", (_, stream, properties) => {
  expect(decode(stream, 100, properties).output).toBe(CONTENT);
  expect(decode(stream, CONTENT.length, properties).output).toBe(CONTENT);
  expect(decode(stream, CONTENT.length - 1, properties).result).toBe(OVERFLOW);
});

test.each([
  ["LZMA", STREAM, PROPERTIES],
  ["LZMA2", CHUNKS, LZMA2],
] as const)("decode() of %s cut anywhere is truncated or invalid", (_, stream, properties) => {
  for (let length = 0; length < stream.length; length += 1) {
    expect([TRUNCATED, INVALID]).toContain(decode(stream.subarray(0, length), 100, properties).result);
  }
});

test.each([
  ["LZMA", STREAM, PROPERTIES],
  ["LZMA2", CHUNKS, LZMA2],
] as const)("decode() of damaged %s stays in its buffers", (_, stream, properties) => {
  for (let round = 0; round < 5000; round += 1) {
    const damaged = Uint8Array.from(stream);
    const at = random(stream.length);
    damaged[at]! ^= 1 << random(8);
    expect(decode(damaged, 100, properties).result).toBeLessThanOrEqual(100);
  }
});

test("decode() refuses properties that no encoder of xz makes", () => {
  expect(decode(STREAM, 100, 5 * 9 + 8).result).toBe(UNSUPPORTED);
  expect(decode(STREAM, 100, 225).result).toBe(UNSUPPORTED);
});
