import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { inflateSync } from "node:zlib";
import { wasm as scalar } from "@chunkwright/wasm/blosc-decode";
import { wasm as simd } from "@chunkwright/wasm/blosc-decode.simd";
import { wasm as zstdScalar } from "@chunkwright/wasm/zstd-decode";
import { wasm as zstdSimd } from "@chunkwright/wasm/zstd-decode.simd";
import { describe, expect, test } from "vitest";
import { loadBlosc } from "./blosc-kernel.ts";
import type { Kernel } from "./kernel.ts";
import { randomSource } from "./random.ts";

const FIXTURES = new URL("./fixtures/blosc/", import.meta.url);
const expected = JSON.parse(readFileSync(new URL("expected.json", FIXTURES), "utf8"));
const all = readdirSync(FIXTURES).filter((name) => name.endsWith(".blosc"));
const zlib = all.filter((name) => name.startsWith("zlib"));
const zstd = all.filter((name) => name.startsWith("zstd"));
const others = all.filter((name) => !zlib.includes(name) && !zstd.includes(name));
const fixture = (name: string): Uint8Array => readFileSync(new URL(name, FIXTURES));

const ERROR_TRUNCATED = -1;
const ERROR_INVALID = -2;
const ERROR_OVERFLOW = -3;
const ERROR_UNSUPPORTED = -4;
const ERROR_SCRATCH = -5;

describe.each([
  ["blosc-decode", scalar, others, [...zlib, ...zstd]],
  ["blosc-decode.simd", simd, others, [...zlib, ...zstd]],
  ["zstd-decode", zstdScalar, zstd, [...zlib, "lz4-bytes-ramp.blosc"]],
  ["zstd-decode.simd", zstdSimd, zstd, [...zlib, "lz4-bytes-ramp.blosc"]],
])("%s", (_name, wasm, names, foreign) => {
  const kernel = loadBlosc(wasm);

  test.each(names)("decode() of %s is what c-blosc encoded", (name) => {
    const { byteLength, sha256 } = expected[name];
    const { result, output } = decode(kernel, fixture(name), 0, byteLength);
    expect(result).toBe(byteLength);
    expect(createHash("sha256").update(output).digest("hex")).toBe(sha256);
  });

  test.each(names)("decode() of ranges of %s are ranges of the whole", (name) => {
    const { byteLength } = expected[name];
    const whole = Buffer.from(decode(kernel, fixture(name), 0, byteLength).output);
    const random = randomSource(byteLength);
    for (let round = 0; round < 8; round += 1) {
      const start = random(byteLength + 1);
      const length = random(byteLength - start + 1);
      const { result, output } = decode(kernel, fixture(name), start, length);
      expect(result).toBe(length);
      expect(whole.compare(output, 0, length, start, start + length)).toBe(0);
    }
    expect(decode(kernel, fixture(name), 1, byteLength).result).toBe(ERROR_OVERFLOW);
  });

  test.each(names)("decode() of %s fails at every cut", (name) => {
    const bytes = fixture(name);
    for (let cut = 0; cut < bytes.length; cut += 1) {
      kernel.clear();
      const src = kernel.put(bytes.subarray(0, cut));
      expect(kernel.call.scratchLength!(src, cut)).toBe(ERROR_TRUNCATED);
      expect(kernel.call.decodedLength!(src, cut)).toBe(ERROR_TRUNCATED);
      expect(kernel.call.decode!(src, cut, 0, 0, src, src, 0)).toBe(ERROR_TRUNCATED);
    }
  });

  test.each(names)("decode() of %s with shortened streams stays inside its buffers", (name) => {
    const bytes = fixture(name);
    const step = Math.max(1, Math.floor(bytes.length / 100));
    for (let cut = 16; cut < bytes.length; cut += step) {
      const shortened = Uint8Array.from(bytes.subarray(0, cut));
      new DataView(shortened.buffer).setUint32(12, cut, true);
      expect(decode(kernel, shortened, 0, expected[name].byteLength).result).toBeLessThan(0);
    }
  });

  test.each(names)("decode() of damaged %s stays inside its buffers", (name) => {
    const random = randomSource(7);
    const { byteLength } = expected[name];
    for (let round = 0; round < 60; round += 1) {
      const bytes = Uint8Array.from(fixture(name));
      const reach = round < 30 ? Math.min(bytes.length, 64) : bytes.length;
      for (let flips = 1 + random(3); flips > 0; flips -= 1) bytes[random(reach)]! ^= 1 << random(8);
      expect(decode(kernel, bytes, 0, byteLength).result).toBeLessThanOrEqual(byteLength);
    }
  });

  test.each(foreign)("decode() says that it does not have the codec of %s", (name) => {
    expect(decode(kernel, fixture(name), 0, expected[name].byteLength).result).toBe(ERROR_UNSUPPORTED);
  });

  test.each(all.filter((name) => name.startsWith("zlib")))(
    "decode() of %s is possible once the host has inflated the streams",
    (name) => {
      const { byteLength, sha256 } = expected[name];
      const { result, output } = decode(kernel, withRawStreams(fixture(name)), 0, byteLength);
      expect(result).toBe(byteLength);
      expect(createHash("sha256").update(output).digest("hex")).toBe(sha256);
    },
  );

  test.each([
    ["of another version", 0, 5, ERROR_UNSUPPORTED],
    ["of another version of the inner codec", 1, 2, ERROR_UNSUPPORTED],
    ["with reserved flags", 2, 0x29, ERROR_UNSUPPORTED],
    ["without a typesize", 3, 0, ERROR_INVALID],
    ["of 2 GiB or more", 7, 0x80, ERROR_INVALID],
    ["of more blocks than it has room for", 5, 0xff, ERROR_INVALID],
    ["that claims more bytes than there are", 14, 1, ERROR_TRUNCATED],
  ])("decodedLength() refuses a chunk %s", (_what, at, value, error) => {
    const bytes = Uint8Array.from(fixture("leftover-odd.blosc"));
    bytes[at] = value;
    if (at === 5) bytes.set([16, 0, 0, 0], 8);
    kernel.clear();
    expect(kernel.call.decodedLength!(kernel.put(bytes), bytes.length)).toBe(error);
  });

  test("decode() refuses too little scratch memory", () => {
    const bytes = fixture("leftover-odd.blosc");
    kernel.clear();
    const src = kernel.put(bytes);
    const scratch = kernel.call.scratchLength!(src, bytes.length) - 1;
    expect(
      kernel.call.decode!(src, bytes.length, 0, 10, kernel.room(10), kernel.room(scratch), scratch),
    ).toBe(ERROR_SCRATCH);
  });
});

