import { wasm } from "@chunkwright/wasm/pcodec-decode";
import { describe, expect, test } from "vitest";
import { loadKernel } from "./kernel.ts";
import { randomBytes, randomSource } from "./random.ts";

const kernel = loadKernel(wasm);
const ERROR_TRUNCATED = -1;
const ERROR_INVALID = -2;
const ERROR_OVERFLOW = -3;
const ERROR_UNSUPPORTED = -4;
const ERROR_SCRATCH = -5;
const U32 = 1;
const random = randomSource(11);

/** Numbers of `type`, at most `most` of `size` bytes, between canaries. */
function decode(bytes: Uint8Array, type: number, size: number, most: number, scratch = 8 * most) {
  kernel.clear();
  const src = kernel.put(bytes);
  const room = most * size + scratch;
  const dst = kernel.room(room, 0);
  const result = kernel.call.decode!(src, bytes.length, dst, room, type, most);
  kernel.check();
  return { result, output: kernel.get(dst, Math.max(result, 0)) };
}

/** Fields of `bits` bits each, lowest first, filled up to whole bytes where it says "align". */
function packed(...fields: readonly (readonly [value: number, bits: number] | "align")[]): Uint8Array {
  const bits: number[] = [];
  for (const field of fields) {
    if (field === "align") while (bits.length % 8 > 0) bits.push(0);
    else for (let i = 0; i < field[1]; i += 1) bits.push(Math.floor(field[0] / 2 ** i) % 2);
  }
  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  for (const [i, bit] of bits.entries()) bytes[i >>> 3]! |= bit << (i & 7);
  return bytes;
}

const MAGIC = [0x216f6370, 32] as const;
const HINT = [[0, 6], [0, 1], "align"] as const;
const HEADER = [MAGIC, [3, 8], [0, 8], ...HINT, [4, 8], [1, 8]] as const;
const CLASSIC = [
  [0, 4],
  [0, 4],
] as const;
/** One bin of u32: a constant, and `offsetBits` beside it. */
const oneBin = (lower: number, offsetBits: number) =>
  [
    [0, 4],
    [1, 15],
    [lower, 32],
    [offsetBits, 6],
  ] as const;
const chunkOf = (count: number) =>
  [
    [U32, 8],
    [count - 1, 24],
  ] as const;
const END = [0, 8] as const;

test("decode() adds offsets to the lower bound of a bin", () => {
  const offsets = [
    [3, 2],
    [0, 2],
    [1, 2],
  ] as const;
  const file = packed(
    ...HEADER,
    ...chunkOf(3),
    ...CLASSIC,
    ...oneBin(40, 2),
    "align",
    ...offsets,
    "align",
    END,
  );
  expect([...new Uint32Array(decode(file, U32, 4, 3).output.buffer)]).toEqual([43, 40, 41]);
});

test("decode() reads several chunks, and none", () => {
  const chunk = (value: number) => [...chunkOf(2), ...CLASSIC, ...oneBin(value, 0), "align"] as const;
  const file = packed(...HEADER, ...chunk(1), ...chunk(2), END);
  expect([...new Uint32Array(decode(file, U32, 4, 9).output.buffer)]).toEqual([1, 1, 2, 2]);
  expect(decode(packed(...HEADER, END), U32, 4, 9).result).toBe(0);
  expect(decode(file, U32, 4, 3).result).toBe(ERROR_OVERFLOW);
});

test("decode() takes each version by what it has", () => {
  const chunk = [...chunkOf(2), [0, 4], [0, 3], ...oneBin(7, 0), "align", END] as const;
  // The first two told nothing but the format's version, of which the header had one byte up to 3.
  for (const header of [[[0, 8]], [[1, 8]], [[2, 8], ...HINT, [2, 8]]] as const) {
    expect(decode(packed(MAGIC, ...header, ...chunk), U32, 4, 2).result).toBe(8);
  }
  const multiples = [
    ...chunkOf(2),
    [1, 4],
    [5, 32],
    [0, 3],
    ...oneBin(7, 0),
    ...oneBin(1, 0),
    "align",
    END,
  ] as const;
  expect(decode(packed(MAGIC, [0, 8], ...multiples), U32, 4, 2).result).toBe(ERROR_UNSUPPORTED);
  expect([...decode(packed(MAGIC, [1, 8], ...multiples), U32, 4, 2).output.subarray(0, 4)]).toEqual([
    36, 0, 0, 0,
  ]);
  expect(decode(packed(MAGIC, [4, 8], [0, 8], ...HINT), U32, 4, 2).result).toBe(ERROR_UNSUPPORTED);
  expect(decode(packed(MAGIC, [3, 8], [0, 8], ...HINT, [5, 8]), U32, 4, 2).result).toBe(ERROR_UNSUPPORTED);
});

