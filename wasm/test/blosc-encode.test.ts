import { readFileSync } from "node:fs";
import { wasm as decoder } from "@chunkwright/wasm/blosc-decode";
import { wasm as scalar } from "@chunkwright/wasm/blosc-encode";
import { wasm as simd } from "@chunkwright/wasm/blosc-encode.simd";
import { wasm as zstdDecoder } from "@chunkwright/wasm/zstd-decode";
import { wasm as zstdScalar } from "@chunkwright/wasm/zstd-encode";
import { wasm as zstdSimd } from "@chunkwright/wasm/zstd-encode.simd";
import { describe, expect, test } from "vitest";
import { loadBlosc } from "./blosc-kernel.ts";
import type { Kernel } from "./kernel.ts";
import { randomBytes, randomSource } from "./random.ts";

const FIXTURES = new URL("./fixtures/blosc/", import.meta.url);
const expected: Record<string, { byteLength: number; encoder: number[] | null }> = JSON.parse(
  readFileSync(new URL("expected.json", FIXTURES), "utf8"),
);
const cases = Object.entries(expected).flatMap(([name, { byteLength, encoder }]) =>
  encoder === null ? [] : [{ name, byteLength, encoder }],
);

const ERROR_OVERFLOW = -3;
const ERROR_UNSUPPORTED = -4;
const ERROR_SCRATCH = -5;
/** blosclz, lz4, lz4hc; zstd. c-blosc's numbers. */
const FAST_CODECS = [0, 1, 2];
const ZSTD_CODECS = [5];
const decoders = new Map([
  [FAST_CODECS, loadBlosc(decoder)],
  [ZSTD_CODECS, loadBlosc(zstdDecoder)],
]);

/** typesize, codec, level, filter, blocksize, splitMode */
type Parameters = readonly number[];

describe.each([
  ["blosc-encode", scalar, FAST_CODECS],
  ["blosc-encode.simd", simd, FAST_CODECS],
  ["zstd-encode", zstdScalar, ZSTD_CODECS],
  ["zstd-encode.simd", zstdSimd, ZSTD_CODECS],
])("%s", (_name, wasm, codecs) => {
  const kernel = loadBlosc(wasm);
  const decode = decoders.get(codecs)!;
  const codec = codecs.at(-1)!;
  // How small zstd streams get is the business of the zstd encoder and its tests.
  const tolerance = codecs === ZSTD_CODECS ? 1.1 : 1.02;
  const roundTrip = (bytes: Uint8Array, parameters: Parameters): Uint8Array =>
    encodeAndBack(kernel, decode, bytes, parameters);

  test.each(cases.filter(({ encoder }) => codecs.includes(encoder[1]!)))(
    "encode() makes $name with c-blosc's header and not many more bytes",
    ({ name, byteLength, encoder }) => {
      const chunk = readFileSync(new URL(name, FIXTURES));
      const encoded = roundTrip(decodeChunk(decode, chunk, byteLength), encoder);
      expect(encoded.subarray(0, 12)).toEqual(Uint8Array.from(chunk.subarray(0, 12)));
      expect(encoded.length).toBeLessThanOrEqual(Math.ceil(chunk.length * tolerance));
    },
  );

  test("encode() of random bytes with random parameters decodes to them", () => {
    const random = randomSource(2);
    for (let round = 0; round < 300; round += 1) {
      const bytes = randomBytes(random(round < 280 ? 5000 : 300000), round);
      const typesize = [1, 2, 3, 4, 8, 16, 17, 255, 300, 0][random(10)]!;
      const blocksize = random(2) === 0 ? 0 : random(20000);
      roundTrip(bytes, [typesize, random(6), random(10), random(3), blocksize, 1 + random(4)]);
    }
  });

  test("encode() into a buffer too short for the coded chunk stores it, into a shorter one fails", () => {
    const bytes = randomBytes(3000, 1);
    const parameters = [2, codec, 5, 1, 1024, 4];
    const needed = roundTrip(bytes, parameters).length;
    for (let room = 0; room < bytes.length + 16; room += 1) {
      const { result } = encode(kernel, bytes, room, parameters);
      if (room < needed) expect(result).toBe(ERROR_OVERFLOW);
      else expect(result).toBeLessThanOrEqual(room);
    }
    const random = randomSource(3);
    const noise = Uint8Array.from({ length: 3000 }, () => random(256));
    expect(encode(kernel, noise, 3016, parameters).output[2]! & 2).toBe(2);
  });

  test("encode() leaves the streams of codecs it does not have raw, for the host", () => {
    const bytes = new Uint8Array(100000);
    const { result } = encode(kernel, bytes, bytes.length + 1000, [2, 4, 5, 1, 0, 4]);
    expect(result).toBe(16 + 4 + bytes.length + 2 * 4);
  });

  test.each([
    ["codec", [2, 6, 5, 1, 0, 4]],
    ["level", [2, 5, 10, 1, 0, 4]],
    ["filter", [2, 5, 5, 3, 0, 4]],
  ])("encode() refuses a %s that c-blosc has not", (_what, parameters) => {
    expect(encode(kernel, randomBytes(1000, 1), 1016, parameters).result).toBe(ERROR_UNSUPPORTED);
  });

  test("encode() refuses too little scratch memory", () => {
    kernel.clear();
    const at = kernel.room(2000);
    expect(kernel.call.encode!(at, 1000, at, 1016, 2, 1, 5, 1, 0, 4, at, 1000)).toBe(ERROR_SCRATCH);
  });
});