function decode(
  kernel: Kernel,
  bytes: Uint8Array,
  start: number,
  length: number,
): { result: number; output: Uint8Array } {
  kernel.clear();
  const src = kernel.put(bytes);
  const needed = kernel.call.scratchLength!(src, bytes.length);
  if (needed < 0 || needed > 2 ** 24) return { result: needed < 0 ? needed : -1, output: new Uint8Array(0) };
  const scratch = kernel.room(needed, 0);
  const dst = kernel.room(length);
  const result = kernel.call.decode!(src, bytes.length, start, length, dst, scratch, needed);
  kernel.check();
  return { result, output: kernel.get(dst, length) };
}

/** The same chunk with its zlib streams inflated; for blocks of several streams as for those of one. */
function withRawStreams(bytes: Uint8Array): Uint8Array {
  const header = Buffer.from(bytes);
  const [typesize, nbytes, blocksize] = [header.readUInt8(3), header.readUInt32LE(4), header.readUInt32LE(8)];
  const blocks = Math.ceil(nbytes / blocksize);
  const result = Buffer.alloc(16 + 4 * blocks + nbytes + 4 * 16 * blocks);
  header.copy(result, 0, 0, 16);
  let to = 16 + 4 * blocks;
  for (let block = 0; block < blocks; block += 1) {
    result.writeUInt32LE(to, 16 + 4 * block);
    const blockLength = Math.min(blocksize, nbytes - block * blocksize);
    const isSplit = (header.readUInt8(2) & 16) === 0 && blockLength === blocksize;
    const streamLength = blockLength / (isSplit ? typesize : 1);
    let from = header.readUInt32LE(16 + 4 * block);
    for (let done = 0; done < blockLength; done += streamLength) {
      const cbytes = header.readUInt32LE(from);
      const stream = header.subarray(from + 4, from + 4 + cbytes);
      result.writeUInt32LE(streamLength, to);
      result.set(cbytes === streamLength ? stream : inflateSync(stream), to + 4);
      from += 4 + cbytes;
      to += 4 + streamLength;
    }
  }
  result.writeUInt32LE(to, 12);
  return result.subarray(0, to);
}