test.each<[string, number, ...Parameters<typeof packed>]>([
  ["another signature", ERROR_INVALID, [1, 32], [3, 8]],
  ["another type", ERROR_INVALID, ...HEADER, [2, 8]],
  ["another uniform type", ERROR_INVALID, MAGIC, [3, 8], [2, 8], ...HINT, [4, 8], [1, 8]],
  ["a mode that is none yet", ERROR_UNSUPPORTED, ...HEADER, ...chunkOf(1), [5, 4]],
  ["a mode of floats", ERROR_INVALID, ...HEADER, ...chunkOf(1), [3, 4], [4, 8]],
  ["multiples of zero", ERROR_INVALID, ...HEADER, ...chunkOf(1), [1, 4], [0, 32]],
  ["differences that are none yet", ERROR_UNSUPPORTED, ...HEADER, ...chunkOf(1), [0, 4], [4, 4]],
  ["differences of order 0", ERROR_INVALID, ...HEADER, ...chunkOf(1), [0, 4], [1, 4], [0, 4]],
  [
    "a state beyond the window",
    ERROR_INVALID,
    ...HEADER,
    ...chunkOf(1),
    [0, 4],
    [2, 4],
    [0, 5],
    [2, 4],
    [0, 1],
  ],
  ["too many states", ERROR_INVALID, ...HEADER, ...chunkOf(1), ...CLASSIC, [15, 4], [1, 15]],
  ["more bins than states", ERROR_INVALID, ...HEADER, ...chunkOf(1), ...CLASSIC, [0, 4], [2, 15]],
  ["states for one bin", ERROR_INVALID, ...HEADER, ...chunkOf(1), ...CLASSIC, [1, 4], [1, 15]],
  ["no bins for a number", ERROR_INVALID, ...HEADER, ...chunkOf(1), ...CLASSIC, [0, 4], [0, 15], "align"],
  ["offsets wider than numbers", ERROR_INVALID, ...HEADER, ...chunkOf(1), ...CLASSIC, ...oneBin(0, 33)],
  ["more bins than bytes", ERROR_TRUNCATED, ...HEADER, ...chunkOf(1), ...CLASSIC, [14, 4], [16384, 15]],
  [
    "a dictionary longer than the file",
    ERROR_TRUNCATED,
    ...HEADER,
    ...chunkOf(1),
    [4, 4],
    [2 ** 25 - 1, 25],
    "align",
  ],
  [
    "bits behind the last",
    ERROR_INVALID,
    ...HEADER,
    ...chunkOf(1),
    ...CLASSIC,
    ...oneBin(0, 0),
    [1, 1],
    "align",
  ],
  ["no end", ERROR_TRUNCATED, ...HEADER, ...chunkOf(1), ...CLASSIC, ...oneBin(0, 0), "align"],
])("decode() refuses %s", (_name, error, ...fields) => {
  expect(decode(packed(...fields), U32, 4, 4).result).toBe(error);
});

test("decode() refuses weights that are not those of the states, and indices beyond the dictionary", () => {
  const bin = (weight: number) =>
    [
      [weight - 1, 2],
      [0, 32],
      [0, 6],
    ] as const;
  const uneven = packed(...HEADER, ...chunkOf(1), ...CLASSIC, [2, 4], [2, 15], ...bin(1), ...bin(2), "align");
  expect(decode(uneven, U32, 4, 4).result).toBe(ERROR_INVALID);
  const values = (index: number) =>
    packed(
      ...HEADER,
      ...chunkOf(2),
      [4, 4],
      [1, 25],
      "align",
      [77, 32],
      [0, 4],
      ...oneBin(index, 0),
      "align",
      END,
    );
  expect([...new Uint32Array(decode(values(0), U32, 4, 2).output.buffer)]).toEqual([77, 77]);
  expect(decode(values(1), U32, 4, 2).result).toBe(ERROR_INVALID);
});

test("decode() refuses lookbacks of nothing, and beyond the window", () => {
  const lookback = (distance: number) =>
    packed(
      ...([...HEADER, ...chunkOf(3), [0, 4], [2, 4], [0, 5], [0, 4], [0, 1]] as const),
      // Distances, and differences: half of the numbers is none.
      ...([...oneBin(distance, 0), ...oneBin(2 ** 31 + 1, 0), "align", [5, 32], END] as const),
    );
  expect([...new Uint32Array(decode(lookback(1), U32, 4, 3).output.buffer)]).toEqual([5, 6, 7]);
  expect([...new Uint32Array(decode(lookback(2), U32, 4, 3).output.buffer)]).toEqual([5, 1, 6]);
  for (const distance of [0, 3]) expect(decode(lookback(distance), U32, 4, 3).result).toBe(ERROR_INVALID);
});

test("decode() needs its scratch memory", () => {
  expect(decode(packed(...HEADER, END), U32, 4, 4, 31).result).toBe(ERROR_SCRATCH);
});

describe("decode() stays in its buffers", () => {
  const sizes = [4, 8, 4, 8, 4, 8, 2, 2, 2, 1, 1];

  test.each(sizes.map((size, i) => [i + 1, size] as const))("of type %i whatever the bytes", (type, size) => {
    for (let round = 0; round < 400; round += 1) {
      const header = packed(MAGIC, [3, 8], [type, 8], ...HINT, [4, 8], [1, 8], [type, 8], [random(600), 24]);
      const chunk = packed([random(5), 4], [random(4), 4]);
      const bytes = new Uint8Array([...header, ...chunk, ...randomBytes(random(900), round)]);
      // Few bins, so that what follows is looked at too.
      if (round % 2 > 0) bytes.fill(0, header.length + 1, header.length + 1 + random(12));
      const { result } = decode(bytes, type, size, 600);
      expect(result >= ERROR_UNSUPPORTED && result <= 600 * size).toBe(true);
    }
  });
});
