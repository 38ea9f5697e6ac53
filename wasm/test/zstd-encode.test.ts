import Zstd from "numcodecs/zstd";
import { describe, expect, test } from "vitest";
import { type Decoder, type Encoder, instantiate, isGuarded, place } from "./_zstd-kernel.ts";

const ERROR_OVERFLOW = -3;
const LEVELS = [-50, -5, 1, 2, 3, 4, 5, 6, 8, 9, 11, 13, 16, 17, 19, 22];

const decoder = await instantiate<Decoder>("zstd-decode");
const reference = new Zstd();

describe.each(["zstd-encode", "zstd-encode.simd"])("%s", async (module) => {
  const kernel = await instantiate<Encoder>(module);

  /** Encodes into `dstLength` bytes and checks that nothing around them and the scratch memory was touched. */
  function encode(
    bytes: Uint8Array,
    level: number,
    checksum = false,
    dstLength = kernel.bound(bytes.length),
  ) {
    const scratchLength = kernel.scratchLength(bytes.length, level);
    const [src, dst, scratch] = place(kernel, bytes.length, dstLength, scratchLength) as [
      number,
      number,
      number,
    ];
    new Uint8Array(kernel.memory.buffer).set(bytes, src);
    const result = kernel.encode(src, bytes.length, dst, dstLength, level, Number(checksum), scratch);
    if (!isGuarded(kernel, dst, dstLength)) throw new Error("Wrote outside dst and its slack");
    if (!isGuarded(kernel, scratch, scratchLength)) throw new Error("Wrote outside scratch and its slack");
    return result < 0 ? result : new Uint8Array(kernel.memory.buffer).slice(dst, dst + result);
  }

  test.each(LEVELS)("decoders give back what encode() was given at level %i", async (level) => {
    for (const [name, bytes] of samples()) {
      const frame = encode(bytes, level);
      expect(frame, name).toBeInstanceOf(Uint8Array);
      if (typeof frame === "number") continue;
      expect(isEqual(decode(frame, bytes.length), bytes), `${name} by our decoder`).toBe(true);
      // numcodecs.js gives up on frames without content.
      if (bytes.length > 0)
        expect(isEqual(await reference.decode(frame), bytes), `${name} by libzstd`).toBe(true);
    }
  });

  test.each([1, 3, 5, 9, 19])("encode() copes with every small length at level %i", (level) => {
    const next = sequence(level);
    for (let length = 0; length < 300; length += 1) {
      const alphabet = 1 + (next() % 20);
      const bytes = Uint8Array.from({ length }, () => next() % alphabet);
      const frame = encode(bytes, level, true);
      if (typeof frame === "number") throw new Error(`Error ${frame} for ${length} bytes`);
      expect(isEqual(decode(frame, length), bytes), `${length} bytes`).toBe(true);
    }
  });

  test.each([1, 3, 5, 9, 17])("encode() copes with random repetitions at level %i", (level) => {
    for (let seed = 1; seed <= 25; seed += 1) {
      const bytes = repetitions(seed, 1000 * seed);
      const frame = encode(bytes, level, true);
      if (typeof frame === "number") throw new Error(`Error ${frame} for seed ${seed}`);
      expect(isEqual(decode(frame, bytes.length), bytes), `seed ${seed}`).toBe(true);
    }
  });

  // These images once made two repeated offsets equal, and encoder and decoder disagree on the third.
  test.each([3, 6, 9])("encode() copes with label images at level %i", (level) => {
    for (const seed of [2, 3]) {
      const bytes = labels(seed, 1024, 512);
      const frame = encode(bytes, level, true);
      if (typeof frame === "number") throw new Error(`Error ${frame} for seed ${seed}`);
      expect(isEqual(decode(frame, bytes.length), bytes), `seed ${seed}`).toBe(true);
    }
  });

  test.each([1, 2, 3, 5, 6, 7, 9, 12, 16, 17, 19])(
    "encode() gets images of labels as small as libzstd does at level %i",
    async (level) => {
      const libzstd = new Zstd(level);
      let size = 0;
      let expected = 0;
      for (const bytes of [labels(2, 1024, 256), labels(3, 512, 512), ramp(512, 268), ramp(256, 256)]) {
        const frame = encode(bytes, level);
        if (typeof frame === "number") throw new Error(`Error ${frame}`);
        size += frame.length;
        expected += (await libzstd.encode(bytes)).length;
      }
      expect(size).toBeLessThanOrEqual(expected * 1.02);
    },
  );

  test("encode() into less than it needs is an error, never a cut frame", () => {
    const bytes = repetitions(7, 4000);
    const whole = encode(bytes, 3, true);
    if (typeof whole === "number") throw new Error(`Error ${whole}`);
    for (let dstLength = 0; dstLength <= whole.length; dstLength += 1) {
      const frame = encode(bytes, 3, true, dstLength);
      if (typeof frame === "number") expect(frame).toBe(ERROR_OVERFLOW);
      else expect(isEqual(decode(frame, bytes.length), bytes)).toBe(true);
    }
  });

  test("encode() embeds the content size", () => {
    for (const length of [0, 1, 255, 256, 65_791, 65_792, 300_000]) {
      const frame = encode(new Uint8Array(length), 1);
      if (typeof frame === "number") throw new Error(`Error ${frame}`);
      const [src] = place(decoder, frame.length) as [number];
      new Uint8Array(decoder.memory.buffer).set(frame, src);
      expect(decoder.contentSize(src, frame.length)).toBe(length);
    }
  });

  test("encode() never exceeds bound() on noise", () => {
    for (const length of [0, 1, 100, 131_072, 131_073, 400_000]) {
      const frame = encode(noise(length), 9, true);
      if (typeof frame === "number") throw new Error(`Error ${frame}`);
      expect(frame.length).toBeLessThanOrEqual(length + 30);
    }
  });
});

