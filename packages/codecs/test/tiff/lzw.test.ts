import type { Bytes } from "@chunkwright/core";
import { expectBytes, seededRandom } from "@chunkwright/testkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeLzw, encodeLzw } from "../../src/tiff/lzw.ts";

const random = seededRandom(3);

test("decodeLzw() inverts encodeLzw()", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400, size: "max" }), async (array) => {
      const bytes = new Uint8Array(array);
      expect(await decodeLzw(encodeLzw(bytes), bytes.length)).toEqual(bytes);
    }),
  );
});

test.each([1, 2, 3, 17, 256])(
  "round-trips noise of %i values, which fills the table many times",
  async (values) => {
    const bytes = Uint8Array.from({ length: 100_000 }, () => random.below(values));
    expectBytes(await decodeLzw(encodeLzw(bytes), bytes.length), bytes);
  },
);

test("decodeLzw() ends where encodeLzw() did, wherever the code width changes", async () => {
  const bytes = random.bytes(4000);
  // Noise takes about a code a byte, so the width changes, and the table fills, in these spans of lengths.
  for (const [first, last] of [
    [0, 270],
    [740, 800],
    [1740, 1840],
    [3740, 4000],
  ] as const) {
    for (let length = first; length <= last; length += 1) {
      // Room to spare: EOI, not the room, must end it.
      expect((await decodeLzw(encodeLzw(bytes.subarray(0, length)), length + 8)).length).toBe(length);
    }
  }
});

test("decodeLzw() continues with a full table, as some writers never clear it", async () => {
  const bytes = Uint8Array.from({ length: 20_000 }, () => random.below(64));
  expectBytes(await decodeLzw(encodeUncleared(bytes), bytes.length), bytes);
});

test("decodeLzw() reads a stream that starts without CLEAR", async () => {
  // 9-bit codes 65, 66, 258 ("AB"), EOI
  expect(await decodeLzw(packed([65, 66, 258, 257]), 10)).toEqual(Uint8Array.of(65, 66, 65, 66));
});

test("decodeLzw() decodes the code that is just being defined", async () => {
  expect(await decodeLzw(packed([256, 65, 258, 259, 257]), 10)).toEqual(new Uint8Array(6).fill(65));
});

test("decodeLzw() refuses a code that is not known yet", async () => {
  for (const codes of [
    [256, 65, 300],
    [256, 258],
  ]) {
    await expect(decodeLzw(packed(codes), 10)).rejects.toMatchObject({ code: "invalid-data" });
  }
});

test("decodeLzw() allocates by its input, not by the stated size", async () => {
  expect((await decodeLzw(Uint8Array.of(0x80, 0x40), 2 ** 40)).length).toBe(0);
});

/** Codes of 9 bits, most significant bit first. */
function packed(codes: readonly number[]): Bytes {
  const bits = codes.map((code) => code.toString(2).padStart(9, "0")).join("");
  return Uint8Array.from({ length: Math.ceil(bits.length / 8) }, (_, i) =>
    Number.parseInt(bits.slice(8 * i, 8 * i + 8).padEnd(8, "0"), 2),
  );
}

/** TIFF 6.0 §13's encoder word for word, but that a full table stays. */
function encodeUncleared(bytes: Bytes): Bytes {
  const table = new Map(Array.from({ length: 256 }, (_, byte) => [String.fromCharCode(byte), byte]));
  let bits = "";
  let next = 258;
  // Entries that the decoder has: one fewer than here.
  const put = (code: number): void => {
    const width = next < 512 ? 9 : next < 1024 ? 10 : next < 2048 ? 11 : 12;
    bits += code.toString(2).padStart(width, "0");
  };
  put(256);
  let prefix = "";
  for (const byte of bytes) {
    const string = prefix + String.fromCharCode(byte);
    if (table.has(string)) {
      prefix = string;
      continue;
    }
    put(table.get(prefix)!);
    if (next < 4096) table.set(string, next++);
    prefix = String.fromCharCode(byte);
  }
  put(table.get(prefix)!);
  put(257);
  return Uint8Array.from({ length: Math.ceil(bits.length / 8) }, (_, i) =>
    Number.parseInt(bits.slice(8 * i, 8 * i + 8).padEnd(8, "0"), 2),
  );
}
