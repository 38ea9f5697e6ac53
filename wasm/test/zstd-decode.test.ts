import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Decoder, instantiate, isGuarded, place } from "./_zstd-kernel.ts";

const FIXTURES = new URL("./fixtures/zstd/", import.meta.url);
const ERROR_TRUNCATED = -1;
const ERROR_INVALID = -2;
const ERROR_OVERFLOW = -3;
const ERROR_CHECKSUM = -6;
const ERROR_DICTIONARY = -7;

interface Expected {
  readonly length: number;
  readonly sha256: string;
  readonly contentSize: number;
  readonly dictionary?: string;
}

const names = readdirSync(FIXTURES)
  .filter((file) => file.endsWith(".zst"))
  .map((file) => file.slice(0, -".zst".length));

describe.each(["zstd-decode", "zstd-decode.simd"])("%s", async (module) => {
  const kernel = await instantiate<Decoder>(module);

  /** Decodes into `length` bytes, checks that nothing around them was touched, and gives what was written. */
  function decode(frame: Uint8Array, length: number, dictionary = new Uint8Array(0)): Uint8Array | number {
    const [content, src, dst] = place(kernel, dictionary.length, frame.length, length) as [
      number,
      number,
      number,
    ];
    const bytes = new Uint8Array(kernel.memory.buffer);
    bytes.set(dictionary, content);
    bytes.set(frame, src);
    const id = kernel.useDictionary(content, dictionary.length);
    if (id < 0) return id;
    const result = kernel.decode(src, frame.length, dst, length);
    if (!isGuarded(kernel, dst, length)) throw new Error("Wrote outside dst and its slack");
    if (result > length) throw new Error(`Wrote ${result} bytes into ${length}`);
    return result < 0 ? result : bytes.slice(dst, dst + result);
  }

  test.each(names)("decode() of %s gives what libzstd was given", (name) => {
    const frame = readFrame(name);
    const expected = readExpected(name);
    const decoded = decode(frame, expected.length, readDictionary(expected));
    expect(decoded).toBeInstanceOf(Uint8Array);
    expect(digest(decoded)).toBe(expected.sha256);
  });

  test.each(names)("decode() of %s into a byte less is an error", (name) => {
    const expected = readExpected(name);
    if (expected.length === 0) return;
    expect(decode(readFrame(name), expected.length - 1, readDictionary(expected))).toBe(ERROR_OVERFLOW);
  });

  test.each(names)("contentSize() of %s is the sum over its frames", (name) => {
    const frame = readFrame(name);
    const [src] = place(kernel, frame.length) as [number];
    new Uint8Array(kernel.memory.buffer).set(frame, src);
    expect(kernel.contentSize(src, frame.length)).toBe(readExpected(name).contentSize);
  });

  test.each(names)("decode() of every prefix of %s is an error, unless it ends with a frame", (name) => {
    const frame = readFrame(name);
    const expected = readExpected(name);
    const dictionary = readDictionary(expected);
    const complete: number[] = [];
    const step = expected.length > 100_000 ? 41 : frame.length > 2000 ? 7 : 1;
    for (let length = 0; length < frame.length; length += length > frame.length - 50 ? 1 : step) {
      if (typeof decode(frame.subarray(0, length), expected.length, dictionary) !== "number")
        complete.push(length);
    }
    expect(complete.every((length) => isFrameStart(frame, length))).toBe(true);
  });

  test.each(names)("decode() of %s with bits flipped neither traps nor writes outside dst", (name) => {
    const frame = readFrame(name);
    const expected = readExpected(name);
    const dictionary = readDictionary(expected);
    const next = sequence(frame.length);
    const rounds = expected.length > 100_000 ? 40 : 400;
    for (let round = 0; round < rounds; round += 1) {
      const damaged = frame.slice();
      const flips = 1 + (next() % 3);
      for (let flip = 0; flip < flips; flip += 1) {
        const at = next() % damaged.length;
        damaged[at] = (damaged[at] ?? 0) ^ (1 << (next() % 8));
      }
      decode(damaged, expected.length, dictionary);
    }
  });

  test("decode() of a frame with bits flipped and a checksum is an error, or right", () => {
    const frame = readFrame("checksum");
    const expected = readExpected("checksum");
    for (let bit = 0; bit < frame.length * 8; bit += 5) {
      const damaged = frame.slice();
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const result = decode(damaged, expected.length);
      if (typeof result !== "number" && (frame[4] ?? 0) === damaged[4])
        expect(digest(result)).toBe(expected.sha256);
    }
  });

  test("decode() rejects a wrong checksum", () => {
    const frame = readFrame("checksum");
    frame[frame.length - 1] = (frame.at(-1) ?? 0) ^ 1;
    expect(decode(frame, readExpected("checksum").length)).toBe(ERROR_CHECKSUM);
  });

  test.each([1, 2, 3, 4, 8])("decode() rejects %i bytes of garbage behind a frame", (count) => {
    const frame = readFrame("short-text");
    const result = decode(Buffer.concat([frame, new Uint8Array(count)]), 1000);
    expect(result).toBe(count < 4 ? ERROR_TRUNCATED : ERROR_INVALID);
  });

  test("decode() of nothing is an error", () => {
    expect(decode(new Uint8Array(0), 0)).toBe(ERROR_TRUNCATED);
  });

  test("decode() rejects a frame whose dictionary is not in use", () => {
    const name = "formatted-dictionary-level3";
    const { length } = readExpected(name);
    expect(decode(readFrame(name), length)).toBe(ERROR_DICTIONARY);
    const other = readFileSync(new URL("formatted.dictionary", FIXTURES));
    other[4] = (other[4] ?? 0) ^ 1;
    expect(decode(readFrame(name), length, other)).toBe(ERROR_DICTIONARY);
  });

  test("useDictionary() gives the Dictionary_ID, 0 for raw content, and rejects every truncation of tables", () => {
    const formatted = readFileSync(new URL("formatted.dictionary", FIXTURES));
    const [content] = place(kernel, formatted.length) as [number];
    new Uint8Array(kernel.memory.buffer).set(formatted, content);
    expect(kernel.useDictionary(content, formatted.length)).toBe(40_000);
    expect(kernel.useDictionary(content + 1, formatted.length - 1)).toBe(0);
    for (let length = 8; length < 100; length += 1) {
      expect(kernel.useDictionary(content, length)).toBe(ERROR_DICTIONARY);
    }
    expect(kernel.useDictionary(content, 0)).toBe(0);
  });

  test("decode() rejects a block larger than the window allows", () => {
    // Window_Descriptor 0 is 1 KiB; an RLE block of 1025 bytes.
    const header = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x00];
    const block = (size: number): number[] => [((size << 3) & 0xff) | 3, (size >> 5) & 0xff, size >> 13, 7];
    expect(decode(Uint8Array.from([...header, ...block(1024)]), 2000)).toHaveLength(1024);
    expect(decode(Uint8Array.from([...header, ...block(1025)]), 2000)).toBe(ERROR_INVALID);
  });

  test("decode() rejects reserved bits and block types", () => {
    const frame = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x00, 0x0b, 0x00, 0x00, 7);
    expect(decode(frame, 10)).toHaveLength(1);
    expect(decode(frame.with(4, 8), 10)).toBe(ERROR_INVALID);
    expect(decode(frame.with(6, 0x0f), 10)).toBe(ERROR_INVALID);
  });
});

function readFrame(name: string): Uint8Array {
  return Uint8Array.from(readFileSync(new URL(`${name}.zst`, FIXTURES)));
}

function readExpected(name: string): Expected {
  return JSON.parse(readFileSync(new URL(`${name}.json`, FIXTURES), "utf8"));
}

function readDictionary({ dictionary }: Expected): Uint8Array | undefined {
  return dictionary === undefined ? undefined : readFileSync(new URL(`${dictionary}.dictionary`, FIXTURES));
}

/** Whether a frame of one of the fixtures starts at `offset`: the only places at which a prefix may end. */
function isFrameStart(frame: Uint8Array, offset: number): boolean {
  const magic = new DataView(frame.buffer, frame.byteOffset).getUint32(offset, true);
  return offset > 0 && (magic === 0xfd2fb528 || magic >>> 4 === 0x184d2a5);
}

function digest(bytes: Uint8Array | number): string {
  return typeof bytes === "number" ? `error ${bytes}` : createHash("sha256").update(bytes).digest("hex");
}

/** A repeatable series of 31-bit numbers. */
function sequence(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 1;
  };
}