test("encode() gives the same frames with and without SIMD", async () => {
  const kernels = await Promise.all(
    ["zstd-encode", "zstd-encode.simd"].map((name) => instantiate<Encoder>(name)),
  );
  for (const level of [1, 3, 9, 17]) {
    const bytes = microscopy(60_000 + level);
    const [scalar, simd] = kernels.map((kernel) => {
      const lengths = [bytes.length, kernel.bound(bytes.length), kernel.scratchLength(bytes.length, level)];
      const [src, dst, scratch] = place(kernel, ...lengths) as [number, number, number];
      new Uint8Array(kernel.memory.buffer).set(bytes, src);
      const length = kernel.encode(src, bytes.length, dst, kernel.bound(bytes.length), level, 0, scratch);
      return Buffer.from(new Uint8Array(kernel.memory.buffer, dst, length));
    });
    expect(simd).toEqual(scalar);
  }
});

function decode(frame: Uint8Array, length: number): Uint8Array | number {
  const [src, dst] = place(decoder, frame.length, length) as [number, number];
  new Uint8Array(decoder.memory.buffer).set(frame, src);
  const result = decoder.decode(src, frame.length, dst, length);
  return result < 0 ? result : new Uint8Array(decoder.memory.buffer).slice(dst, dst + result);
}

function* samples(): Generator<[string, Uint8Array]> {
  yield ["nothing", new Uint8Array(0)];
  yield ["one byte", Uint8Array.of(7)];
  yield ["noise", noise(5000)];
  yield ["zeros", new Uint8Array(300_000)];
  for (const length of [131_071, 131_072, 131_073]) yield [`${length} bytes`, repetitions(length, length)];
  yield ["text", new TextEncoder().encode("chunk, shard and level; ".repeat(40))];
  yield ["microscopy", microscopy(80_000)];
  yield ["labels", Uint8Array.from({ length: 200_000 }, (_, i) => (i % 4 === 0 ? (i >> 9) % 7 : 0))];
  yield ["far repeat", Uint8Array.from([...noise(2000), ...new Uint8Array(150_000), ...noise(2000)])];
}

/** Little-endian uint16 of spots on a noisy ground. */
function microscopy(count: number): Uint8Array {
  const next = sequence(count);
  const pixels = Uint16Array.from({ length: count }, (_, i) => {
    const spot = Math.max(0, 40 - Math.abs((i % 300) - 150));
    return 100 + spot * 10 + ((next() >> 8) & 15);
  });
  return new Uint8Array(pixels.buffer);
}

/** Copies of what came before, at all distances, between short runs of new bytes. */
function repetitions(seed: number, length: number): Uint8Array {
  const next = sequence(seed);
  const bytes = new Uint8Array(length);
  let at = 0;
  while (at < length) {
    const fresh = 1 + (next() % 30);
    for (let i = 0; i < fresh && at < length; i += 1) bytes[at++] = next() >> 10;
    const distance = 1 + (next() % (next() % 3 === 0 ? at : Math.min(at, 40)));
    const copied = 3 + (next() % (next() % 8 === 0 ? 2000 : 20));
    for (let i = 0; i < copied && at < length; i += 1, at += 1) bytes[at] = bytes[at - distance] ?? 0;
  }
  return bytes;
}

/** uint32 labels of overlapping discs. */
function labels(seed: number, width: number, height: number): Uint8Array {
  const next = sequence(seed);
  const image = new Uint32Array(width * height);
  for (let label = 1; label <= 75; label += 1) {
    const centerX = (next() >> 9) % width;
    const centerY = (next() >> 9) % height;
    const radius = 4 + ((next() >> 9) % 20);
    for (let y = Math.max(0, centerY - radius); y < Math.min(height, centerY + radius); y += 1) {
      for (let x = Math.max(0, centerX - radius); x < Math.min(width, centerX + radius); x += 1) {
        if ((x - centerX) ** 2 + (y - centerY) ** 2 < radius * radius) image[y * width + x] = label;
      }
    }
  }
  return new Uint8Array(image.buffer);
}

/** uint16 steps of 8 rows and 16 columns. */
function ramp(width: number, height: number): Uint8Array {
  const image = Uint16Array.from({ length: width * height }, (_, i) => {
    const y = Math.floor(i / width);
    return (y >> 3) + ((i - y * width) >> 4) * 3;
  });
  return new Uint8Array(image.buffer);
}

function noise(length: number): Uint8Array {
  const next = sequence(length);
  return Uint8Array.from({ length }, () => next() >> 12);
}

function isEqual(a: Uint8Array | number, b: Uint8Array): boolean {
  return typeof a !== "number" && Buffer.compare(a, b) === 0;
}

/** A repeatable series of 31-bit numbers. */
function sequence(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 1;
  };
}