test.each([
  ["blosc-encode", scalar, simd, FAST_CODECS],
  ["zstd-encode", zstdScalar, zstdSimd, ZSTD_CODECS],
])("encode() of %s is the same with SIMD and without", (_name, a, b, codecs) => {
  const decode = decoders.get(codecs)!;
  for (const filter of [0, 1, 2]) {
    for (const codec of codecs) {
      const bytes = randomBytes(150001, 10 * codec + filter);
      const chunks = [a, b].map((wasm) =>
        encodeAndBack(loadBlosc(wasm), decode, bytes, [4, codec, 6, filter, 0, 4]),
      );
      expect(Buffer.compare(chunks[0]!, chunks[1]!)).toBe(0);
    }
  }
});

function encode(
  kernel: Kernel,
  bytes: Uint8Array,
  room: number,
  [typesize, codec, level, filter, blocksize, splitMode]: Parameters,
): { result: number; output: Uint8Array } {
  kernel.clear();
  const src = kernel.put(bytes);
  const dst = kernel.room(room);
  const needed = kernel.call.scratchLength!(bytes.length, typesize!, codec!, level!, blocksize!, splitMode!);
  const scratch = (kernel.room(needed + 8) + 7) & ~7;
  const { call } = kernel;
  const result = call.encode!(
    ...[
      src,
      bytes.length,
      dst,
      room,
      typesize!,
      codec!,
      level!,
      filter!,
      blocksize!,
      splitMode!,
      scratch,
      needed,
    ],
  );
  kernel.check();
  return { result, output: kernel.get(dst, Math.max(result, 0)) };
}

/** Encodes, checks that the chunk decodes to `bytes`, and returns it. */
function encodeAndBack(
  kernel: Kernel,
  decode: Kernel,
  bytes: Uint8Array,
  parameters: Parameters,
): Uint8Array {
  const { output } = encode(kernel, bytes, bytes.length + 16, parameters);
  expect(Buffer.compare(decodeChunk(decode, output, bytes.length), bytes)).toBe(0);
  return output;
}

function decodeChunk(decode: Kernel, chunk: Uint8Array, length: number): Uint8Array {
  decode.clear();
  const src = decode.put(chunk);
  const needed = decode.call.scratchLength!(src, chunk.length);
  const [dst, scratch] = [decode.room(length), decode.room(needed)];
  expect(decode.call.decodedLength!(src, chunk.length)).toBe(length);
  expect(decode.call.decode!(src, chunk.length, 0, length, dst, scratch, needed)).toBe(length);
  return decode.get(dst, length);
}
